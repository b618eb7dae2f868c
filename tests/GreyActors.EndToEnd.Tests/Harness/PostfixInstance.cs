namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>A private Postfix: own configuration, queue, log and mailbox in a temporary folder, one smtpd on a high loopback port.</summary>
public sealed class PostfixInstance : IDisposable
{
    private const string Receiver = """
        virtual_mailbox_domains = example.test
        virtual_mailbox_base = $data_directory/../mail
        virtual_mailbox_maps = static:all/
        virtual_uid_maps = static:65534
        virtual_gid_maps = static:65534
        virtual_mailbox_limit = 0
        message_size_limit = 50000000
        mynetworks =
        smtpd_relay_restrictions = reject_unauth_destination
        smtpd_recipient_restrictions = permit
        smtputf8_enable = yes
        smtpd_error_sleep_time = 0

        """;

    private readonly TemporaryFolder _folder = new("postfix");

    private PostfixInstance(string name, string role)
    {
        foreach (var part in new[] { "etc", "queue", "data", "log", "mail" })
            Directory.CreateDirectory(_folder[part]);

        File.WriteAllText(_folder["etc/main.cf"], Common(name) + role);
        File.WriteAllText(_folder["etc/master.cf"], Services());
        Command.AsRoot("chown", "-R", "root:root", _folder["etc"], _folder["queue"]);
        Command.AsRoot("chown", "postfix", _folder["data"]);
        Command.AsRoot("chown", "nobody:nogroup", _folder["mail"]);
        Start();
    }

    /// <summary>
    /// A queue run that meets a message in the very moment in which it is deferred leaves it alone for a minute ("skipped, still being delivered").
    /// </summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(100);

    /// <summary>Where its smtpd listens, on 127.0.0.1.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>Its log so far. Its log daemon writes a line some time after the event: wait for a line with <see cref="Logged"/>.</summary>
    public string Log => File.Exists(_folder["log/maillog"]) ? Command.AsRoot("cat", _folder["log/maillog"]) : "";

    /// <summary>Waits until its log contains <paramref name="text"/>.</summary>
    /// <exception cref="TimeoutException">The log did not contain it in time.</exception>
    public Task Logged(string text) => Eventually.Holds($"\"{text}\" in the log of Postfix", () => Log.Contains(text, StringComparison.Ordinal), Patience);

    /// <summary>A mail server out in the world: takes any mail, and sends it all to one port, looking every three seconds whether to retry a deferred one.</summary>
    public static PostfixInstance Sending(int to) => new("sender", Sender(to));

    /// <summary>The same, sending over TLS or not at all.</summary>
    public static PostfixInstance SendingEncrypted(int to) => new("sender", Sender(to) + """
        smtp_tls_security_level = encrypt
        smtp_tls_loglevel = 1

        """);

    /// <summary>A backend: takes mail for anybody at example.test into one mailbox.</summary>
    public static PostfixInstance Receiving() => new("receiver", Receiver);

    /// <summary>A backend as <see cref="Receiving"/> that offers STARTTLS with this certificate.</summary>
    public static PostfixInstance Secured(CertificateFiles certificate) => new("receiver", Receiver + $"""
        smtpd_tls_security_level = may
        smtpd_tls_cert_file = {certificate.Certificate}
        smtpd_tls_key_file = {certificate.Key}
        smtpd_tls_received_header = yes
        smtpd_tls_loglevel = 1

        """);

    /// <summary>
    /// A backend as <see cref="Receiving"/> that is strict about sessions, accepts the addresses that Postfix accepts by default, and has
    /// VRFY and ETRN as they come.
    /// </summary>
    public static PostfixInstance Strict() => new("receiver", Receiver + """
        smtpd_helo_required = yes
        smtpd_forbid_bare_newline = normalize
        smtpd_forbid_bare_newline_exclusions =
        smtpd_forbid_unauth_pipelining = yes
        smtpd_hard_error_limit = 20

        """);

    /// <summary>
    /// A backend as <see cref="Receiving"/> that relays for its front end: it accepts every recipient, keeps mail for example.test and
    /// discards all other mail, and its log says which.
    /// </summary>
    public static PostfixInstance Trusting() => new("receiver", Receiver.Replace("mynetworks =", "mynetworks = 127.0.0.0/8", StringComparison.Ordinal) + """
        smtpd_relay_restrictions = permit_mynetworks, reject
        default_transport = discard

        """);

    /// <summary>
    /// A mail server as <see cref="Receiving"/> that asks a policy server at RCPT and at DATA, as docs/install.md describes it, and that accepts mail while the
    /// policy server does not answer.
    /// </summary>
    /// <param name="service"><c>inet:127.0.0.1:10023</c>, or <c>unix:/path</c>.</param>
    public static PostfixInstance Asking(string service) => new("receiver", Receiver.Replace("smtpd_recipient_restrictions = permit", "", StringComparison.Ordinal) + $$"""
        smtpd_recipient_restrictions = check_policy_service { {{service}}, timeout=10s, default_action=DUNNO }
        smtpd_data_restrictions = check_policy_service { {{service}}, timeout=10s, default_action=DUNNO }
        smtpd_hard_error_limit = 1000

        """);

