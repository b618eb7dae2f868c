using System.Diagnostics;
using GreyActors.Configuration;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Greylisting;
using Microsoft.Data.Sqlite;

namespace GreyActors.Benchmarks;

/// <summary>What the known clients cost: memory and pauses of a million pairs, and the greylist with them beside the greylist without them.</summary>
internal static class KnownClientsBenchmark
{
    private const int Million = 1_000_000;
    private const int Partitions = 16;
    private const int Rounds = 9;
    private const int Outstanding = 200;

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(3);
    private static readonly GreylistTiming Timing = new(TimeSpan.FromMinutes(4), TimeSpan.FromDays(2), TimeSpan.FromDays(36), TimeSpan.Zero);
    private static readonly KnownTiming Known = new(true, TimeSpan.FromDays(1), TimeSpan.FromDays(36), TimeSpan.FromDays(60));

    public static async Task Run()
    {
        Table.Begin();
        Memory();
        await Load("durable new triplets", Timing, i => Triplets.AttemptOfOrganisation(i), distinct: int.MaxValue);
        await Load("passed triplets", Timing with { InitialDelay = TimeSpan.Zero }, i => Triplets.AttemptOfOrganisation(i), distinct: 20_000);
        await Pairs();
        await Start();
    }

    /// <summary>One state for each partition, with that many pairs among them.</summary>
    public static KnownClientsState[] States(int count, int partitions, DateTimeOffset now)
    {
        var states = Enumerable.Range(0, partitions).Select(_ => new KnownClientsState()).ToArray();
        for (var i = 0; i < count; i++)
            states[Partitioning.Of(Triplets.Pair(i).Organisation, partitions)].Learn(Entry(i, now));
        return states;
    }

    private static void Memory()
    {
        var (now, before) = (DateTimeOffset.UtcNow, GC.GetTotalMemory(forceFullCollection: true));
        var states = States(Million, Partitions, now);
        Table.Row("bytes a known pair at 1 M, in 16 partitions", $"{(GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Million:0}", "≤ 150");

        var triplets = Triplets.States(Million, Partitions, now);
        Pause("taking a snapshot at 1 M", triplets.Max(state => Longest(() => state.TakeSnapshot())), states.Max(state => Longest(() => state.TakeSnapshot())));
        Pause(
            "the first changes after it, which copy the segments",
            triplets.Max(state => Enumerable.Range(0, 4000).Max(i => Longest(() => state.Learn(new KnownTriplet(Triplets.Of(Million + i), new TripletTimes(0, 0)))))),
            states.Max(state => Enumerable.Range(0, 4000).Max(i => Longest(() => state.Learn(Entry(Million + i, now))))));
        Pause(
            "displacing entries at 1 M",
            triplets.Max(state => Longest(() => state.Crowd((Million / Partitions) - 1000))),
            states.Max(state => Longest(() => state.Crowd((Million / Partitions) - 1000))));
        var later = now + TimeSpan.FromDays(40);
        Pause(
            "a step of expiry that forgets everything",
            triplets.Max(state => Enumerable.Range(0, GreylistState.Segments).Max(segment => Longest(() => state.Expire(segment, Timing, later)))),
            states.Max(state => Enumerable.Range(0, KnownClientsState.Segments).Max(segment => Longest(() => state.Expire(segment, Known, later)))));
        GC.KeepAlive(triplets);
        GC.KeepAlive(states);
    }

    private static void Pause(string of, double greylist, double known) =>
        Table.Row($"longest pause, {of}: greylist, known clients", $"{greylist:0.0}, {known:0.0} ms", "≤ 20 ms");

    // Alternating rounds: other work on the machine meets both. The processor time does not depend on it.
    private static async Task Load(string what, GreylistTiming timing, Func<int, Attempt> attempt, int distinct)
    {
        using var folders = new Pair<ScratchFolder>(new ScratchFolder(), new ScratchFolder());
        await using var off = new StoreUnderLoad(StoreIn(folders.Off), timing);
        await using var on = new StoreUnderLoad(StoreIn(folders.On), timing, Known);
        var next = new Pair<int>(0, 0);
        var rates = new List<(double Off, double On, double OffCpu, double OnCpu)>();
        for (var round = -1; round < Rounds; round++)
        {
            var (offRate, offCpu) = await Measure(off, i => attempt((next.Off + i) % distinct), count => next = next with { Off = next.Off + count });
            var (onRate, onCpu) = await Measure(on, i => attempt((next.On + i) % distinct), count => next = next with { On = next.On + count });
            if (round >= 0)
                rates.Add((offRate, onRate, offCpu, onCpu));
        }

        Table.Row($"{what} a second, {Outstanding} outstanding, without and with known clients", $"{Median(rates, r => r.Off):0}, {Median(rates, r => r.On):0}", "–");
        Table.Row("ratio with to without: median of 9 rounds, smallest, largest", $"{Median(rates, r => r.On / r.Off):0.00}, {rates.Min(r => r.On / r.Off):0.00}, {rates.Max(r => r.On / r.Off):0.00}", "≥ 0.90");
        Table.Row("processor time each in µs, without and with", $"{Median(rates, r => r.OffCpu):0.0}, {Median(rates, r => r.OnCpu):0.0}", "–");
    }

