using System.Diagnostics;
using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Greylisting;
using GreyActors.Files;
using GreyActors.Greylisting;
using GreyActors.Storage.Sqlite;
using GreyActors.Tests.Greylisting;
using Microsoft.Data.Sqlite;
using Xunit;
using static GreyActors.Tests.Greylisting.GreylistLab;

namespace GreyActors.Tests.Storage.Sqlite;

/// <summary>The keeper survives every temporary error, and reports a disk that hangs.</summary>
public sealed class StoreKeeperTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_temporarily_unreadable_folder_is_reported_and_nothing_is_replaced()
    {
        await using var lab = Started();
        await lab.Reason(AttemptOf());
        await lab.Becomes("store-writes", ok: true);
        var store = FileIdentity.Of(lab.StorePath);
        var folder = Path.GetDirectoryName(lab.StorePath)!;

        // A link to itself: not even root can read it.
        Directory.Move(folder, $"{folder}.aside");
        File.CreateSymbolicLink(folder, folder);
        Assert.Contains("cannot be read", await lab.Becomes("store-writes", ok: false), StringComparison.Ordinal);
        File.Delete(folder);
        Directory.Move($"{folder}.aside", folder);

        await lab.Becomes("store-writes", ok: true);
        Assert.Equal(store, FileIdentity.Of(lab.StorePath));
        Assert.Empty(Directory.GetFiles(folder, "*.gone-*"));

        // The keeper still does its work.
        File.Delete(lab.StorePath);
        await Holds("the store is recreated", () => File.Exists(lab.StorePath));
        Assert.Equal(VerdictReason.StillWaiting, await lab.Reason(AttemptOf()));
    }

    [Fact]
    public async Task A_keeper_that_failed_is_started_again_and_notices_that_the_store_is_missing()
    {
        await using var lab = Started();
        await lab.Reason(AttemptOf());
        var keeper = await lab.Keeper();
        await lab.Probe.WatchAsync(keeper);
        keeper.Tell(GetReadiness.Instance, new FailingRef(keeper));
        await lab.Probe.ExpectTerminatedAsync(keeper, Patience);

        await lab.Becomes("store-writes", ok: true);
        File.Delete(lab.StorePath);
        await Holds("the store is recreated", () => File.Exists(lab.StorePath));
    }

    [Fact]
    public async Task A_hung_disk_is_reported_within_the_limit_and_the_store_recovers_by_itself()
    {
        await using var lab = Started(with: dependencies => dependencies with { StoreHungAfter = TimeSpan.FromSeconds(1) });
        await lab.Becomes("store-writes", ok: true);
        using var thaw = new ManualResetEventSlim();
        var hung = StoreWriters.Of(lab.System).DoOnce(_ => thaw.Wait());
        var watch = Stopwatch.StartNew();

        Assert.Contains("did not answer", await lab.Becomes("store-writes", ok: false), StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        // Other messages neither reset the failure nor move the limit.
        for (var i = 0; i < 5; i++)
            (await lab.Keeper()).Tell(CheckStore.Instance);
        Assert.False((await lab.Check("store-writes")).Ok);

        thaw.Set();
        await hung.WaitAsync(Patience);
        await lab.Becomes("store-writes", ok: true);
    }

    [Fact]
    public async Task A_writer_whose_disk_hangs_does_not_delay_the_end()
    {
        using var folder = new StoreFolder();
        folder.Prepare("greylist.db");
        var writer = new StoreWriter(folder["greylist.db"]);
        using var thaw = new ManualResetEventSlim();
        using var hangs = new ManualResetEventSlim();
        var hung = writer.DoOnce(_ =>
        {
            hangs.Set();
            thaw.Wait();
        });
        Assert.True(hangs.Wait(Patience));

        var watch = Stopwatch.StartNew();
        writer.Dispose();
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.False(hung.IsCompleted);
        thaw.Set();
        await hung.WaitAsync(Patience);
        SqliteConnection.ClearAllPools();
    }

    private static async Task Holds(string what, Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < Patience, $"Not within {Patience}: {what}");
            await Task.Delay(10);
        }
    }

    // A receiver of an answer that throws: the exception is the actor's own.
    private sealed class FailingRef(IActorRef like) : MinimalActorRef
    {
        public override ActorPath Path => like.Path / "failing";

        public override IActorRefProvider Provider => throw new NotSupportedException();

        protected override void TellInternal(object message, IActorRef sender) => throw new InvalidOperationException("The test fails.");
    }
}
