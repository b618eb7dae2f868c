using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace GreyActors.Benchmarks;

/// <summary>The program as a process of its own, with its introspection endpoint, which defers whoever comes.</summary>
internal sealed class WatchedProgram : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly Process _process;

    public WatchedProgram(int relayPort)
    {
        (SmtpPort, IntrospectionPort) = (FreePort(), FreePort());
        var file = Path.Combine(_folder.Path, "greyactors.conf");
        File.WriteAllText(file, $$"""
            grey-actors {
              listen = [{ address = "127.0.0.1", port = {{SmtpPort}} }]
              introspection { port = {{IntrospectionPort}}, token-file = "{{_folder.Path}}/token" }
              relay.to = ["127.0.0.1:{{relayPort}}"]
              inactivity-timeout = 1h
              limits { max-connections = 12000, max-connections-per-client = 0 }
              greylisting.initial-delay = 1h
              allowed-domains = ["example.com"]
              store.path = "{{_folder.Path}}/greylist.db"
              log { greylist = "{{_folder.Path}}/greylist.log", level = warning }
            }
            """);
        _process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Nameplate).Assembly.Location, "run", "--config", file]))!;
        while (!Answers())
            Thread.Sleep(50);
    }

    public int SmtpPort { get; }

    public int IntrospectionPort { get; }

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

    private bool Answers()
    {
        if (_process.HasExited)
            throw new InvalidOperationException("The program has ended; what it said stands above.");
        try
        {
            using var client = new SmtpPeer(SmtpPort);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
