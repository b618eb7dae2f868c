using System.Collections.Immutable;

namespace GreyActors.Core.Greylisting;

/// <summary>What the greylist would say to an attempt, and what it knows of the triplets that this rests on. Nothing is changed by it.</summary>
/// <param name="Verdict">As if the attempt came now.</param>
/// <param name="Triplets">One for each identity of the attempt.</param>
/// <param name="PassesFrom">When an attempt would pass; null when it would pass now.</param>
/// <param name="PassesUntil">When it would begin to wait anew; null when it would pass now.</param>
public sealed record Explanation(
    Verdict Verdict, ImmutableArray<TripletTimeline> Triplets, DateTimeOffset? PassesFrom, DateTimeOffset? PassesUntil);

/// <summary>The life of one triplet. What does not apply to its state is null.</summary>
/// <param name="FirstSeen">When its wait began.</param>
/// <param name="PassesFrom">When its wait is over.</param>
/// <param name="PassesUntil">When it is too late to pass, and the wait begins anew.</param>
/// <param name="LastUsed">When it passed, or was used after that; moved at most once a day.</param>
/// <param name="Expires">When it is forgotten, if nothing comes.</param>
public sealed record TripletTimeline(
    ClientIdentity Identity,
    TripletState State,
    DateTimeOffset? FirstSeen,
    DateTimeOffset? PassesFrom,
    DateTimeOffset? PassesUntil,
    DateTimeOffset? LastUsed,
    DateTimeOffset? Expires);

/// <summary>How far a triplet has come.</summary>
public enum TripletState
{
    /// <summary>Nothing is known of it.</summary>
    Unknown,

    /// <summary>It was seen and has not passed; a retry may be too late already.</summary>
    Waiting,

    /// <summary>It passes.</summary>
    Passed,

    /// <summary>What is known of it does not count any more.</summary>
    Expired,
}
