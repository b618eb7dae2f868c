using System.Diagnostics;
using System.Net;
using Akka.Actor;
using Akka.Hosting;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;
using GreyActors.Migration;
using GreyActors.Storage;
using GreyActors.Storage.Sqlite;
using GreyActors.Tests.Configuration;
using GreyActors.Tests.Greylisting;
using GreyActors.Tests.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static GreyActors.Tests.Greylisting.GreylistLab;

namespace GreyActors.Tests.Storage;

/// <summary>The greylist's actors and the import work over a storage engine that they do not know.</summary>
public sealed class SecondProviderTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly InMemoryStorage _storage = new();
    private readonly ServiceProvider _services;
    private readonly ActorSystem _system;
    private IActorRef _greylist;

    public SecondProviderTests()
    {
        _services = new ServiceCollection()
            .AddLogging()
            .AddAkka("greyactors-test", builder => builder
                .AddHocon("akka.loglevel = OFF, akka.stdout-loglevel = OFF", HoconAddMode.Prepend)
                .AddGreylistStorage(_storage))
            .BuildServiceProvider();
        _system = _services.GetRequiredService<ActorSystem>();
        _greylist = Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task A_triplet_is_known_after_the_greylist_stopped_and_started_again()
    {
        Assert.True(_storage.IsPrepared);
        Assert.Equal(VerdictReason.NeverSeen, await Reason(AttemptOf()));
        Assert.Equal(VerdictReason.StillWaiting, await Reason(AttemptOf()));
        await Restart(DrainGreylist.Instance);

        Assert.Equal(VerdictReason.StillWaiting, await Reason(AttemptOf()));
        _clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(VerdictReason.WaitedLongEnough, await Reason(AttemptOf()));
        await Restart(PoisonPill.Instance);

        Assert.Equal(VerdictReason.KnownTriplet, await Reason(AttemptOf()));
    }

    [Fact]
    public async Task Snapshots_replace_events()
    {
        for (var network = 0; network < 40; network++)
            Assert.Equal(VerdictReason.NeverSeen, await Reason(AttemptOf($"192.0.{network}.0/24")));
        await Restart(PoisonPill.Instance);

        for (var network = 0; network < 40; network++)
            Assert.Equal(VerdictReason.StillWaiting, await Reason(AttemptOf($"192.0.{network}.0/24")));
    }

    [Fact]
    public async Task The_keeper_of_the_provider_reports_readiness_and_checks_the_store_after_a_failure()
    {
        Assert.Equal(VerdictReason.NeverSeen, await Reason(AttemptOf()));
        var keeper = await _system.ActorSelection(_greylist.Path / "store").ResolveOne(Patience);
        Assert.Equal("store-writes", Assert.Single((await keeper.Ask<Readiness>(GetReadiness.Instance, Patience)).Checks).Name);

        var partition = await _system.ActorSelection(_greylist.Path / $"partition-{Partitioning.Of(AttemptOf(), _storage.Partitions):00}").ResolveOne(Patience);
        _system.Stop(partition);
        var watch = Stopwatch.StartNew();
        while (_storage.Checks == 0 || await Outcome(AttemptOf()) is not JudgeOutcome.Decided { Verdict.Reason: VerdictReason.StillWaiting })
            Assert.True(watch.Elapsed < Patience, $"The store was checked {_storage.Checks} times.");
    }

    [Fact]
    public async Task An_import_fills_the_store()
    {
        var greylisting = Configured.Valid("").Settings.Greylisting with { Timing = GreylistLab.Timing };
        var now = _clock.GetUtcNow();
        var old = new OldEntry.Triplet(
            "w", "", IPAddress.Parse("192.0.2.1"), 32, "ann@example.org", "bob@example.com",
            new TripletTimes(now.AddMinutes(-90).ToUnixTimeMilliseconds(), now.AddMinutes(-30).ToUnixTimeMilliseconds()));
        var load = TripletLoad.Into(_storage, greylisting, _clock);
        Assert.IsType<LoadOutcome.Imported>(load.Learn(old));
        Assert.True(await load.Write());

        var again = TripletLoad.Into(_storage, greylisting, _clock);
        Assert.IsType<LoadOutcome.Known>(again.Learn(old));
        Assert.False(await again.Write());
    }

    [Fact]
    public void The_setting_selects_the_provider()
    {
        using var folder = new StoreFolder();
        using var storage = StorageProviders.Open(folder.Settings("greylist.db"), TimeProvider.System);
        Assert.IsType<SqliteStorage>(storage);
        Assert.Throws<InvalidOperationException>(() => StorageProviders.Open(folder.Settings("other.db") with { Provider = (StoreProvider)99 }, TimeProvider.System));
    }

    private IActorRef Start() => _system.ActorOf(Greylist.Props(new GreylistDependencies(
        () => Timing, _clock, _storage, new PartitionLimits(SnapshotEvery: 3), new BackOff(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10)))));

    private async Task Restart(object stop)
    {
        Assert.True(await _greylist.GracefulStop(Patience, stop));
        _greylist = Start();
    }

    private async Task<JudgeOutcome> Outcome(Attempt attempt) => (await _greylist.Ask<Judged>(new JudgeAttempt(1, attempt), Patience)).Outcome;

    private async Task<VerdictReason> Reason(Attempt attempt) => Assert.IsType<JudgeOutcome.Decided>(await Outcome(attempt)).Verdict.Reason;
}
