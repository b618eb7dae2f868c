using System.Collections.Immutable;

namespace GreyActors.Core.Greylisting;

/// <summary>The state of a partition at one moment. Later events do not change it, and any thread may read it.</summary>
public sealed class GreylistSnapshot
{
    private readonly TripletSegment[] _segments;

    internal GreylistSnapshot(TripletSegment[] segments, ImmutableArray<KeyValuePair<ClientIdentity, IdentityRecord>> identities) =>
        (_segments, Identities) = (segments, identities);

    /// <summary>The records of the identities.</summary>
    public ImmutableArray<KeyValuePair<ClientIdentity, IdentityRecord>> Identities { get; }

    /// <summary>The number of triplets.</summary>
    public int Count => _segments.Sum(segment => segment.Count);

    /// <summary>The triplets as objects.</summary>
    public IEnumerable<KnownTriplet> Triplets
    {
        get
        {
            foreach (var segment in _segments)
            {
                for (var place = 0; place < segment.Places; place++)
                {
                    if (segment.At(place, out var triplet))
                        yield return triplet.ToKnown();
                }
            }
        }
    }

    internal IReadOnlyList<TripletSegment> Segments => _segments;

    /// <summary>A snapshot of these triplets.</summary>
    public static GreylistSnapshot Of(params IEnumerable<KnownTriplet> triplets)
    {
        var state = new GreylistState();
        foreach (var known in triplets)
            state.Learn(known);
        return state.TakeSnapshot();
    }

    /// <summary>Visits each triplet in place, without copying it.</summary>
    public void Visit(TripletVisitor visitor)
    {
        foreach (var segment in _segments)
        {
            for (var place = 0; place < segment.Places; place++)
            {
                if (segment.At(place, out var triplet))
                    visitor(triplet);
            }
        }
    }
}

/// <summary>Visits a triplet. The view is valid only during the call.</summary>
public delegate void TripletVisitor(TripletView triplet);

/// <summary>A triplet and its times.</summary>
public readonly record struct KnownTriplet(Triplet Triplet, TripletTimes Times);
