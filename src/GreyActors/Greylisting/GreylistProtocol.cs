using System.Collections.Immutable;
using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>Asks the greylist for a verdict; the answer is <see cref="Judged"/>.</summary>
public sealed record JudgeAttempt(Attempt Attempt);

/// <summary>The greylist's answer, sent when the events that it rests on are durable.</summary>
public sealed record Judged(Attempt Attempt, JudgeOutcome Outcome)
{
    /// <summary>The answer where the store cannot be used now.</summary>
    public static Judged Unavailable(Attempt attempt) => new(attempt, JudgeOutcome.Unavailable.Instance);
}

/// <summary>The outcome of a <see cref="JudgeAttempt"/>.</summary>
public abstract record JudgeOutcome
{
    private JudgeOutcome()
    {
    }

    /// <summary>There is a verdict, and the events that it rests on are stored.</summary>
    public sealed record Decided(Verdict Verdict) : JudgeOutcome;

    /// <summary>
    /// More attempts arrive at once than the greylist can answer: the recipient is deferred, whatever on-store-failure says. Otherwise a client could
    /// pass by flooding the greylist.
    /// </summary>
    public sealed record Crowded : JudgeOutcome
    {
        /// <summary>The one instance.</summary>
        public static readonly Crowded Instance = new();
    }

    /// <summary>The store cannot answer now: on-store-failure decides.</summary>
    public sealed record Unavailable : JudgeOutcome
    {
        /// <summary>The one instance.</summary>
        public static readonly Unavailable Instance = new();
    }
}

/// <summary>Asks the greylist for the verdict that it would reach, without changing anything; the answer is <see cref="Explained"/>.</summary>
public sealed record ExplainAttempt(Attempt Attempt)
{
    /// <summary>The counts of the identities over all partitions; added by the greylist.</summary>
    internal ImmutableArray<CountedIdentity> Counts { get; init; } = [];
}

/// <summary>The explanation; null if the attempt's partition is away.</summary>
public sealed record Explained(Explanation? Explanation);

/// <summary>Lets the greylist forget expired triplets; sent periodically.</summary>
/// <remarks>Kamaelia: the wakeup of PeriodicWakeup.</remarks>
public sealed record ExpireTriplets
{
    /// <summary>The one instance.</summary>
    public static readonly ExpireTriplets Instance = new();
}

/// <summary>A partition reports to its parent that it has recovered and judges.</summary>
public sealed record PartitionRecovered
{
    /// <summary>The one instance.</summary>
    public static readonly PartitionRecovered Instance = new();
}

/// <summary>Asks the <see cref="Greylist"/> and its partitions to save a snapshot each and stop, because the service stops.</summary>
public sealed record DrainGreylist
{
    /// <summary>The one instance.</summary>
    public static readonly DrainGreylist Instance = new();
}
