using System.Globalization;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>A cluster under load, faults, and the verdict of the checker.</summary>
public sealed class CheckedCluster : IAsyncDisposable
{
    private readonly ITestOutputHelper _output;
    private readonly TimeSpan _initialDelay;
    private readonly bool _ownsCluster;
    private readonly int[] _exitsBefore;
    private readonly List<ClusterFault> _faults = [];
    private readonly ClusterLoad _load;

    private CheckedCluster(ClusterUnderTest cluster, LoadShape shape, ITestOutputHelper output, bool ownsCluster)
    {
        (Cluster, _initialDelay, _output, _ownsCluster) = (cluster, cluster.Options.InitialDelay, output, ownsCluster);
        _exitsBefore = [.. cluster.Machines.Select(machine => machine.Exits.Count)];
        _load = new ClusterLoad(cluster, Recorder, shape);
    }

    /// <summary>The cluster.</summary>
    public ClusterUnderTest Cluster { get; }

    /// <summary>The history.</summary>
    public ClusterRecorder Recorder { get; } = new();

    /// <summary>Starts the cluster, and the load when it is whole.</summary>
    public static async Task<CheckedCluster> Start(ClusterOptions options, LoadShape shape, ITestOutputHelper output) =>
        new(await ClusterUnderTest.Start(options), shape, output, ownsCluster: true);

    /// <summary>Starts the load on a cluster that other tests use as well, and waits until some mail is delivered.</summary>
    public static async Task<CheckedCluster> On(ClusterUnderTest cluster, ITestOutputHelper output, LoadShape? shape = null)
    {
        var run = new CheckedCluster(cluster, shape ?? new LoadShape(), output, ownsCluster: false);
        await Eventually.Holds("some mail is delivered", () => run.Recorder.Acknowledged > 5);
        return run;
    }

    /// <summary>The exit codes of programs that ended by themselves since the load began, of the machine with this index.</summary>
    public IReadOnlyList<int> ExitCodes(int machine) => [.. Cluster.Machines[machine].Exits.Skip(_exitsBefore[machine]).Select(exit => exit.Code)];

    /// <summary>The programs of the machines with these indices still run.</summary>
    public void NoneEnded(params IEnumerable<int> machines) => Assert.Empty(machines.SelectMany(ExitCodes));

    /// <summary>Waits until the machine with this index has left because it must.</summary>
    public Task GoesDown(int machine, TimeSpan within) => Cluster.Machines[machine].ExitsWith(ClusterMachine.MustGoDown, _exitsBefore[machine], within);

    /// <summary>Waits until all partitions answer through the machines with these indices; returns the time since <paramref name="since"/>.</summary>
    public async Task<TimeSpan> Judges(TimeSpan since, TimeSpan within, params IEnumerable<int> machines)
    {
        await Task.WhenAll(machines.Select(machine => Cluster.Machines[machine].Judges(within)));
        var took = Recorder.Now - since;
        Say(string.Create(CultureInfo.InvariantCulture, $"all partitions answer after {took.TotalSeconds:0.0} s"));
        return took;
    }

    /// <summary>Begins a fault.</summary>
    public async Task Begin(ClusterFault fault)
    {
        Say(fault.Name);
        _faults.Add(fault);
        await fault.Begin();
    }

    /// <summary>Ends a fault.</summary>
    public async Task End(ClusterFault fault)
    {
        _faults.Remove(fault);
        await fault.End();
        Say($"ends: {fault.Name}");
    }

    /// <summary>A fault that lasts for a time.</summary>
    public async Task Suffer(ClusterFault fault, TimeSpan duration)
    {
        await Begin(fault);
        await Task.Delay(duration);
        await End(fault);
    }

    /// <summary>The violations so far.</summary>
    public IReadOnlyList<ClusterViolation> Violations() => new ClusterChecker(_initialDelay).Check(Recorder.HistoryOf(Cluster));

    /// <summary>Waits until the cluster has recovered and all mail is acknowledged; then the history must keep all promises.</summary>
    public async Task Verify(TimeSpan within)
    {
        try
        {
            var unfinished = await Finished(within);
            Report(Recorder.HistoryOf(Cluster));
            var violations = Violations();
            Assert.True(violations.Count == 0, $"{violations.Count} violations:\n{string.Join('\n', violations.Take(20))}");
            Assert.Empty(unfinished);
        }
        catch
        {
            _output.WriteLine(Cluster.Logs());
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The next test of a shared cluster begins without the fault of a test that failed.
        foreach (var fault in _faults.ToArray())
        {
            _output.WriteLine(Cluster.Logs());
            await End(fault);
        }

        await _load.DisposeAsync();
        if (_ownsCluster)
            await Cluster.DisposeAsync();
    }

    private async Task<IReadOnlyList<int>> Finished(TimeSpan within)
    {
        try
        {
            await Cluster.IsWhole(within);
            Say("the cluster is whole");
        }
        catch (TimeoutException e)
        {
            // The checker's verdict is worth more than this message alone.
            await _load.Finish(within);
            Report(Recorder.HistoryOf(Cluster));
            var violations = Violations();
            Assert.Fail($"{e.Message}\n{violations.Count} violations:\n{string.Join('\n', violations.Take(20))}");
        }

        return await _load.Finish(within);
    }

    private void Report(ClusterHistory history)
    {
        var checker = new ClusterChecker(_initialDelay);
        var late = history.Attempts.GroupBy(attempt => attempt.Triplet)
            .Sum(triplet => checker.DeferralsAfterTheWait([.. triplet.OrderBy(attempt => attempt.Answered)]).Count);
        Say($"{history.Attempts.Count} attempts: {string.Join(", ", history.Attempts.CountBy(attempt => attempt.Answer).Select(pair => $"{pair.Value} {pair.Key}"))}; "
            + $"{late} deferrals after the wait; {history.StoreFailures.Count} accepted without the greylist");
        Say($"{history.Mails.Count} transmissions: {string.Join(", ", history.Mails.CountBy(mail => mail.Answer).Select(pair => $"{pair.Value} {pair.Key}"))}; "
            + $"{history.Deliveries.Count} deliveries");
        foreach (var machine in Cluster.Machines)
            Say($"machine {machine.Number} ended by itself: {string.Join(", ", machine.Exits.Select(exit => $"{exit.Code} at {exit.At:T}"))}");
    }

    private void Say(string text)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{Recorder.Now.TotalSeconds,7:0.0} s {DateTime.UtcNow:HH:mm:ss.fff}  {text}");
        _output.WriteLine(line);
        if (Environment.GetEnvironmentVariable("GREYACTORS_CLUSTER_LOG") is { Length: > 0 } file)
            File.AppendAllText(file, line + "\n");
    }
}
