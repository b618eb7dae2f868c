using System.Globalization;

namespace GreyActors.Benchmarks.Peers;

/// <summary>
/// What people run today: Postfix as a proxy before the queue (smtpd_proxy_filter), which asks postgrey at each RCPT; as Debian has them. Only what loopback and
/// many clients ask for is changed.
/// </summary>
internal sealed class PostfixPeer : PostfixBase
{
    public PostfixPeer(string folder, int relayPort)
        : base("Postfix+postgrey", folder)
    {
        var policyPort = FreePort.Next();
        PostgreyPeer.Start(Processes, Folder, policyPort);
        AwaitListening(policyPort);
        Begin(policyPort, string.Create(CultureInfo.InvariantCulture, $"smtpd_proxy_filter = 127.0.0.1:{relayPort}"));
    }
}
