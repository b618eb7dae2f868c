using Akka.TestKit.Xunit2;
using GreyActors.Cluster.Machines;
using GreyActors.Cluster.Sharding;
using GreyActors.Introspection;
using Xunit;

namespace GreyActors.Tests.Introspection;

/// <summary>The cluster has one machine.</summary>
public sealed class ClusterWatcherTests() : TestKit("akka { actor.provider = cluster, remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 } }")
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_watcher_shows_machines_places_and_moves()
    {
        var cluster = Akka.Cluster.Cluster.Get(Sys);
        await cluster.JoinAsync(cluster.SelfAddress).WaitAsync(Patience);
        var self = OtherMachines.NameOf(cluster.SelfAddress);
        var state = CreateTestProbe("greylist");
        var keeper = CreateTestProbe("keeper");
        var watcher = Sys.ActorOf(ClusterWatcher.Props([state.Ref.Path.ToStringWithoutAddress()], keeper.Ref.Path.ToStringWithoutAddress(), TimeProvider.System));
        state.ExpectMsg<ListPlaces>(Patience);
        keeper.ExpectMsg<DescribeMachines>(Patience);

        watcher.Tell(new MachinesDescribed(ClusterHocon.IdOf(cluster.SelfUniqueAddress), Generation: 1, StoreFailing: null, Others: []), keeper);
        watcher.Tell(Places("10.0.0.2:7948", self, ""), state);
        watcher.Tell(Places(self, self, ""), state);
        watcher.Tell(GetCluster.Instance, TestActor);
        var shown = ExpectMsg<ShownCluster>(Patience);

        var machine = Assert.Single(shown.Machines);
        Assert.Equal((self, true, "up", true, 2), (machine.Machine, machine.IsSelf, machine.State, machine.IsReachable, machine.Partitions));
        Assert.True(machine is { Version.Length: > 0, StoreWorks: true, Differences: [] });
        Assert.Equal([self, self, null], shown.Partitions.Select(place => place.Machine));
        Assert.Equal(("greylist", "judging"), (shown.Partitions[0].State, shown.Partitions[0].Condition));
        Assert.Equal(("10.0.0.2:7948", self), (shown.HandOvers.Latest.Single().From, shown.HandOvers.Latest.Single().To));
        // It looks again.
        state.ExpectMsg<ListPlaces>(Patience);
    }

    private static PlacesListed Places(params string[] machines) => new(
        "greylist", [.. machines.Select((machine, number) => new PartitionPlace(number, machine, machine.Length == 0 ? PartitionCondition.Unknown : PartitionCondition.Judging))]);
}
