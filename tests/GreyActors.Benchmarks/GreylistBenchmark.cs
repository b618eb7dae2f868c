using System.Diagnostics;
using GreyActors.Configuration;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;
using Microsoft.Data.Sqlite;

namespace GreyActors.Benchmarks;

/// <summary>What the greylist takes and gives: memory, pauses, throughput, latency, start, size on disk.</summary>
internal static class GreylistBenchmark
{
    private const int Million = 1_000_000;
    private const int Partitions = 16;

    private static readonly TimeSpan Run10 = TimeSpan.FromSeconds(10);
    private static readonly GreylistTiming Timing = new(TimeSpan.FromMinutes(4), TimeSpan.FromDays(2), TimeSpan.FromDays(36), TimeSpan.Zero);

    public static async Task Run(int[] millionsAtStart)
    {
        Table.Begin();
        Memory();
        await Load();
        foreach (var millions in millionsAtStart)
            await Start(millions * Million, millions);
    }

    public static Task RunLoad()
    {
        Table.Begin();
        return Load();
    }

    private static void Memory()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var now = DateTimeOffset.UtcNow;
        var states = Triplets.States(Million, Partitions, now);
        Table.Row("bytes a triplet at 1 M, in 16 partitions", $"{(GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Million:0}", "≤ 200");

        GreylistSnapshot? snapshot = null;
        var pause = states.Max(state => Longest(() => snapshot = state.TakeSnapshot()));
        Table.Row("longest pause of a partition: taking a snapshot at 1 M", $"{pause:0.00} ms", "≤ 20 ms");
        pause = states.Max(state => Enumerable.Range(0, 4000).Max(i => Longest(() => state.Learn(Known(-1 - i, now)))));
        Table.Row("longest pause: an attempt after it, which copies a segment", $"{pause:0.00} ms", "≤ 20 ms");
        pause = states.Max(state => Enumerable.Range(0, GreylistState.Segments).Max(segment => Longest(() => state.Expire(segment, Timing, now + TimeSpan.FromDays(30)))));
        Table.Row("longest pause: a step of expiry that forgets three quarters", $"{pause:0.00} ms", "≤ 20 ms");
        states = Triplets.States(Million, Partitions, now);
        pause = states.Max(state => Longest(() => state.Crowd(Million / Partitions - 1000)));
        Table.Row("longest pause: crowding out the oldest at 1 M", $"{pause:0.00} ms", "≤ 20 ms");
        var watch = Stopwatch.StartNew();
        GreylistFormat.Write(states[0].TakeSnapshot());
        Table.Row("writing a partition's snapshot as bytes, beside the partition", $"{watch.Elapsed.TotalMilliseconds:0} ms", "–");
        GC.KeepAlive(states);
    }

    private static async Task Load()
    {
        using var folder = new ScratchFolder();
        var store = StoreIn(folder);
        var live = 0;
        await using (var load = new StoreUnderLoad(store, Timing))
        {
            await load.PerSecond(200, TimeSpan.FromSeconds(3), i => Triplets.Attempt(live = i));
            var first = live + 1;
            var rate = await load.PerSecond(200, Run10, i => Triplets.Attempt(live = first + i));
            Table.Row("durable new triplets a second, 200 outstanding", $"{rate:0}", "≥ 20000");
            var took = await load.Latencies(2000, Run10, live + 1);
            live += took.Length;
            Table.Row(
                "latency at 2000 new triplets a second: median, p99, longest",
                $"{took[took.Length / 2].TotalMilliseconds:0.0}, {took[took.Length * 99 / 100].TotalMilliseconds:0.0}, {took[^1].TotalMilliseconds:0.0} ms",
                "p99 ≤ 25 ms");
        }

        await using (var load = new StoreUnderLoad(store, Timing with { InitialDelay = TimeSpan.Zero }))
        {
            const int Passed = 20_000;
            await load.PerSecond(200, TimeSpan.FromSeconds(4), i => Triplets.Attempt(i % Passed));
            var writes = 0;
            var rate = await load.PerSecond(200, Run10, i => Triplets.Attempt(i % Passed), answer =>
                writes += answer.Outcome is JudgeOutcome.Decided { Verdict.Reason: VerdictReason.KnownTriplet } ? 0 : 1);
            Table.Row($"passed triplets a second, 200 outstanding ({writes} were none)", $"{rate:0}", "≥ 200000");
        }

        SqliteConnection.ClearAllPools();
        Table.Row($"bytes on disk a live triplet right after all this, {live} triplets", $"{folder.Size / (double)live:0}", "–");
        await using (var ended = new StoreUnderLoad(store, Timing))
            await ended.End();
        await using (var idle = new StoreUnderLoad(store, Timing))
            await UntilSteady(folder);
        SqliteConnection.ClearAllPools();
        Table.Row("the same after compaction: a clean end, and a start that deletes what the snapshots replaced", $"{folder.Size / (double)live:0}", "≤ 150");
    }

    private static async Task Start(int count, int millions)
    {
        using var folder = new ScratchFolder();
        var store = StoreIn(folder);
        await FilledStore.Make(store, count);
        Table.Row($"bytes on disk a triplet, {millions} M in fresh snapshots", $"{folder.Size / (double)count:0}", "≤ 150");

        GC.Collect();
        var watch = Stopwatch.StartNew();
        await using var started = new StoreUnderLoad(store, Timing);
        var opened = watch.Elapsed;
        // One for each partition and a few more: all must have recovered.
        await started.PerSecond(200, TimeSpan.Zero, i => Triplets.Attempt(i));
        Table.Row($"start with {millions} M triplets, until every partition answers (of that, looking the store through)",
            $"{watch.Elapsed.TotalSeconds:0.0} ({opened.TotalSeconds:0.0}) s", millions == 1 ? "≤ 4 s" : "≤ 20 s");
    }

    private static async Task UntilSteady(ScratchFolder folder)
    {
        var (size, since, gone) = (0L, Stopwatch.StartNew(), Stopwatch.StartNew());
        while (since.Elapsed < TimeSpan.FromSeconds(3) && gone.Elapsed < TimeSpan.FromMinutes(1))
        {
            if (folder.Size != size)
                (size, since) = (folder.Size, Stopwatch.StartNew());
            await Task.Delay(100);
        }
    }

    private static StoreSettings StoreIn(ScratchFolder folder) =>
        new(StoreProvider.Sqlite, Path.Combine(folder.Path, "greylist.db"), TimeSpan.FromSeconds(5), Partitions, OnCorruption.Refuse);

    private static KnownTriplet Known(int number, DateTimeOffset now) =>
        new(Triplets.Of(Math.Abs(number) + (50 * Million)), new TripletTimes(now.ToUnixTimeMilliseconds(), TripletTimes.NotPassed));

    private static double Longest(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalMilliseconds;
    }
}
