using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GreyActors.Tests.Shared.Dns;

/// <summary>A private name server (Debian's <c>nsd</c>) on 127.0.0.1 for every name. A name that its records do not contain does not exist; <c>servfail.example</c> answers SERVFAIL.</summary>
internal sealed class NsdServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("greyactors-nsd-").FullName;
    private readonly Process _process;
    private int _generation;

    private NsdServer(string records)
    {
        EndPoint = FreeEndPoint();
        WriteZone(records);
        File.WriteAllText(Path.Combine(_folder, "nsd.conf"), $"""
            server:
                ip-address: 127.0.0.1@{EndPoint.Port}
                username: ""
                chroot: ""
                zonesdir: "{_folder}"
                database: ""
                pidfile: "{_folder}/nsd.pid"
                zonelistfile: "{_folder}/zone.list"
                xfrdfile: "{_folder}/xfrd.state"
                xfrdir: "{_folder}"
                server-count: 1
                rrl-ratelimit: 0
            remote-control:
                control-enable: no
            zone:
                name: "."
                zonefile: "root.zone"
            zone:
                name: "servfail.example"
                zonefile: "absent.zone"
            """);
        _process = Process.Start(new ProcessStartInfo("/usr/sbin/nsd", ["-d", "-c", Path.Combine(_folder, "nsd.conf")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        _ = _process.StandardError.ReadToEndAsync();
        _ = _process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>Its address and port, for UDP and TCP.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Starts the server, and waits until it answers.</summary>
    /// <param name="records">Lines of a zone file with absolute names. Negative answers have a time to live of 120 s, records without their own one of 300 s.</param>
    public static async Task<NsdServer> Start(string records)
    {
        var server = new NsdServer(records);
        await server.AwaitZone();
        return server;
    }

    /// <summary>Replaces all records, and waits until the server uses the new ones.</summary>
    public async Task Replace(string records)
    {
        WriteZone(records);
        using var signal = Process.Start("kill", ["-HUP", $"{_process.Id}"]);
        await AwaitZone();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var signal = Process.Start("kill", [$"{_process.Id}"]);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void WriteZone(string records)
    {
        _generation++;
        File.WriteAllText(
            Path.Combine(_folder, "root.zone"),
            $"""
            $TTL 300
            . IN SOA ns.test. admin.test. {_generation} 3600 600 86400 120
            . IN NS ns.test.
            ns.test. IN A 127.0.0.1
            generation-{_generation}.test. IN A 127.0.0.1
            {records}

            """,
            Encoding.Latin1);
    }

    // A broken zone is SERVFAIL for all names, so an open port proves nothing.
    private async Task AwaitZone()
    {
        var watch = Stopwatch.StartNew();
        while (!await HasZone())
        {
            if (_process.HasExited || watch.Elapsed > Patience)
                throw new TimeoutException($"nsd does not answer within {Patience.TotalSeconds} s, or has ended");
            await Task.Delay(BetweenAttempts);
        }
    }

    private async Task<bool> HasZone()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        try
        {
            await socket.ConnectAsync(EndPoint);
            await socket.SendAsync(DnsMessage.Query($"generation-{_generation}.test", DnsMessage.A));
            var answer = new byte[512];
            var length = await socket.ReceiveAsync(answer, limit.Token);
            return length > 8 && (answer[3] & 0xF) == 0 && answer[7] == 1;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    // Below the range from which the system takes the ports of outgoing connections.
    private static IPEndPoint FreeEndPoint()
    {
        while (true)
        {
            var candidate = new IPEndPoint(IPAddress.Loopback, Random.Shared.Next(10_081, 30_000));
            using var datagrams = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            using var connections = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                datagrams.Bind(candidate);
                connections.Bind(candidate);
                return candidate;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
            }
        }
    }
}
