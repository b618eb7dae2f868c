using GreyActors.EndToEnd.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>Clusters of two machines, in which neither side of a cut is a majority.</summary>
[Collection(OneAfterTheOther.Name)]
public sealed class TwoMachineTests(ITestOutputHelper output)
{
    private static readonly TimeSpan DecidesWithin = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan RecoversWithin = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Of_two_machines_exactly_one_survives_a_cut_and_the_younger_one_survives_a_kill_of_the_older()
    {
        await using var cluster = await ClusterUnderTest.Start(new ClusterOptions { Machines = 2, HasCuts = true });
        await using var run = await CheckedCluster.On(cluster, output);
        var cut = ClusterFault.Isolate(cluster, 0);
        await run.Begin(cut);
        await Eventually.Holds("a machine goes down", () => run.ExitCodes(0).Count + run.ExitCodes(1).Count > 0, DecidesWithin);
        var (survivor, other) = run.ExitCodes(0).Count > 0 ? (1, 0) : (0, 1);
        await run.Judges(run.Recorder.Now, DecidesWithin, survivor);
        await run.End(cut);
        await cluster.IsWhole(RecoversWithin);
        Assert.Empty(run.ExitCodes(survivor));
        Assert.All(run.ExitCodes(other), code => Assert.Equal(ClusterMachine.MustGoDown, code));

        var exits = run.ExitCodes(other).Count;
        var kill = ClusterFault.Kill(cluster, run.Recorder, survivor);
        var since = run.Recorder.Now;
        await run.Begin(kill);
        Assert.InRange(await run.Judges(since, DecidesWithin, other), TimeSpan.Zero, TimeSpan.FromSeconds(20));
        await run.End(kill);
        await run.Verify(RecoversWithin);
        Assert.Empty(run.ExitCodes(survivor));
        Assert.Equal(exits, run.ExitCodes(other).Count);
    }
}
