using System.Collections.Immutable;
using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>Asks the greylist for a verdict; the answer is <see cref="Judged"/>.</summary>
/// <param name="Number">The sender's number of the request, which the answer has too: the sender may be on another machine.</param>
/// <param name="Attempt">The attempt.</param>
public sealed record JudgeAttempt(long Number, Attempt Attempt)
{
    /// <summary>The answer where the store cannot be used now.</summary>
    public Judged Unavailable => new(Number, JudgeOutcome.Unavailable.Instance);

    /// <summary>True: an attempt that would be deferred for the first time is not noted, and the outcome is <see cref="JudgeOutcome.Unseen"/>.</summary>
    public bool OnlyIfSeen { get; init; }
}

/// <summary>The greylist's answer, sent when the events that it rests on are durable.</summary>
/// <param name="Number">The number of the <see cref="JudgeAttempt"/>.</param>
/// <param name="Outcome">The outcome.</param>
public sealed record Judged(long Number, JudgeOutcome Outcome);

/// <summary>The outcome of a <see cref="JudgeAttempt"/>.</summary>
public abstract record JudgeOutcome
{
    private JudgeOutcome()
    {
    }

    /// <summary>There is a verdict, and the events that it rests on are stored.</summary>
    public sealed record Decided(Verdict Verdict) : JudgeOutcome;

    /// <summary>The attempt would be deferred for the first time, or once more because it is too late. Nothing was noted (<see cref="JudgeAttempt.OnlyIfSeen"/>).</summary>
    public sealed record Unseen : JudgeOutcome
    {
        /// <summary>The one instance.</summary>
        public static readonly Unseen Instance = new();
    }

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

/// <summary>Asks a state to hand the partitions of this machine over to other machines, because the service will stop; it still routes requests to them.</summary>
public sealed record HandOverPartitions
{
    /// <summary>The one instance.</summary>
    public static readonly HandOverPartitions Instance = new();
}
