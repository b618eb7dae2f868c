using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using GreyActors.EndToEnd.Tests.Harness;

namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>One machine of a cluster: its network, its lines to PostgreSQL and to the backend, and its program, which is restarted as systemd does.</summary>
public sealed class ClusterMachine : IAsyncDisposable
{
    /// <summary>The exit code of a machine that leaves the cluster because it must.</summary>
    public const int MustGoDown = 70;

    // With 16 partitions, one set in 5000 misses any of them.
    private const int NewTriplets = 200;

    // RestartSec of the unit, shorter.
    private static readonly TimeSpan RestartsAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<(DateTime At, int Code)> _exits = new();
    private readonly MachineLink _database;
    private readonly MachineLink _backend;
    private readonly Task _supervising;
    private volatile bool _isWanted = true;

    private ClusterMachine(int number, MachineNetwork network, MachineLink database, MachineLink backend, GreyActorsProcess program)
    {
        (Number, Network, _database, _backend, Program) = (number, network, database, backend, program);
        _supervising = Supervise();
    }

    /// <summary>From 1.</summary>
    public int Number { get; }

    /// <summary>The network.</summary>
    public MachineNetwork Network { get; }

    /// <summary>The program.</summary>
    public GreyActorsProcess Program { get; }

    /// <summary>The line to PostgreSQL.</summary>
    public MachineLink Database => _database;

    /// <summary>When the program ended without a request of the test, and its exit codes.</summary>
    public IReadOnlyCollection<(DateTime At, int Code)> Exits => _exits;

    /// <summary>Starts the program with the configuration that <paramref name="configure"/> makes of the ports of PostgreSQL and backend; waits for nothing.</summary>
    public static ClusterMachine Launch(int number, MachineNetwork network, int postgres, int backend, Func<int, int, GreyActorsConfiguration> configure)
    {
        var (toPostgres, toBackend) = (new MachineLink(network, postgres), new MachineLink(network, backend));
        var program = GreyActorsProcess.Launched(configure(toPostgres.Port, toBackend.Port) with { Network = network });
        return new ClusterMachine(number, network, toPostgres, toBackend, program);
    }

    /// <summary>Kills the program (SIGKILL); it stays away.</summary>
    public async Task Kill9()
    {
        _isWanted = false;
        await Program.Kill9();
    }

    /// <summary>Asks the program to end (SIGTERM) and waits for its end; it stays away. Returns the exit code.</summary>
    public async Task<int> Terminate()
    {
        _isWanted = false;
        Program.Signal("TERM");
        return await Program.ExitCode();
    }

    /// <summary>Starts the program again, perhaps with other values.</summary>
    public void Restart(params IEnumerable<string> set)
    {
        Program.Relaunch(set);
        _isWanted = true;
    }

    /// <summary>The checks of /readyz that fail; null while the endpoint does not answer.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> NotReady()
    {
        try
        {
            return Program.IsRunning ? await Program.NotReady() : null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidOperationException or TaskCanceledException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    /// <summary>Waits until /readyz is ok.</summary>
    public Task IsReady(TimeSpan within) => Eventually.Holds(
        string.Create(CultureInfo.InvariantCulture, $"machine {Number} is ready"), async () => await NotReady() is { Count: 0 }, within);

    /// <summary>A client that is connected to it.</summary>
    public Task<SmtpClientSocket> Connect(CancellationToken stop) => SmtpClientSocket.Connect(Network, Program.SmtpPort, stop);

    /// <summary>Waits until it exits with this code by itself, after the first <paramref name="before"/> exits.</summary>
    public Task ExitsWith(int code, int before, TimeSpan within) => Eventually.Holds(
        string.Create(CultureInfo.InvariantCulture, $"machine {Number} exits with {code}"), () => _exits.Skip(before).Any(exit => exit.Code == code), within);

    /// <summary>Waits until the greylist answers for new triplets of all partitions through this machine.</summary>
    public Task Judges(TimeSpan within) => Eventually.Holds(
        string.Create(CultureInfo.InvariantCulture, $"all partitions answer through machine {Number}"), AllAreDeferred, within);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _supervising;
        await Program.DisposeAsync();
        await _database.DisposeAsync();
        await _backend.DisposeAsync();
        _stop.Dispose();
    }

    private async Task<bool> AllAreDeferred()
    {
        try
        {
            using var bound = new CancellationTokenSource(Eventually.Patience);
            using var client = await Connect(bound.Token);
            await client.Reply();
            await client.Say("EHLO client.example.org");
            await client.Say($"MAIL FROM:<sender@{Guid.NewGuid():N}.example>");
            for (var i = 0; i < NewTriplets; i++)
            {
                var reply = await client.Say(string.Create(CultureInfo.InvariantCulture, $"RCPT TO:<probe{i}@example.test>"));
                if (!reply.Text.StartsWith(Store.Attempts.Deferred, StringComparison.Ordinal))
                    return false;
            }

            return true;
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task Supervise()
    {
        try
        {
            while (true)
            {
                await Task.Delay(BetweenLooks, _stop.Token);
                if (Program.IsRunning || !_isWanted)
                    continue;

                _exits.Enqueue((DateTime.UtcNow, await Program.ExitCode()));
                await Task.Delay(RestartsAfter, _stop.Token);
                if (_isWanted && !Program.IsRunning)
                    Program.Relaunch();
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