    private static async Task<(double PerSecond, double Microseconds)> Measure(StoreUnderLoad load, Func<int, Attempt> attempt, Action<int> count)
    {
        var (used, sent, watch) = (Environment.CpuUsage.TotalTime, 0, Stopwatch.StartNew());
        var rate = await load.PerSecond(Outstanding, Round, i => attempt(sent = i));
        count(sent + 1);
        return (rate, (Environment.CpuUsage.TotalTime - used).TotalMicroseconds / (rate * watch.Elapsed.TotalSeconds));
    }

    private static async Task Pairs()
    {
        const int Pairs = 20_000;
        using var folder = new ScratchFolder();
        await using var load = new StoreUnderLoad(StoreIn(folder), Timing, Known);
        await load.Know(Enumerable.Range(0, Pairs).Select(Triplets.AttemptOfOrganisation));
        var others = 0;
        var rate = await load.PerSecond(Outstanding, Round, i => Triplets.AttemptOfOrganisation(i % Pairs), answer =>
            others += answer.Outcome is JudgeOutcome.Decided { Verdict.Reason: VerdictReason.KnownPair } ? 0 : 1);
        Table.Row($"attempts of known pairs a second, {Outstanding} outstanding ({others} were none)", $"{rate:0}", "≥ 200000");
    }

    private static async Task Start()
    {
        using var folders = new Pair<ScratchFolder>(new ScratchFolder(), new ScratchFolder());
        await FilledStore.Make(StoreIn(folders.Off), Million);
        await FilledStore.Make(StoreIn(folders.On), Million, Million / 2);
        Table.Row("bytes on disk a known pair in fresh snapshots", $"{(folders.On.Size - folders.Off.Size) / (Million / 2.0):0}", "–");
        var times = new List<(double Off, double On, double OffCpu, double OnCpu)>();
        for (var round = -1; round < 5; round++)
        {
            var (off, offCpu) = await TimeOfStart(folders.Off, null);
            var (on, onCpu) = await TimeOfStart(folders.On, Known);
            if (round >= 0)
                times.Add((off, on, offCpu, onCpu));
        }

        Table.Row("start with 1 M triplets, without and with 500000 known pairs", $"{Median(times, t => t.Off):0.00}, {Median(times, t => t.On):0.00} s", "≤ 4 s");
        Table.Row("processor time of it", $"{Median(times, t => t.OffCpu):0.00}, {Median(times, t => t.OnCpu):0.00} s", "–");
    }

    private static async Task<(double Seconds, double Cpu)> TimeOfStart(ScratchFolder folder, KnownTiming? known)
    {
        GC.Collect();
        var (used, watch) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        await using var started = new StoreUnderLoad(StoreIn(folder), Timing, known);
        // More than one for each partition: all must have recovered.
        await started.PerSecond(Outstanding, TimeSpan.Zero, Triplets.AttemptOfOrganisation);
        return (watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - used).TotalSeconds);
    }

    private static KnownEntry Entry(int number, DateTimeOffset now)
    {
        var since = now.ToUnixTimeMilliseconds() - (number % 100_000_000 / 100);
        return new KnownEntry(Triplets.Pair(number), new KnownTimes(since, since, 1 + (number % 4), KnownSource.Passed));
    }

    private static double Median<T>(IEnumerable<T> values, Func<T, double> of) => values.Select(of).Order().ElementAt(values.Count() / 2);

    private static StoreSettings StoreIn(ScratchFolder folder)
    {
        SqliteConnection.ClearAllPools();
        return new StoreSettings(StoreProvider.Sqlite, Path.Combine(folder.Path, "greylist.db"), TimeSpan.FromSeconds(5), Partitions, OnCorruption.Refuse);
    }

    private static double Longest(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalMilliseconds;
    }

    private readonly record struct Pair<T>(T Off, T On) : IDisposable
    {
        public void Dispose()
        {
            (Off as IDisposable)?.Dispose();
            (On as IDisposable)?.Dispose();
        }
    }
}
