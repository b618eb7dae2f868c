using System.Net;
using GreyActors.Dispatch;

namespace GreyActors.Judging;

/// <summary>A policy tells the decision-log what became of a recipient. Nobody waits for it.</summary>
/// <param name="Session">The client's actor, for example <c>client-42</c>.</param>
/// <param name="Listener">Where it was accepted.</param>
/// <param name="Helo">Empty before the client said it.</param>
/// <param name="ReversePath">Without angle brackets; empty for the null reverse-path.</param>
/// <param name="ForwardPath">Without angle brackets.</param>
/// <param name="Rule">What decided.</param>
/// <param name="Why">In words; the backend's reply where it refused.</param>
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
    /// <summary>The backend took it.</summary>
    Accepted,

    /// <summary>The client shall come again.</summary>
    Deferred,

    /// <summary>Refused for good, by us or by the backend.</summary>
    Refused,

    /// <summary>The backend did not answer or refused for now.</summary>
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
