using System.Diagnostics;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>A milter (Debian's python3-milter) that records the clients that a mail server names to it, and lets everything pass.</summary>
public sealed class MilterInstance : IAsyncDisposable
{
    private const string Program = """
        import sys, Milter

        class Recorder(Milter.Base):
            def connect(self, name, family, address):
                self.said = "client " + address[0]
                return Milter.CONTINUE
            def hello(self, name):
                self.said += ", HELO " + name
                return Milter.CONTINUE
            def envfrom(self, sender, *more):
                with open(sys.argv[2], "a") as out:
                    out.write(self.said + ", from " + sender + "\n")
                return Milter.CONTINUE

        Milter.factory = Recorder
        Milter.runmilter("recorder", "inet:" + sys.argv[1] + "@127.0.0.1", 60)
        """;

    private readonly TemporaryFolder _folder = new("milter");
    private readonly Process _process;

    private MilterInstance()
    {
        File.WriteAllText(_folder["recorder.py"], Program);
        File.WriteAllText(_folder["seen"], "");
        _process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [_folder["recorder.py"], $"{Port}", _folder["seen"]]))!;
    }

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>The mails that it was asked about, each with its client.</summary>
    public IReadOnlyList<string> Seen => File.ReadAllLines(_folder["seen"]);

    /// <summary>Starts it, and waits until it answers.</summary>
    public static async Task<MilterInstance> Start()
    {
        var milter = new MilterInstance();
        await Eventually.Holds("the milter listens", () => Command.Run("ss", "-Hltn", $"sport = :{milter.Port}").Output.Length > 0);
        return milter;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }
}
