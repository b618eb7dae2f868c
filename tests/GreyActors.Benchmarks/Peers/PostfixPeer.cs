using System.Globalization;

namespace GreyActors.Benchmarks.Peers;

/// <summary>
/// What people run today: Postfix as a proxy before the queue (smtpd_proxy_filter), which asks postgrey at each RCPT; as Debian has them. Only what loopback and
/// many clients ask for is changed. Its master needs root.
/// </summary>
internal sealed class PostfixPeer : Peer
{
    // A process a client: a site has a hundred. More clients than this wait for one. Each asks postgrey on a connection of its own, and that can select() among a thousand.
    private const int MaxProcesses = 700;

    private readonly string _etc;

    public PostfixPeer(string folder, int relayPort)
        : base("Postfix+postgrey", folder)
    {
        _etc = MakeFolder("etc", "root");
        var policyPort = FreePort.Next();
        Processes.Start(
            MakeFolder("postgrey", "postgrey"), Path.Combine(Folder, "postgrey.log"), Tool.Path("postgrey"), "--user=postgrey", "--group=postgrey",
            string.Create(CultureInfo.InvariantCulture, $"--inet=127.0.0.1:{policyPort}"), $"--dbdir={Folder}/postgrey", $"--delay={PeersBenchmark.Delay}",
            // So that a triplet that has passed is still looked up: ours are, too.
            "--auto-whitelist-clients=0", "--listen-queue-size=1000", "--greylist-action=451 4.7.1");
        AwaitListening(policyPort);
        Configure(policyPort, relayPort);
        Processes.Start(Folder, Path.Combine(Folder, "output"), Tool.Path("postfix"), "-c", _etc, "start");
        AwaitListening(Port);
    }

    public override bool IsGreylisting => true;

    public override int MaxClients => MaxProcesses;

    public override void Dispose()
    {
        Tool.Run("/bin/sh", "-c", $"{Tool.Path("postfix")} -c {_etc} stop >/dev/null 2>&1 || true");
        base.Dispose();
    }

    private string MakeFolder(string name, string owner)
    {
        var made = Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;
        Tool.Run("/bin/chown", owner, made);
        return made;
    }

    private void Configure(int policyPort, int relayPort)
    {
        File.WriteAllText(Path.Combine(_etc, "main.cf"), string.Create(CultureInfo.InvariantCulture, $"""
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
            smtpd_proxy_filter = 127.0.0.1:{relayPort}
            smtpd_policy_service_request_limit = 0
            smtpd_client_connection_count_limit = 0
            smtpd_error_sleep_time = 0
            smtpd_junk_command_limit = 100000
            default_process_limit = {MaxProcesses}
            max_use = 100000
            message_size_limit = 0

            """));
        File.WriteAllText(Path.Combine(_etc, "master.cf"), string.Create(CultureInfo.InvariantCulture, $"""
            127.0.0.1:{Port} inet n - n - {MaxProcesses} smtpd
            pickup unix n - n 60 1 pickup
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            proxymap unix - - n - - proxymap
            anvil unix - - n - 1 anvil
            postlog unix-dgram n - n - 1 postlogd

            """));
    }
}
