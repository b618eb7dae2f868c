using System.Collections.Immutable;

namespace GreyActors.Core.Greylisting;

/// <summary>What the greylist remembers of an attempt. Times are Unix milliseconds: what is stored and what is in memory are the same to the last digit.</summary>
/// <remarks>Each event says all there is to say of the triplets it names, so that applying it twice changes nothing.</remarks>
public abstract record GreylistEvent
{
    private GreylistEvent(ImmutableArray<ClientIdentity> identities, string reversePath, string forwardPath)
    {
        Identities = identities;
        ReversePath = reversePath;
        ForwardPath = forwardPath;
    }

    /// <summary>The triplets are those of each of these identities with the two paths.</summary>
    public ImmutableArray<ClientIdentity> Identities { get; }

    /// <summary>Normalised.</summary>
    public string ReversePath { get; }

    /// <summary>Normalised.</summary>
    public string ForwardPath { get; }

    /// <summary>The triplets wait, and have done so since <paramref name="FirstSeen"/>.</summary>
    public sealed record AttemptNoted(ImmutableArray<ClientIdentity> Identities, string ReversePath, string ForwardPath, long FirstSeen)
        : GreylistEvent(Identities, ReversePath, ForwardPath);

    /// <summary>The triplets waited long enough and pass from <paramref name="At"/> on.</summary>
    public sealed record TripletPassed(
        ImmutableArray<ClientIdentity> Identities, string ReversePath, string ForwardPath, long FirstSeen, long At)
        : GreylistEvent(Identities, ReversePath, ForwardPath);

    /// <summary>Passed triplets were used again at <paramref name="At"/>: their pass-lifetime counts from there.</summary>
    public sealed record PassRefreshed(
        ImmutableArray<ClientIdentity> Identities, string ReversePath, string ForwardPath, long FirstSeen, long At)
        : GreylistEvent(Identities, ReversePath, ForwardPath);

    /// <summary>Somebody has forgotten the triplets by hand: whoever comes again was never seen.</summary>
    public sealed record TripletForgotten(ImmutableArray<ClientIdentity> Identities, string ReversePath, string ForwardPath)
        : GreylistEvent(Identities, ReversePath, ForwardPath);
}
