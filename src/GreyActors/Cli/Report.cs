using System.Collections.Immutable;
using GreyActors.Core.Judging;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary>The effect of greylisting, computed from the known triplets and the kept decisions.</summary>
/// <param name="Triplets">The number of triplets that were read; <paramref name="Waiting"/> of them wait, <paramref name="Passed"/> have passed.</param>
/// <param name="IsWhole">Whether all triplets were read.</param>
/// <param name="Away">Partitions that could not be context.</param>
/// <param name="RetryAllowanceSeconds">The time within which a triplet that may pass should be retried.</param>
/// <param name="NeverRetried">The number of triplets that could have passed for longer than that, and were not retried.</param>
/// <param name="ByClient">The clients with most of these triplets.</param>
/// <param name="Stuck">Mails that are retried from different networks, so that no triplet passes.</param>
/// <param name="Delays">The delays of the triplets that passed, from the kept decisions.</param>
/// <param name="Decisions">The number of kept decisions; <paramref name="DecisionsSince"/> is the time of the oldest.</param>
/// <param name="DecisionsLost">The number of decisions that were not recorded.</param>
internal sealed record Report(
    DateTimeOffset At,
    int Triplets,
    int Waiting,
    int Passed,
    bool IsWhole,
    ImmutableArray<int> Away,
    double RetryAllowanceSeconds,
    int NeverRetried,
    ImmutableArray<AbsentClient> ByClient,
    int StuckMails,
    ImmutableArray<StuckMail> Stuck,
    DelayDistribution? Delays,
    int Decisions,
    DateTimeOffset? DecisionsSince,
    long DecisionsLost);

/// <summary>A client network that did not retry deferred mail.</summary>
/// <param name="Oldest">The time when the first triplet was first seen.</param>
/// <param name="From">The reverse-path of one triplet; <paramref name="To"/> is its forward-path.</param>
internal sealed record AbsentClient(string Client, int Triplets, DateTimeOffset Oldest, string From, string To);

/// <summary>A reverse-path and a forward-path that wait in several triplets, none of which has passed.</summary>
/// <param name="Clients">The number of client networks.</param>
/// <param name="Latest">The time when the last triplet was first seen.</param>
internal sealed record StuckMail(string From, string To, int Clients, DateTimeOffset Oldest, DateTimeOffset Latest);

/// <summary>How long triplets waited until they passed, in seconds.</summary>
/// <param name="Buckets">The counts by upper bound.</param>
internal sealed record DelayDistribution(
    int Count, double Shortest, double Median, double NinetyPercent, double Longest, ImmutableArray<DelayBucket> Buckets)
{
    private static readonly ImmutableArray<double> Bounds = [60, 300, 600, 900, 1800, 3600, 14400, 43200, 86400, double.MaxValue];

    /// <summary>The distribution; null if nothing has passed.</summary>
    public static DelayDistribution? Of(IEnumerable<Decision> decisions)
    {
        var delays = decisions
            .Where(decision => decision.Rule == RecipientRule.WaitedLongEnough)
            .Select(decision => decision.WaitedSeconds ?? 0)
            .Order()
            .ToImmutableArray();
        return delays.IsEmpty ? null : new DelayDistribution(
            delays.Length,
            delays[0],
            Quantile(delays, 0.5),
            Quantile(delays, 0.9),
            delays[^1],
            [.. Bounds.Select((bound, index) => new DelayBucket(
                bound == double.MaxValue ? null : bound,
                delays.Count(delay => delay < bound && (index == 0 || delay >= Bounds[index - 1]))))]);
    }

    // The nearest rank, so that the result is a real delay.
    private static double Quantile(ImmutableArray<double> sorted, double part) => sorted[(int)Math.Ceiling(part * sorted.Length) - 1];
}

/// <summary>The number of delays below this bound and not below the previous one. The last bucket has no bound.</summary>
internal sealed record DelayBucket(double? BelowSeconds, int Count);
