using GreyActors.EndToEnd.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>The clients and the checker of the cluster tests, with machines that share nothing: they must see the difference.</summary>
[Collection(OneAfterTheOther.Name)]
public sealed class SeparateMachinesTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    [Trait(LongForm.Name, LongForm.Cluster)]
    [Fact]
    public async Task Clients_of_one_machine_see_no_contradiction_through_a_kill()
    {
        await using var run = await CheckedCluster.Start(new ClusterOptions { Machines = 1, IsShared = false }, new LoadShape(), output);
        await HasDeliveries(run);
        await run.Suffer(ClusterFault.Kill(run.Cluster, run.Recorder, 0), TimeSpan.FromSeconds(1));
        await run.Verify(Within);
    }

    [Fact]
    public async Task Clients_of_two_machines_with_a_greylist_each_are_deferred_again()
    {
        await using var run = await CheckedCluster.Start(new ClusterOptions { Machines = 2, IsShared = false }, new LoadShape { Mails = 8 }, output);
        await Eventually.Holds("a violation", () => run.Violations().Any(violation => violation.Kind == ViolationKind.DeferredAgain), Within);
    }

    private static Task HasDeliveries(CheckedCluster run) => Eventually.Holds("some mail is delivered", () => run.Cluster.Backend.Delivered.Count > 10, Within);
}
