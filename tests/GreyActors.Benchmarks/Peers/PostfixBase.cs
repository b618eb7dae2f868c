using System.Globalization;

namespace GreyActors.Benchmarks.Peers;

/// <summary>A private Postfix that asks a policy server at each RCPT. Its master needs root.</summary>
internal abstract class PostfixBase(string name, string folder) : Peer(name, folder)
{
    // A process a client: a site has a hundred. More clients than this wait for one. Each asks postgrey on a connection of its own, and that can select() among a thousand.
    private const int MaxProcesses = 700;

    private string? _etc;

    public override bool IsGreylisting => true;

    public override int MaxClients => MaxProcesses;

    public override void Dispose()
    {
        if (_etc is not null)
            Tool.Run("/bin/sh", "-c", $"{Tool.Path("postfix")} -c {_etc} stop >/dev/null 2>&1 || true");
        base.Dispose();
    }

    /// <summary>Starts it, and waits until it listens.</summary>
    /// <param name="policyPort">The port of the policy server.</param>
    /// <param name="more">Further lines of main.cf.</param>
    protected void Begin(int policyPort, string more)
    {
        _etc = MakeFolder("etc", "root");
        Configure(_etc, policyPort, more);
        Processes.Start(Folder, Path.Combine(Folder, "output"), Tool.Path("postfix"), "-c", _etc, "start");
        AwaitListening(Port);
    }

    private string MakeFolder(string name, string owner)
    {
        var made = Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;
        Tool.Run("/bin/chown", owner, made);
        return made;
    }

    private void Configure(string etc, int policyPort, string more)
    {
        File.WriteAllText(Path.Combine(etc, "main.cf"), string.Create(CultureInfo.InvariantCulture, $"""
            compatibility_level = 3.6
            mail_owner = postfix
            setgid_group = postdrop
            command_directory = /usr/sbin
            daemon_directory = /usr/lib/postfix/sbin
            queue_directory = {MakeFolder("queue", "root")}
            data_directory = {MakeFolder("data", "postfix")}
            maillog_file = {MakeFolder("log", "root")}/maillog
            maillog_file_prefixes = {Folder}
            myhostname = mail.example.com
            mydestination =
            mynetworks =
            local_recipient_maps =
            alias_maps =
            alias_database =
            inet_protocols = ipv4
            disable_dns_lookups = yes
            smtpd_peername_lookup = no
            relay_domains = example.test
            smtpd_relay_restrictions =
            smtpd_recipient_restrictions = reject_unauth_destination, check_policy_service inet:127.0.0.1:{policyPort}, permit
            smtpd_policy_service_request_limit = 0
            smtpd_client_connection_count_limit = 0
            smtpd_error_sleep_time = 0
            smtpd_junk_command_limit = 100000
            default_process_limit = {MaxProcesses}
            max_use = 100000
            message_size_limit = 0
            {more}

            """));
        File.WriteAllText(Path.Combine(etc, "master.cf"), string.Create(CultureInfo.InvariantCulture, $"""
            127.0.0.1:{Port} inet n - n - {MaxProcesses} smtpd
            pickup unix n - n 60 1 pickup
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            discard unix - - n - - discard
            proxymap unix - - n - - proxymap
            anvil unix - - n - 1 anvil
            postlog unix-dgram n - n - 1 postlogd

            """));
    }
}
