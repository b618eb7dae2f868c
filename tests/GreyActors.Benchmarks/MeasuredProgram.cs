using System.Diagnostics;
using System.Globalization;
using GreyActors.Components;

namespace GreyActors.Benchmarks;

/// <summary>The program as a process of its own, on ports of its own, before one backend.</summary>
internal sealed class MeasuredProgram : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly Process _process;

    private MeasuredProgram(int relayPort, string more)
    {
        (Port, IntrospectionPort) = (FreePort.Next(), FreePort.Next());
        var file = Path.Combine(_folder.Path, "greyactors.conf");
        File.WriteAllText(file, $$"""
            grey-actors {
              listen = [{ address = "127.0.0.1", port = {{Port}} }]
              introspection { port = {{IntrospectionPort}}, token-file = "{{_folder.Path}}/token" }
              relay.to = ["127.0.0.1:{{relayPort}}"]
              limits.max-connections-per-client = 0
              allowed-domains = ["example.com"]
              store.path = "{{_folder.Path}}/greylist.db"
              log { greylist = "{{_folder.Path}}/greylist.log", level = warning }
              {{more}}
            }
            """);
        _process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Nameplate).Assembly.Location, "run", "--config", file]))!;
        while (!IsReady())
            Thread.Sleep(50);
    }

    /// <summary>Clients are let through without greylisting.</summary>
    public static MeasuredProgram LettingThrough(int relayPort) =>
        new(relayPort, """relay.max-connections = 1000, allowed-senders = ["127.0.0.1"]""");

    /// <summary>Everybody is deferred, and thousands may stay.</summary>
    public static MeasuredProgram Deferring(int relayPort) =>
        new(relayPort, "inactivity-timeout = 1h, limits.max-connections = 12000, greylisting.initial-delay = 1h");

    /// <summary>Where clients connect.</summary>
    public int Port { get; }

    /// <summary>Where it shows itself.</summary>
    public int IntrospectionPort { get; }

    /// <summary>What it holds of the machine's memory now, in KB.</summary>
    public int ResidentKilobytes() => Status("VmRSS:");

    /// <summary>Processor time it has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }

    private int Status(string name) => int.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    private bool IsReady() => _process.HasExited
        ? throw new InvalidOperationException("The program has ended; what it said stands above.")
        : SmtpPeer.IsGreetedAt(Port);
}
