using System.Collections.Immutable;
using GreyActors.Core.Judging;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary>How greylisting does: from the triplets that are known, and the decisions that are kept.</summary>
/// <param name="Triplets">How many were read; <paramref name="Waiting"/> and <paramref name="Passed"/> of them wait and have passed.</param>
/// <param name="IsWhole">Whether these are all.</param>
/// <param name="Away">Partitions that could not be asked.</param>
/// <param name="PatienceSeconds">How long a triplet that may pass is given to come back.</param>
/// <param name="NeverCameBack">How many triplets could have passed for longer than that, and did not come back then.</param>
/// <param name="ByClient">Clients with the most of them.</param>
/// <param name="Stuck">Mails that come from one network after another, so that no triplet has waited.</param>
/// <param name="Delays">Of those that passed, as far as decisions are kept.</param>
/// <param name="Decisions">How many decisions that is; <paramref name="DecisionsSince"/> the time of the oldest.</param>
/// <param name="DecisionsLost">Decisions that were never kept.</param>
internal sealed record Report(
    DateTimeOffset At,
    int Triplets,
    int Waiting,
    int Passed,
    bool IsWhole,
    ImmutableArray<int> Away,
    double PatienceSeconds,
    int NeverCameBack,
    ImmutableArray<AbsentClient> ByClient,
    int StuckMails,
    ImmutableArray<StuckMail> Stuck,
    DelayDistribution? Delays,
    int Decisions,
    DateTimeOffset? DecisionsSince,
    long DecisionsLost);

/// <summary>A client network whose mail was deferred and did not come back.</summary>
/// <param name="Oldest">When the first of them was first seen.</param>
/// <param name="From">The reverse-path of one of them, and <paramref name="To"/> its forward-path.</param>
internal sealed record AbsentClient(string Client, int Triplets, DateTimeOffset Oldest, string From, string To);

/// <summary>A reverse-path and a forward-path that wait in several triplets, none of which has passed.</summary>
/// <param name="Clients">How many networks they come from.</param>
/// <param name="Latest">When the last of these was first seen.</param>
internal sealed record StuckMail(string From, string To, int Clients, DateTimeOffset Oldest, DateTimeOffset Latest);

/// <summary>How long triplets waited until they passed, in seconds.</summary>
/// <param name="Buckets">Upper bounds and how many lie below them and above the one before.</param>
internal sealed record DelayDistribution(
    int Count, double Shortest, double Median, double NinetyPercent, double Longest, ImmutableArray<DelayBucket> Buckets)
{
    private static readonly ImmutableArray<double> Bounds = [60, 300, 600, 900, 1800, 3600, 14400, 43200, 86400, double.MaxValue];

    /// <summary>The distribution; null where nothing has passed.</summary>
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

    // The nearest rank: a delay that there was.
    private static double Quantile(ImmutableArray<double> sorted, double part) => sorted[(int)Math.Ceiling(part * sorted.Length) - 1];
}

/// <summary>How many waited less than this, and not less than the one before; null has no bound.</summary>
internal sealed record DelayBucket(double? BelowSeconds, int Count);
