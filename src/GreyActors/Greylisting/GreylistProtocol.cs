using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>A policy asks the greylist; the sender is answered with one <see cref="Judged"/>.</summary>
public sealed record JudgeAttempt(Attempt Attempt);

/// <summary>The greylist's answer, given when what it rests on is durable.</summary>
public sealed record Judged(Attempt Attempt, JudgeOutcome Outcome);

/// <summary>What became of a <see cref="JudgeAttempt"/>.</summary>
public abstract record JudgeOutcome
{
    private JudgeOutcome()
    {
    }

    /// <summary>A verdict was reached, and everything it rests on is stored.</summary>
    public sealed record Decided(Verdict Verdict) : JudgeOutcome;

    /// <summary>
    /// More attempts come at once than can be answered: the recipient is deferred, whatever on-store-failure says. Who makes the crowd
    /// must not pass by it.
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

/// <summary>Asks the greylist what it would say to an attempt, without changing anything; the sender is answered with one <see cref="Explained"/>.</summary>
public sealed record ExplainAttempt(Attempt Attempt);

/// <summary>What the greylist would say; null when the attempt's partition is away.</summary>
public sealed record Explained(Explanation? Explanation);

/// <summary>Told to the greylist from time to time: forget what has expired.</summary>
/// <remarks>Kamaelia: the wakeup of PeriodicWakeup.</remarks>
public sealed record ExpireTriplets
{
    /// <summary>The one instance.</summary>
    public static readonly ExpireTriplets Instance = new();
}

/// <summary>A partition tells its parent that it has recovered and judges from now on.</summary>
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
