using System.Net;
using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Traps;
using GreyActors.Greylisting;
using GreyActors.Storage.Sqlite;
using GreyActors.Tests.Greylisting;
using GreyActors.Traps;
using Xunit;

namespace GreyActors.Tests.Traps;

/// <summary>The trapped clients over a store in a file.</summary>
public sealed class TrapKeeperTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.1");

    private readonly List<GreylistLab> _labs = [];
    private GreylistLab _lab;
    private IActorRef _traps;
    private TrappedClients _shown;

    public TrapKeeperTests()
    {
        _lab = Added(GreylistLab.Started());
        (_traps, _shown) = Start();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var lab in _labs)
            await lab.DisposeAsync();
    }

    [Fact]
    public async Task A_client_is_shown_as_trapped_when_the_answer_comes()
    {
        Assert.Null(Shown());

        var trapped = await Trap();

        Assert.Equal(new TrapNote("old@example.com", _lab.Clock.GetUtcNow() + Day), trapped.Note);
        Assert.Equal(trapped.Note, Shown());
    }

    [Fact]
    public async Task A_trapped_client_is_trapped_after_a_clean_restart()
    {
        var trapped = await Trap();
        _traps.Tell(DrainGreylist.Instance);
        await Ended(_traps);

        await Restart();

        Assert.Equal(trapped.Note, Shown());
    }

    [Fact]
    public async Task A_trapped_client_is_trapped_after_a_kill()
    {
        var trapped = await Trap();
        await Trap("192.0.2.2");
        await Release("192.0.2.2");
        _lab = Added(GreylistLab.AfterKilling(_lab));
        (_traps, _shown) = Start();
        await List();

        Assert.Equal(trapped.Note, Shown());
        Assert.Equal(["192.0.2.1"], (await List()).Clients.Select(client => client.Client));
    }

    [Fact]
    public async Task A_released_client_is_shown_no_more_even_after_a_restart()
    {
        await Trap();

        var released = await Release("192.0.2.1");

        Assert.Equal(("192.0.2.1", true), (released.Before?.Client, released.IsDone));
        Assert.Null(Shown());
        await Restart();
        Assert.Null(Shown());
        Assert.Null((await Release("192.0.2.1")).Before);
    }

    [Fact]
    public async Task A_sweep_forgets_clients_whose_time_is_over()
    {
        await Trap();
        _lab.Clock.Advance(TimeSpan.FromHours(1));
        await Trap("192.0.2.2");
        _lab.Clock.Advance(TimeSpan.FromHours(23));
        _traps.Tell(ExpireTriplets.Instance);
        var listed = await List();
        while (listed.Count > 1)
            listed = await List();

        Assert.Equal(["192.0.2.2"], listed.Clients.Select(client => client.Client));
    }

    [Fact]
    public async Task A_stream_of_mail_to_traps_is_written_once_a_minute()
    {
        await Trap();
        var before = _lab.Gate.Writes;
        for (var mail = 0; mail < 50; mail++)
            await Trap();
        Assert.Equal(before, _lab.Gate.Writes);

        _lab.Clock.Advance(TimeSpan.FromMinutes(1));
        await Trap();
        Assert.Equal(before + 1, _lab.Gate.Writes);
    }

    [Fact]
    public async Task While_the_store_fails_nobody_is_trapped_and_the_trapped_clients_stay_trapped()
    {
        await Trap();
        _lab.Gate.Break();

        Assert.Null((await Trap("192.0.2.2")).Note);
        Assert.NotNull(Shown());

        _lab.Gate.Open();
        _lab.Greylist.Tell(CheckStore.Instance);
        while ((await Trap("192.0.2.2")).Note is null)
            await Task.Yield();
        Assert.NotNull(Shown());
        Assert.Equal(["192.0.2.2", "192.0.2.1"], (await List()).Clients.Select(client => client.Client));
    }

    [Fact]
    public async Task The_service_is_ready_when_the_trapped_clients_have_recovered()
    {
        await List();

        var check = Assert.Single((await _traps.Ask<Readiness>(GetReadiness.Instance, Patience)).Checks);
        Assert.Equal(("traps", true), (check.Name, check.Ok));
    }

    private TrapNote? Shown() => _shown.Find(Client, Day, _lab.Clock.GetUtcNow());

    private Task<ClientTrapped> Trap(string client = "192.0.2.1") => _traps.Ask<ClientTrapped>(new TrapClient(1, IPAddress.Parse(client), "old@example.com"), Patience);

    private Task<ClientReleased> Release(string client) =>
        _traps.Ask<ClientReleased>(new ReleaseClient(TrappedClient.NetworkOf(IPAddress.Parse(client))), Patience);

    // Until the partition has recovered, there is no page.
    private async Task<TrapPage> List()
    {
        while (true)
        {
            if ((await _traps.Ask<TrapsListed>(new ListTraps(100), Patience)).Page is { } page)
                return page;
            await Task.Yield();
        }
    }

    private async Task Ended(IActorRef actor)
    {
        _lab.Probe.Watch(actor);
        await _lab.Probe.ExpectTerminatedAsync(actor, Patience);
    }

    private async Task Restart()
    {
        await _lab.Restart();
        (_traps, _shown) = Start();
        await List();
    }

    private GreylistLab Added(GreylistLab lab)
    {
        _labs.Add(lab);
        return lab;
    }

    private (IActorRef Traps, TrappedClients Shown) Start()
    {
        var shown = new TrappedClients();
        var storage = SqliteStorage.WithoutLock(_lab.Store, TimeProvider.System);
        var traps = _lab.System.ActorOf(
            TrapKeeper.Props(new TrapsDependencies(
                () => Day, _lab.Clock, storage, _lab.Greylist, shown, new PartitionLimits(), new BackOff(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(400)))),
            "traps");
        return (traps, shown);
    }
}
