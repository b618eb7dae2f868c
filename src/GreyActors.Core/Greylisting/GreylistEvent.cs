using System.Collections.Immutable;

namespace GreyActors.Core.Greylisting;

/// <summary>A change of the greylist after an attempt. Times are Unix milliseconds, so that stored times and those in memory are exactly equal.</summary>
/// <remarks>Each event contains the full state of its triplets, so that applying it twice changes nothing.</remarks>
public abstract record GreylistEvent
{
    private GreylistEvent(ImmutableArray<ClientIdentity> identities, string reversePath, string forwardPath)
    {
        Identities = identities;
        ReversePath = reversePath;
        ForwardPath = forwardPath;
    }

    /// <summary>The client's identities; each forms a triplet with the two paths.</summary>
    public ImmutableArray<ClientIdentity> Identities { get; }

    /// <summary>Normalised.</summary>
    public string ReversePath { get; }

    /// <summary>Normalised.</summary>
    public string ForwardPath { get; }

    /// <summary>True in observe mode: the event says nothing about how often the mail of an identity comes back.</summary>
    public bool IsObserved { get; init; }

    /// <summary>The triplets have been waiting since <paramref name="FirstSeen"/>.</summary>
    public sealed record AttemptNoted(ImmutableArray<ClientIdentity> Identities, string ReversePath, string ForwardPath, long FirstSeen)
        : GreylistEvent(Identities, ReversePath, ForwardPath);

    /// <summary>The triplets have waited long enough, and passed at <paramref name="At"/>.</summary>
    public sealed record TripletPassed(
        ImmutableArray<ClientIdentity> Identities, string ReversePath, string ForwardPath, long FirstSeen, long At)
        : GreylistEvent(Identities, ReversePath, ForwardPath);

    /// <summary>Passed triplets were used again at <paramref name="At"/>, where their pass-lifetime starts again.</summary>
    public sealed record PassRefreshed(
        ImmutableArray<ClientIdentity> Identities, string ReversePath, string ForwardPath, long FirstSeen, long At)
        : GreylistEvent(Identities, ReversePath, ForwardPath);

    /// <summary>An operator has removed the triplets: the next attempt counts as never seen.</summary>
    public sealed record TripletForgotten(ImmutableArray<ClientIdentity> Identities, string ReversePath, string ForwardPath)
        : GreylistEvent(Identities, ReversePath, ForwardPath);
}
