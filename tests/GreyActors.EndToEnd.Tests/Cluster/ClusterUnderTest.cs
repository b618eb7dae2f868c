using System.Globalization;
using GreyActors.EndToEnd.Tests.Harness;

namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>A cluster of real processes on one PostgreSQL and one backend.</summary>
public sealed class ClusterUnderTest : IAsyncDisposable
{
    // Several processes start at once on a busy machine.
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(120);

    private readonly List<ClusterMachine> _machines = [];
    private readonly int[] _ports;
    private readonly CertificateAuthority _authority = new();
    private readonly NamespaceSwitch? _switch;

    private ClusterUnderTest(PrivatePostgres postgres, ClusterOptions options)
    {
        (Postgres, Options) = (postgres, options);
        _ports = [.. Enumerable.Range(0, options.Machines).Select(_ => FreePort.Next())];
        _switch = options.HasCuts ? new NamespaceSwitch(options.Machines) : null;
    }

    /// <summary>Its properties.</summary>
    public ClusterOptions Options { get; }

    /// <summary>The store of all machines.</summary>
    public PrivatePostgres Postgres { get; }

    /// <summary>The backend of all machines.</summary>
    public RecordingMailServer Backend { get; } = new();

    /// <summary>The machines.</summary>
    public IReadOnlyList<ClusterMachine> Machines => _machines;

    /// <summary>The lines between the machines.</summary>
    public NamespaceSwitch Lines => _switch ?? throw new InvalidOperationException("This cluster shares the loopback network.");

    /// <summary>cluster.port of the machine with this index.</summary>
    public int PortOf(int machine) => _ports[machine];

    /// <summary>Starts all machines at once and waits until each is ready and all are members.</summary>
    public static async Task<ClusterUnderTest> Start(ClusterOptions options)
    {
        var cluster = new ClusterUnderTest(await PrivatePostgres.Start(new PostgresOptions { Fsync = false }), options);
        try
        {
            for (var i = 0; i < options.Machines; i++)
                cluster.Launch(i);
            await cluster.IsWhole(StartsWithin);
            return cluster;
        }
        catch (Exception e)
        {
            var logs = await cluster.Views() + cluster.Logs();
            await cluster.DisposeAsync();
            throw new InvalidOperationException($"The cluster does not form: {e.Message}\n{logs}", e);
        }
    }

    /// <summary>Waits until all machines are ready and are members of one cluster.</summary>
    public async Task IsWhole(TimeSpan within)
    {
        var bound = DateTime.UtcNow + within;
        foreach (var machine in _machines)
            await machine.IsReady(Rest(bound));
        await Eventually.Holds("all machines see one cluster and the same places of the partitions", AllAgree, Rest(bound));
    }

    /// <summary>The ends of all logs, for the message of a failed test.</summary>
    public string Logs(int characters = 6000) => string.Join('\n', _machines.Select(machine => string.Create(
        CultureInfo.InvariantCulture,
        $"== machine {machine.Number}, exits {string.Join(", ", machine.Exits)}\n{End(Essence(machine.Program.Output), characters)}{End(machine.Program.Error, characters)}")));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // GREYACTORS_CLUSTER_LOG=FILE keeps all logs for a look.
        if (Environment.GetEnvironmentVariable("GREYACTORS_CLUSTER_LOG") is { Length: > 0 } file)
        {
            foreach (var machine in _machines)
                await File.WriteAllTextAsync($"{file}.{machine.Number}", machine.Program.Output + machine.Program.Error);
        }

        foreach (var machine in _machines)
            await machine.DisposeAsync();
        if (_switch is not null)
            await _switch.DisposeAsync();
        await Backend.DisposeAsync();
        await Postgres.DisposeAsync();
        _authority.Dispose();
    }

    private static string Essence(string log) =>
        string.Join('\n', log.Split('\n').Where(line => line.Length > 0 && !char.IsWhiteSpace(line[0]) && !line.Contains("Database unavailable", StringComparison.Ordinal)));

    private static string End(string text, int characters) => text.Length <= characters ? text : text[^characters..];

    private static TimeSpan Rest(DateTime bound) => bound - DateTime.UtcNow is { Ticks: > 0 } rest ? rest : TimeSpan.Zero;

    private async Task<string> Views()
    {
        var views = await Task.WhenAll(_machines.Select(ClusterView.Of));
        return string.Concat(views.Select((view, i) => view is null ? $"machine {i + 1} does not answer\n"
            : $"machine {i + 1} sees {string.Join(", ", view.Machines)} and {view.Others} others: {string.Join(", ", view.Places.Select(place => $"{place.Key} on {place.Value}").Order())}\n"));
    }

    private async Task<bool> AllAgree()
    {
        if (!Options.IsShared)
            return true;

        var views = await Task.WhenAll(_machines.Select(ClusterView.Of));
        return views.All(view => view is not null && view.Places.Count > 0 && view.IsWhole(_machines.Count, views[0]!));
    }

    private MachineNetwork NetworkOf(int i) => _switch is null ? new LoopbackNetwork() : _switch.Machines[i];

    private void Launch(int i)
    {
        var network = NetworkOf(i);
        _machines.Add(ClusterMachine.Launch(
            i + 1,
            network,
            Postgres.Port,
            Backend.Port,
            (database, backend) => Options.Configure(i + 1, Configuration(i, network, database, backend) with { Network = network })));
    }

    private GreyActorsConfiguration Configuration(int i, MachineNetwork network, int database, int backend)
    {
        var configuration = GreyActorsConfiguration.RelayingTo(backend)
            .With("greylisting.initial-delay", string.Create(CultureInfo.InvariantCulture, $"{Options.InitialDelay.TotalMilliseconds}ms"))
            .With("limits.max-connections-per-client", "0")
            .With("shutdown-timeout", "5s");
        // GREYACTORS_CLUSTER_DEBUG=1, for the logs that GREYACTORS_CLUSTER_LOG keeps.
        if (Environment.GetEnvironmentVariable("GREYACTORS_CLUSTER_DEBUG") is { Length: > 0 })
            configuration = configuration.With("log.level", "debug");
        return Options.IsShared ? WithSharedStore(configuration, i, network, database) : configuration;
    }

    private GreyActorsConfiguration WithSharedStore(GreyActorsConfiguration configuration, int i, MachineNetwork network, int database)
    {
        var seeds = string.Join(", ", _ports.Select((port, machine) => string.Create(CultureInfo.InvariantCulture, $"\"{NetworkOf(machine).Address}:{port}\"")));
        configuration = configuration
            .With("store.provider", "postgresql")
            .With("store.connection", string.Create(CultureInfo.InvariantCulture, $"\"Host=127.0.0.1;Port={database};Database={PrivatePostgres.Name};Username={PrivatePostgres.Name}\""))
            .With("store.password-file", $"\"{Postgres.PasswordFile}\"")
            .With("cluster.enabled", "on")
            .With("cluster.address", $"\"{network.Address}\"")
            .With("cluster.port", _ports[i].ToString(CultureInfo.InvariantCulture))
            .With("cluster.seed-nodes", $"[{seeds}]");
        if (_switch is null)
            return configuration;

        var files = _authority.Sign(network.Address);
        return configuration
            .With("cluster.tls.certificate", $"\"{files.Certificate}\"")
            .With("cluster.tls.key", $"\"{files.Key}\"")
            .With("cluster.tls.authority", $"\"{_authority.Root}\"");
    }
}
