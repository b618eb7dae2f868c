using System.Globalization;
using GreyActors.Configuration;
using GreyActors.Core.Greylisting;
using GreyActors.EndToEnd.Tests.Harness;
using GreyActors.Storage;

namespace GreyActors.Benchmarks.Cluster;

/// <summary>Three machines, each a process, that share a private PostgreSQL on this computer. The load is generated inside the machines.</summary>
internal sealed class ClusterBenchmark : IDisposable
{
    private const int Machines = 3;
    private const int Seconds = 10;
    private const int Triplet = 1_000_000;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);

    private readonly ScratchFolder _folder = new();
    private readonly PrivatePostgres _postgres;
    private readonly int[] _ports = [.. Enumerable.Range(0, Machines).Select(_ => FreePort.Next())];
    private readonly MeasuredMachine?[] _machines = new MeasuredMachine?[Machines];

    // Settings after those of the program.
    private string _more = "";

    private ClusterBenchmark(PrivatePostgres postgres) => _postgres = postgres;

    /// <summary>Measures everything, in four minutes.</summary>
    public static async Task Run()
    {
        Table.Begin();
        await Recovery();
        await WithCluster("", async cluster =>
        {
            await cluster.New();
            await cluster.Remote();
            await cluster.Moves();
        });
    }

    /// <summary>Measures only the recovery.</summary>
    public static async Task RunRecovery()
    {
        Table.Begin();
        await Recovery();
    }

    /// <summary>Measures without the moves of partitions, on a computer that is busy with other work: machines that get no processor for a minute stay members.</summary>
    public static async Task RunBusy()
    {
        Table.Begin();
        await WithCluster("akka.cluster.failure-detector.acceptable-heartbeat-pause = 60s", async cluster =>
        {
            await cluster.New();
            await cluster.Remote();
        });
    }

    public void Dispose()
    {
        foreach (var machine in _machines)
            machine?.Dispose();
        _folder.Dispose();
    }

    private static async Task WithCluster(string more, Func<ClusterBenchmark, Task> measure)
    {
        await using var postgres = await PrivatePostgres.Start(new PostgresOptions { MaxWalMegabytes = 4096 });
        using var cluster = new ClusterBenchmark(postgres) { _more = more };
        for (var number = 0; number < Machines; number++)
            await cluster.Start(number);
        // Partitions move to the last machine meanwhile.
        await Task.Delay(Settling);
        await measure(cluster);
    }

    private async Task<double> Start(int number)
    {
        var (machine, seconds) = await MeasuredMachine.Start(Configuration(number, isCluster: true));
        _machines[number] = machine;
        return seconds;
    }

    private MeasuredMachine Machine(int number) => _machines[number]!;

    // Durable decisions about new triplets.
    private async Task New()
    {
        // .NET compiles frequent code twice.
        await NewOnAll(first: 1, outstanding: 600, seconds: 15);
        foreach (var (turn, outstanding) in new[] { (2, 200), (3, 600) })
        {
            var before = ProcessorTime;
            var rates = await NewOnAll(turn, outstanding, Seconds);
            var events = rates.Sum(rate => rate[1]);
            Table.Row($"durable new attempts per second, three machines, {outstanding} outstanding each", $"{rates.Sum(rate => rate[0]):0} ({string.Join(" + ", rates.Select(rate => FormattableString.Invariant($"{rate[0]:0}")))}); not decided: {rates.Sum(rate => rate[2]):0}", "≥ 10000");
            Table.Row("processor time of the machines for each", $"{(ProcessorTime - before).TotalMicroseconds / events:0.0} µs", "–");
        }

        var one = await Machine(0).Do($"new {Seconds} 600 {90_000_000}");
        Table.Row("the same, the load on one machine only", $"{one[0]:0}; not decided: {one[2]:0}", "–");
    }

    private Task<double[][]> NewOnAll(int first, int outstanding, int seconds) =>
        Task.WhenAll(_machines.Select((machine, number) => machine!.Do($"new {seconds} {outstanding} {(number * 500_000_000) + (first * 100_000_000)}")));

    // Attempts that need no write, for partitions of this machine and of others.
    private async Task Remote()
    {
        const int first = 80_000_000;
        const int count = 3000;
        await Machine(0).Do($"note {first} {count}");
        await Machine(0).Do($"latency 500 5 {first} {count}");
        var latency = await Machine(0).Do($"latency 500 {Seconds} {first} {count}");
        Table.Row("an attempt without a write, 500 per second: p50, p99, partition on this machine", $"{latency[0]:0.00}, {latency[1]:0.00} ms ({latency[4]:0} attempts)", "–");
        Table.Row("the same, partition on another machine", $"{latency[2]:0.00}, {latency[3]:0.00} ms ({latency[5]:0} attempts)", "–");
        Table.Row("added by another machine: p50, p99", $"{latency[2] - latency[0]:0.00}, {latency[3] - latency[1]:0.00} ms", "≤ 1.5, ≤ 10 ms");

        var local = await Cost("local", first, count);
        var remote = await Cost("remote", first, count);
        Table.Row("attempts per second without a write, 100 outstanding, on this machine, on another", $"{local.PerSecond:0}, {remote.PerSecond:0}", "–");
        Table.Row("processor time of all machines for each", $"{local.Microseconds:0.0}, {remote.Microseconds:0.0} µs", "–");
        Table.Row("bytes between machines for each, without TLS", $"{remote.Bytes:0}", "–");
    }

    private async Task<(double PerSecond, double Microseconds, double Bytes)> Cost(string where, int first, int count)
    {
        await Machine(0).Do($"again {where} 3 {first} {count}");
        var (before, sent) = (ProcessorTime, Sent());
        var rate = await Machine(0).Do($"again {where} {Seconds} {first} {count}");
        return (rate[0], (ProcessorTime - before).TotalMicroseconds / rate[1], (Sent() - sent) / rate[1]);
    }

    private async Task Moves()
    {
        var gaps = Task.WhenAll(Machine(0).Do($"gap 15"), Machine(1).Do($"gap 15"));
        await Task.Delay(TimeSpan.FromSeconds(1));
        await Machine(2).Do($"stop");
        Table.Row("during SIGTERM of one of three, the longest time without an answer from any partition", $"{(await gaps).Max(gap => gap[0]):0.0} s", "≤ 3 s");
        Machine(2).Dispose();
        var joined = await Start(2);
        Table.Row("a machine that joins is served by all partitions", $"{joined:0.0} s from the start of the process", "–");
        await Task.Delay(Settling);
        Machine(2).Kill();
        var killed = await Task.WhenAll(Machine(0).Do($"all"), Machine(1).Do($"all"));
        Table.Row("after kill -9 of one of three, all partitions answer again", $"{killed.Max(all => all[0]):0.0} s", "≤ 20 s");
    }

    private static async Task Recovery()
    {
        await using var postgres = await PrivatePostgres.Start(new PostgresOptions { MaxWalMegabytes = 4096 });
        using var cluster = new ClusterBenchmark(postgres);
        var configuration = cluster.Configuration(0, isCluster: false);
        await Fill(configuration);
        foreach (var round in (string[])["first", "second"])
        {
            var (machine, seconds) = await MeasuredMachine.Start(configuration);
            Table.Row($"start with 1 M triplets in PostgreSQL until every partition answers, {round} time", $"{seconds:0.0} s; {machine.ProcessorTime.TotalSeconds:0.0} s of processor time, at most {machine.PeakMegabytes} MB", "≤ 4 s");
            machine.Dispose();
        }
    }

    private static async Task Fill(string configuration)
    {
        var settings = ((LoadedConfiguration.Valid)ConfigurationLoader.Load(configuration, [])).Settings;
        using var storage = StorageProviders.Open(settings.Store, TimeProvider.System);
        storage.Prepare();
        var states = Triplets.States(Triplet, storage.Partitions, DateTimeOffset.UtcNow);
        for (var number = 0; number < storage.Partitions; number++)
        {
            var partition = storage.Read(number);
            partition.TakeOver(states[number].TakeSnapshot());
            await storage.Write([partition], SenderNormaliser.Version);
        }
    }

    private TimeSpan ProcessorTime => _machines.Aggregate(TimeSpan.Zero, (sum, machine) => sum + machine!.ProcessorTime);

    // The bytes that the machines have sent to each other so far.
    private double Sent() => _ports.Sum(port =>
    {
        var sockets = Command.Run("ss", "-tinH", "state", "established", $"( sport = :{port} or dport = :{port} )").Output;
        return sockets.Split(' ').Where(word => word.StartsWith("bytes_sent:", StringComparison.Ordinal))
            .Sum(word => double.Parse(word["bytes_sent:".Length..], CultureInfo.InvariantCulture));
    });

    private string Configuration(int number, bool isCluster)
    {
        var file = Path.Combine(_folder.Path, $"machine{number}.conf");
        File.WriteAllText(file, $$"""
            grey-actors {
              listen = [{ address = "127.0.0.1", port = {{FreePort.Next()}} }]
              servername = "mx{{number}}.example.com"
              introspection { port = {{FreePort.Next()}}, token-file = "{{_folder.Path}}/token{{number}}" }
              relay.to = ["127.0.0.1:9"]
              allowed-domains = ["example.com"]
              reputation.dns = off
              shutdown-timeout = 2s
              greylisting { initial-delay = 1h, max-triplets = 20000000 }
              store {
                provider = postgresql
                connection = "{{_postgres.ConnectionString}}"
                password-file = "{{_postgres.PasswordFile}}"
              }
              cluster {
                enabled = {{(isCluster ? "on" : "off")}}
                port = {{_ports[number]}}
                seed-nodes = [{{string.Join(", ", _ports.Select(port => $"\"127.0.0.1:{port}\""))}}]
              }
              log { greylist = "{{_folder.Path}}/greylist{{number}}.log", level = warning }
            }
            {{_more}}
            """);
        return file;
    }
}