    /// <summary>A backend as <see cref="Receiving"/> with a milter on 127.0.0.1 and XCLIENT for its front end, as docs/install.md recommends.</summary>
    public static PostfixInstance Filtered(int milter) => new("receiver", Receiver + $"""
        smtpd_milters = inet:127.0.0.1:{milter}
        milter_default_action = tempfail
        smtpd_authorized_xclient_hosts = 127.0.0.1

        """);

    /// <summary>A backend as <see cref="Receiving"/>, to which a PROXY header must say who the client is.</summary>
    public static PostfixInstance BehindProxies() => new("receiver", Receiver + "smtpd_upstream_proxy_protocol = haproxy\n");

    /// <summary>The messages in the mailbox, byte for byte as Latin-1, line ends as the mailbox has them (LF).</summary>
    public IReadOnlyList<string> Mailbox()
    {
        var files = Command.AsRoot("find", _folder["mail"], "-path", "*/new/*", "-type", "f");
        return [.. files.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).Select(file => Command.AsRoot("cat", file))];
    }

    /// <summary>The recipients of the messages in the mailbox, one for each message.</summary>
    public IReadOnlyList<string> MailboxRecipients() =>
        [.. Command.AsRoot("sh", "-c", $"find '{_folder["mail"]}' -path '*/new/*' -type f -exec grep -hm1 '^X-Original-To: ' {{}} +")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line["X-Original-To: ".Length..])];

    /// <summary>Stops Postfix as its manual says. Open sessions end, the queue stays.</summary>
    public void Stop()
    {
        try
        {
            Command.AsRoot("postfix", "-c", _folder["etc"], "stop");
        }
        catch (InvalidOperationException) when (!IsRunning)
        {
            // What has not gone after five seconds it ends by force, and fails where that has gone just then.
        }
    }

    /// <summary>Ends it at once, the master and every process of its (SIGKILL); the queue stays as it is.</summary>
    public void Kill9()
    {
        var master = Command.AsRoot("cat", _folder["queue/pid/master.pid"]).Trim();
        // The master first, or it would start others in place of those that die.
        var processes = $"kill -STOP {master}; kids=$(cat /proc/{master}/task/{master}/children); kill -9 {master} $kids";
        Command.AsRoot("sh", "-c", processes);
    }

    /// <summary>Starts it, for the first time or after <see cref="Stop"/> or <see cref="Kill9"/>.</summary>
    public void Start()
    {
        // What tidies the queue up complains of half a name that a kill left, and that as the user postfix: it must be able to, or nothing starts.
        Command.AsRoot("chown", "-R", "postfix", _folder["log"]);
        Command.AsRoot("postfix", "-c", _folder["etc"], "start");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _folder.Dispose();
    }

    private bool IsRunning => Command.AsRoot("sh", "-c", $"if postfix -c '{_folder["etc"]}' status; then echo yes; fi").Contains("yes", StringComparison.Ordinal);

    private static string Sender(int to) => $"""
        relayhost = [127.0.0.1]:{to}
        mynetworks = 127.0.0.0/8
        smtpd_relay_restrictions = permit_mynetworks, reject
        smtpd_recipient_restrictions = permit_mynetworks, reject
        local_header_rewrite_clients =
        queue_run_delay = 3s
        minimal_backoff_time = 1s
        maximal_backoff_time = 2s
        smtp_connection_cache_on_demand = no
        smtputf8_enable = yes

        """;

    private string Common(string name) => $"""
        compatibility_level = 3.6
        mail_owner = postfix
        setgid_group = postdrop
        command_directory = /usr/sbin
        daemon_directory = /usr/lib/postfix/sbin
        queue_directory = {_folder["queue"]}
        data_directory = {_folder["data"]}
        maillog_file = {_folder["log/maillog"]}
        maillog_file_prefixes = {_folder.Path}
        myhostname = {name}.example.org
        mydomain = example.org
        myorigin = example.org
        mydestination =
        local_recipient_maps =
        alias_maps =
        alias_database =
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        smtpd_peername_lookup = no
        disable_dns_lookups = yes
        smtp_host_lookup = native
        append_dot_mydomain = no
        biff = no
        notify_classes =

        """;

    private string Services() => $"""
        127.0.0.1:{Port} inet n - n - - smtpd
        pickup    unix  n - n 60 1 pickup
        cleanup   unix  n - n - 0 cleanup
        qmgr      unix  n - n 300 1 qmgr
        tlsmgr    unix  - - n 1000? 1 tlsmgr
        rewrite   unix  - - n - - trivial-rewrite
        bounce    unix  - - n - 0 bounce
        defer     unix  - - n - 0 bounce
        trace     unix  - - n - 0 bounce
        verify    unix  - - n - 1 verify
        flush     unix  n - n 1000? 0 flush
        proxymap  unix  - - n - - proxymap
        smtp      unix  - - n - - smtp
        relay     unix  - - n - - smtp
        showq     unix  n - n - - showq
        error     unix  - - n - - error
        retry     unix  - - n - - error
        discard   unix  - - n - - discard
        virtual   unix  - n n - - virtual
        anvil     unix  - - n - 1 anvil
        scache    unix  - - n - 1 scache
        postlog   unix-dgram n - n - 1 postlogd

        """;
}
