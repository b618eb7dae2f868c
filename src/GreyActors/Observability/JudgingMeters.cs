using System.Diagnostics;
using System.Diagnostics.Metrics;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;

namespace GreyActors.Observability;

/// <summary>The meters of the judge of recipients, as in <see cref="Meters"/>.</summary>
public static class JudgingMeters
{
    private static readonly Counter<long> Verdicts = Meters.Meter.CreateCounter<long>(
        "greyactors.verdicts", "{recipient}", "Verdicts of the greylist, by reason.");

    private static readonly Counter<long> WouldDefer = Meters.Meter.CreateCounter<long>(
        "greyactors.would_defer", "{recipient}", "Recipients accepted in observe mode that would be deferred otherwise, by reason.");

    private static readonly Histogram<double> VerdictDuration = Meters.Durations(
        "greyactors.verdict.duration", "Time from an attempt to the greylist's answer.", [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5]);

    private static readonly Histogram<double> Delay = Meters.Durations(
        "greyactors.delay", "Time between the first attempt and the one that passed, for recipients that had to wait.", [60, 300, 600, 1200, 1800, 3600, 7200, 14400, 28800, 86400, 172800]);

    private static readonly Counter<long> StoreFailures = Meters.Meter.CreateCounter<long>(
        "greyactors.store.failures", "{recipient}", "Recipients decided by on-store-failure.");

    private static readonly KeyValuePair<string, object?>[] ReasonTags =
        [.. RecipientRules.All.Select(rule => new KeyValuePair<string, object?>("reason", rule.Name))];

    /// <summary>Counts a verdict of the greylist, and the delay of a recipient whose wait is over.</summary>
    public static void CountVerdict(RecipientRule rule, in Verdict verdict)
    {
        Verdicts.Add(1, ReasonTags[(int)rule]);
        if (verdict.Reason == VerdictReason.WaitedLongEnough)
            Delay.Record(verdict.Waited.TotalSeconds);
    }

    /// <summary>Counts a recipient that is accepted only because of observe mode.</summary>
    public static void CountWouldDefer(RecipientRule rule) => WouldDefer.Add(1, ReasonTags[(int)rule]);

    /// <summary>Records the time since an attempt was sent to the greylist (<see cref="Stopwatch"/>).</summary>
    /// <param name="asked">The time of the attempt.</param>
    /// <param name="isRemote">Whether a partition of another machine has answered.</param>
    public static void RecordVerdict(long asked, bool isRemote = false)
    {
        VerdictDuration.Record(Stopwatch.GetElapsedTime(asked).TotalSeconds);
        if (isRemote)
            ClusterMeters.RecordRemote(asked);
    }

    /// <summary>Counts a recipient that on-store-failure decided about.</summary>
    public static void CountStoreFailure() => StoreFailures.Add(1);
}
