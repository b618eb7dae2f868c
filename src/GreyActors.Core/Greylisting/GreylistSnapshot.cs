using System.Collections.Immutable;
using GreyActors.Core.Tables;

namespace GreyActors.Core.Greylisting;

/// <summary>The state of a partition at one moment. Later events do not change it, and any thread may read it.</summary>
public sealed class GreylistSnapshot
{
    private readonly PackedTable<TripletTimes>[] _segments;

    internal GreylistSnapshot(PackedTable<TripletTimes>[] segments, int waiting, ImmutableArray<KeyValuePair<ClientIdentity, IdentityRecord>> identities) =>
        (_segments, Waiting, Identities) = (segments, waiting, identities);

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
                    if (segment.ValueAt(place) is { } times)
                        yield return new TripletView(PackedKey.Read(segment.KeyAt(place)), times).ToKnown();
                }
            }
        }
    }

    internal IReadOnlyList<PackedTable<TripletTimes>> Segments => _segments;

    internal int Waiting { get; }

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
                if (segment.ValueAt(place) is { } times)
                    visitor(new TripletView(PackedKey.Read(segment.KeyAt(place)), times));
            }
        }
    }
}

/// <summary>Visits a triplet. The view is valid only during the call.</summary>
public delegate void TripletVisitor(TripletView triplet);

/// <summary>A triplet and its times.</summary>
public readonly record struct KnownTriplet(Triplet Triplet, TripletTimes Times);
