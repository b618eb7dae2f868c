using System.Globalization;

namespace GreyActors.Benchmarks.Peers;

/// <summary>Postfix's smtp-sink: one process that answers and keeps nothing; defers every recipient, or takes every mail.</summary>
internal sealed class SmtpSinkPeer : Peer
{
    public SmtpSinkPeer(string name, string folder, bool defers)
        : base(name, folder)
    {
        Defers = defers;
        string[] options = defers ? ["-r", "RCPT"] : [];
        Processes.Start(
            Folder, Path.Combine(Folder, "output"), Tool.Path("smtp-sink"),
            ["-u", "nobody", "-m", "15000", .. options, string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}"), "4096"]);
        AwaitListening(Port);
    }

    public override bool IsGreylisting => false;

    public override bool Defers { get; }
}
