using GreyActors.EndToEnd.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>Each fault of a cluster of three machines under load: the machines react as documented, and the checker finds no contradiction. Single faults are the long form.</summary>
[Collection(OneAfterTheOther.Name)]
public sealed class ClusterFaultTests(SharedCluster shared, ITestOutputHelper output) : IClassFixture<SharedCluster>
{
    // GREYACTORS_CLUSTER_PAUSE=60: a machine is stopped for at least these seconds.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("GREYACTORS_CLUSTER_PAUSE"), out var seconds) ? seconds : 0);

    // GREYACTORS_CLUSTER_MINUTES=30: so many minutes of random faults.
    private static readonly int Minutes = int.TryParse(Environment.GetEnvironmentVariable("GREYACTORS_CLUSTER_MINUTES"), out var minutes) ? minutes : 0;

    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan DecidesWithin = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan RecoversWithin = TimeSpan.FromSeconds(Minutes > 0 ? 180 : 90);

    [Trait(LongForm.Name, LongForm.Cluster)]
    [Fact]
    public async Task After_the_kill_of_a_machine_all_partitions_answer_within_20_seconds()
    {
        await using var run = await CheckedCluster.On(await shared.Whole(), output);
        var fault = ClusterFault.Kill(run.Cluster, run.Recorder, 1);
        var since = run.Recorder.Now;
        await run.Begin(fault);
        Assert.InRange(await run.Judges(since, DecidesWithin, 0, 2), TimeSpan.Zero, TimeSpan.FromSeconds(20));
        await run.End(fault);
        await run.Verify(RecoversWithin);
        run.NoneEnded(0, 2);
    }

    [Fact]
    public async Task After_the_end_of_a_machine_all_partitions_answer_within_seconds()
    {
        await using var run = await CheckedCluster.On(await shared.Whole(), output);
        var machine = run.Cluster.Machines[2];
        var since = run.Recorder.Now;
        await run.Begin(new ClusterFault("machine 3 is asked to end", () => Task.Run(() => machine.Program.Signal("TERM")), () => Task.CompletedTask, TimeSpan.Zero));
        // The benchmark `-- cluster` measures the three seconds that are promised; here, other programs run, and a question takes its turn.
        Assert.InRange(await run.Judges(since, DecidesWithin, 0, 1), TimeSpan.Zero, TimeSpan.FromSeconds(8));
        await run.Verify(RecoversWithin);
        Assert.Equal([0], run.ExitCodes(2));
        run.NoneEnded(0, 1);
    }

    [Trait(LongForm.Name, LongForm.Cluster)]
    [Fact]
    public async Task A_stopped_machine_loses_its_partitions_and_rejoins_when_it_continues()
    {
        await using var run = await CheckedCluster.On(await shared.Whole(), output);
        var fault = ClusterFault.Pause(run.Cluster, 0);
        var since = run.Recorder.Now;
        await run.Begin(fault);
        await run.Judges(since, DecidesWithin, 1, 2);
        if (Pause > run.Recorder.Now - since)
            await Task.Delay(Pause - (run.Recorder.Now - since));
        await run.End(fault);
        await run.GoesDown(0, DecidesWithin);
        await run.Verify(RecoversWithin);
        Assert.Equal([ClusterMachine.MustGoDown], run.ExitCodes(0));
        run.NoneEnded(1, 2);
    }

    [Trait(LongForm.Name, LongForm.Cluster)]
    [Fact]
    public async Task A_machine_that_is_cut_from_the_others_goes_down_and_rejoins_after_the_repair()
    {
        await using var run = await CheckedCluster.On(await shared.Whole(), output);
        var fault = ClusterFault.Isolate(run.Cluster, 0);
        var since = run.Recorder.Now;
        await run.Begin(fault);
        await run.GoesDown(0, DecidesWithin);
        await run.Judges(since, DecidesWithin, 1, 2);
        await run.End(fault);
        await run.Verify(RecoversWithin);
        Assert.All(run.ExitCodes(0), code => Assert.Equal(ClusterMachine.MustGoDown, code));
        run.NoneEnded(1, 2);
    }

    [Trait(LongForm.Name, LongForm.Cluster)]
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_machine_goes_down_while_PostgreSQL_serves_none_of_them(bool stops)
    {
        await using var run = await CheckedCluster.On(await shared.Whole(), output);
        await run.Suffer(stops ? ClusterFault.PostgresStops(run.Cluster) : ClusterFault.PostgresHangs(run.Cluster), Outage);
        var since = run.Recorder.Now;
        await run.Judges(since, DecidesWithin, 0, 1, 2);
        await run.Verify(RecoversWithin);
        run.NoneEnded(0, 1, 2);
    }

    [Trait(LongForm.Name, LongForm.Cluster)]
    [Fact]
    public async Task A_machine_that_alone_is_cut_from_PostgreSQL_goes_down_and_its_partitions_move()
    {
        await using var run = await CheckedCluster.On(await shared.Whole(), output);
        var fault = ClusterFault.DatabaseLineBreaks(run.Cluster, 1);
        var since = run.Recorder.Now;
        await run.Begin(fault);
        await run.GoesDown(1, DecidesWithin);
        await run.Judges(since, DecidesWithin, 0, 2);
        await run.End(fault);
        await run.Verify(RecoversWithin);
        run.NoneEnded(0, 2);
    }

    [Fact]
    public async Task Clients_see_no_contradiction_through_a_kill_during_a_cut()
    {
        await using var run = await CheckedCluster.On(await shared.Whole(), output);
        if (Minutes > 0)
        {
            await RandomFaults(run, DateTime.UtcNow + TimeSpan.FromMinutes(Minutes));
        }
        else
        {
            var cut = ClusterFault.Isolate(run.Cluster, 0);
            await run.Begin(cut);
            await run.Suffer(ClusterFault.Kill(run.Cluster, run.Recorder, 2), Outage);
            await run.End(cut);
        }

        await run.Verify(RecoversWithin);
    }

    [Trait(LongForm.Name, LongForm.Cluster)]
    [Fact]
    public async Task Clients_see_no_lost_reply_while_each_machine_is_restarted_in_turn()
    {
        await using var run = await CheckedCluster.On(await shared.Whole(), output);
        for (var machine = 0; machine < run.Cluster.Machines.Count; machine++)
        {
            var fault = ClusterFault.Terminate(run.Cluster, machine);
            await run.Begin(fault);
            await run.End(fault);
            await run.Cluster.IsWhole(RecoversWithin);
        }

        await run.Verify(RecoversWithin);
        Assert.DoesNotContain(run.Recorder.Attempts, attempt => attempt.Answer is AttemptAnswer.Lost or AttemptAnswer.StoreFailure);
        // An attempt may meet a machine that has just started, and does not reach another one yet.
        var triplets = run.Recorder.Attempts.Select(attempt => attempt.Triplet).ToHashSet();
        Assert.InRange(run.Recorder.HistoryOf(run.Cluster).StoreFailures.Count(line => triplets.Contains(line.Triplet)), 0, run.Recorder.Attempts.Count / 50);
    }

    // A fault every 20 to 40 s.
    private static async Task RandomFaults(CheckedCluster run, DateTime end)
    {
        while (DateTime.UtcNow < end)
        {
            var next = TimeSpan.FromSeconds(Random.Shared.Next(20, 41));
            var fault = ClusterFault.Random(run.Cluster, run.Recorder);
            var duration = TimeSpan.FromSeconds(Random.Shared.Next(2, (int)fault.Longest.TotalSeconds + 1));
            await run.Suffer(fault, duration);
            if (next > duration)
                await Task.Delay(next - duration);
        }
    }
}
