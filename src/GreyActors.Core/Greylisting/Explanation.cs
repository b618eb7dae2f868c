using System.Collections.Immutable;

namespace GreyActors.Core.Greylisting;

/// <summary>The verdict that an attempt would get, and the triplets that it is based on. Nothing changes.</summary>
/// <param name="Verdict">The verdict if the attempt came now.</param>
/// <param name="Triplets">One for each identity of the attempt.</param>
/// <param name="PassesFrom">When an attempt would pass; null if it would pass now.</param>
/// <param name="PassesUntil">When the wait would restart; null if the attempt would pass now.</param>
public sealed record Explanation(
    Verdict Verdict, ImmutableArray<TripletTimeline> Triplets, DateTimeOffset? PassesFrom, DateTimeOffset? PassesUntil);

/// <summary>The timeline of one triplet. Times that do not apply to its state are null.</summary>
/// <param name="FirstSeen">When its wait began.</param>
/// <param name="PassesFrom">When its wait is over.</param>
/// <param name="PassesUntil">When it is too late to pass, and the wait restarts.</param>
/// <param name="LastUsed">When it passed or was last used; updated at most once a day.</param>
/// <param name="Expires">When it is removed, without another attempt.</param>
public sealed record TripletTimeline(
    ClientIdentity Identity,
    TripletState State,
    DateTimeOffset? FirstSeen,
    DateTimeOffset? PassesFrom,
    DateTimeOffset? PassesUntil,
    DateTimeOffset? LastUsed,
    DateTimeOffset? Expires)
{
    /// <summary>How often mail of the identity came back, over all senders and recipients; zero for a network.</summary>
    public IdentityCounts Counts { get; init; }

    /// <summary>True if the triplet influences no decision, because mail of the identity seldom comes back.</summary>
    public bool IsIgnored { get; init; }
}

/// <summary>The state of a triplet.</summary>
public enum TripletState
{
    /// <summary>The greylist does not have the triplet.</summary>
    Unknown,

    /// <summary>The triplet was seen and has not passed; a retry may already be too late.</summary>
    Waiting,

    /// <summary>The triplet passes.</summary>
    Passed,

    /// <summary>The triplet has expired.</summary>
    Expired,
}
