using System.Collections.Immutable;
using System.Net;

namespace GreyActors.Introspection;

/// <summary>A policy tells the <see cref="DecisionLog"/> what became of a recipient. Nobody waits for it.</summary>
/// <param name="Session">The client's actor, for example <c>client-42</c>.</param>
/// <param name="Listener">Where it was accepted.</param>
/// <param name="Helo">Empty before the client said it.</param>
/// <param name="ReversePath">Without angle brackets; empty for the null reverse-path.</param>
/// <param name="ForwardPath">Without angle brackets.</param>
/// <param name="Rule">What decided.</param>
/// <param name="Why">In words; the real mail server's reply where it refused.</param>
/// <param name="Waited">Since the triplet was first seen; null when the greylist gave no verdict.</param>
/// <param name="RelayWaited">How long the recipient waited for a relay (relay.max-connections); null when it did not wait.</param>
public sealed record DecisionMade(
    DateTimeOffset At,
    string Session,
    IPEndPoint Listener,
    IPAddress Client,
    string Helo,
    string ReversePath,
    string ForwardPath,
    DecisionStatus Status,
    DecisionRule Rule,
    string Why,
    TimeSpan? Waited,
    TimeSpan? RelayWaited = null) : IYieldRoom;

/// <summary>What became of a recipient.</summary>
public enum DecisionStatus
{
    /// <summary>The real mail server took it.</summary>
    Accepted,

    /// <summary>The client shall come again.</summary>
    Deferred,

    /// <summary>Refused for good, by us or by the real mail server.</summary>
    Refused,

    /// <summary>The real mail server did not answer or refused for now.</summary>
    Failed,
}

/// <summary>What decided about a recipient.</summary>
public enum DecisionRule
{
    /// <summary>The client may send anywhere.</summary>
    AllowedClient,

    /// <summary>We do not serve the domain.</summary>
    DomainNotServed,

    /// <summary>The local-part asks for routing on.</summary>
    SenderRouted,

    /// <summary>A whitelisted triple, or one that came before in the same mail.</summary>
    Whitelisted,

    /// <summary>postmaster and abuse.</summary>
    AlwaysAccepted,

    /// <summary>The triplet has passed before.</summary>
    KnownTriplet,

    /// <summary>The triplet was never seen.</summary>
    NeverSeen,

    /// <summary>The retry came within too-soon.</summary>
    TooSoon,

    /// <summary>The retry came before initial-delay was over.</summary>
    StillWaiting,

    /// <summary>The retry came after retry-window.</summary>
    TooLate,

    /// <summary>The retry came in time.</summary>
    WaitedLongEnough,

    /// <summary>The greylist did not answer: on-store-failure decided.</summary>
    StoreFailure,

    /// <summary>Too many attempts at once.</summary>
    Crowded,

    /// <summary>The process has too little memory for another recipient.</summary>
    LittleMemory,
}

/// <summary>Asks the <see cref="DecisionLog"/>; answered with <see cref="DecisionPage"/>.</summary>
/// <param name="After">The id behind which to begin; null for the newest.</param>
/// <param name="Limit">How many at most.</param>
public sealed record GetDecisions(long? After, int Limit);

/// <summary>What the <see cref="DecisionLog"/> holds of what was asked for, oldest first.</summary>
/// <param name="Oldest">The id of the oldest that is kept; null when there is none.</param>
/// <param name="Newest">The id of the newest.</param>
/// <param name="Kept">How many are kept.</param>
/// <param name="Lost">Decisions that found no room in the mailbox.</param>
/// <param name="Readers">Streams that are open.</param>
public sealed record DecisionPage(ImmutableArray<Decision> Decisions, long? Oldest, long? Newest, int Kept, long Lost, int Readers);

/// <summary>Asks the <see cref="DecisionLog"/> to feed a reader; answered with <see cref="Following"/>.</summary>
/// <param name="After">The id behind which to begin; null to begin with the next.</param>
public sealed record FollowDecisions(DecisionFeed Feed, long? After);

/// <summary>Whether the reader is fed from now on; false when there are as many already as there may be.</summary>
public sealed record Following(bool IsFed);

/// <summary>The reader has gone.</summary>
public sealed record LeaveDecisions(DecisionFeed Feed);
