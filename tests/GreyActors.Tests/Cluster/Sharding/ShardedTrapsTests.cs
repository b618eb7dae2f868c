using System.Net;
using Akka.Actor;
using GreyActors.Cluster.Sharding;
using GreyActors.Components;
using GreyActors.Core.Traps;
using GreyActors.Storage.Sqlite;
using GreyActors.Tests.Greylisting;
using GreyActors.Traps;
using Xunit;

namespace GreyActors.Tests.Cluster.Sharding;

/// <summary>The trapped clients of a cluster: two keepers share one partition, as those of two machines do.</summary>
public sealed class ShardedTrapsTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.1");

    private readonly GreylistLab _lab = GreylistLab.StartedInCluster();
    private readonly TrappedClients _here = new();
    private readonly TrappedClients _there = new();

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Fact]
    public async Task A_client_is_trapped_and_released_on_every_machine()
    {
        var (here, there) = (Start(_here), Start(_there));
        await UntilReady(here);
        await UntilReady(there);
        Assert.Null(Shown(_there));

        var trapped = await here.Ask<ClientTrapped>(new TrapClient(1, Client, "old@example.com"), Patience);
        Assert.Equal(new TrapNote("old@example.com", _lab.Clock.GetUtcNow() + Day), trapped.Note);
        await Until(async () => await Found(here) == trapped.Note && await Found(there) == trapped.Note);
        Assert.Equal(trapped.Note, Shown(_there));
        Assert.Equal("192.0.2.1", Assert.Single((await there.Ask<TrapsListed>(new ListTraps(100), Patience)).Page!.Clients).Client);

        Assert.True((await there.Ask<ClientReleased>(new ReleaseClient(TrappedClient.NetworkOf(Client)), Patience)).IsDone);
        await Until(async () => await Found(here) is null && await Found(there) is null);
    }

    [Fact]
    public async Task A_client_that_a_judge_trapped_is_found_before_the_copy_has_it()
    {
        await UntilReady(Start(_here));

        _here.Add(Client, new TrapNote("old@example.com", _lab.Clock.GetUtcNow() + Day));

        Assert.NotNull(Shown(_here));
    }

    private IActorRef Start(TrappedClients shown) => _lab.System.ActorOf(TrapKeeper.Props(
        TrapsDependencies.Of(() => Day, _lab.Clock, SqliteStorage.WithoutLock(_lab.Store, TimeProvider.System), _lab.Greylist, shown) with { Placement = ShardedPlacement.Instance }));

    private TrapNote? Shown(TrappedClients clients) => clients.Find(Client, Day, _lab.Clock.GetUtcNow());

    private static Task UntilReady(IActorRef traps) =>
        Until(async () => Assert.Single((await traps.Ask<Readiness>(GetReadiness.Instance, Patience)).Checks).Ok);

    private static async Task<TrapNote?> Found(IActorRef traps) => (await traps.Ask<TrappedFound>(new FindTrapped(Client), Patience)).Note;

    private static async Task Until(Func<Task<bool>> condition)
    {
        var gone = DateTime.UtcNow + Patience;
        while (!await condition())
            Assert.True(DateTime.UtcNow < gone, "The condition did not become true.");
    }
}
