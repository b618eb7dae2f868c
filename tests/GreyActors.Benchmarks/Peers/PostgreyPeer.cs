using System.Globalization;

namespace GreyActors.Benchmarks.Peers;

/// <summary>postgrey alone, as the policy server of a Postfix that is measured separately.</summary>
internal sealed class PostgreyPeer : Peer
{
    public PostgreyPeer(string folder)
        : base("postgrey", folder)
    {
        Start(Processes, Folder, Port);
        AwaitListening(Port);
    }

    public override bool IsGreylisting => true;

    /// <summary>Starts it in a group of processes.</summary>
    public static void Start(ProcessGroup processes, string folder, int port)
    {
        var database = Directory.CreateDirectory(Path.Combine(folder, "postgrey")).FullName;
        Tool.Run("/bin/chown", "postgrey", database);
        processes.Start(
            database, Path.Combine(folder, "postgrey.log"), Tool.Path("postgrey"), "--user=postgrey", "--group=postgrey",
            string.Create(CultureInfo.InvariantCulture, $"--inet=127.0.0.1:{port}"), $"--dbdir={database}", $"--delay={PeersBenchmark.Delay}",
            // So that a triplet that has passed is still looked up: ours are, too.
            "--auto-whitelist-clients=0", "--listen-queue-size=1000", "--greylist-action=451 4.7.1");
    }
}
