using System.Collections.Immutable;

namespace GreyActors.Core.Greylisting;

/// <summary>
/// What one partition of the greylist knows. It learns only through <see cref="Apply"/>; what expiry takes away
/// had no influence on a verdict any more.
/// </summary>
/// <remarks>
/// It is kept in segments, so that no single step of it (growing a table, sweeping it) grows with the whole:
/// a partition of many triplets stays quick between two attempts. It is not thread-safe: one actor owns it.
/// </remarks>
public sealed class GreylistState
{
    /// <summary>How many steps a sweep through the whole state takes.</summary>
    public const int Segments = 64;

    private readonly Dictionary<Triplet, TripletTimes>[] _segments = [.. Enumerable.Range(0, Segments).Select(_ => new Dictionary<Triplet, TripletTimes>())];

    /// <summary>How many triplets are known, those included that have expired and were not swept yet.</summary>
    public int Count { get; private set; }

    /// <summary>What is known of a triplet, whether it has expired or not.</summary>
    public TripletTimes? Find(Triplet triplet) => SegmentOf(triplet).TryGetValue(triplet, out var times) ? times : null;

    /// <summary>Learns what an event says; the same way when it was just decided and when it is replayed.</summary>
    public void Apply(GreylistEvent happened)
    {
        var times = happened switch
        {
            GreylistEvent.AttemptNoted noted => new TripletTimes(noted.FirstSeen, TripletTimes.NotPassed),
            GreylistEvent.TripletPassed passed => new TripletTimes(passed.FirstSeen, passed.At),
            GreylistEvent.PassRefreshed refreshed => new TripletTimes(refreshed.FirstSeen, refreshed.At),
            _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "An event that no rule makes."),
        };
        foreach (var identity in happened.Identities)
            Set(new Triplet(identity, happened.ReversePath, happened.ForwardPath), times);
    }

    /// <summary>Forgets what has expired.</summary>
    /// <returns>How many triplets were forgotten.</returns>
    public int Expire(GreylistTiming timing, DateTimeOffset now) => Enumerable.Range(0, Segments).Sum(segment => Expire(segment, timing, now));

    /// <summary>Forgets what has expired in one segment, so that a sweep can be spread out.</summary>
    /// <returns>How many triplets were forgotten.</returns>
    public int Expire(int segment, GreylistTiming timing, DateTimeOffset now)
    {
        var triplets = _segments[segment];
        var before = triplets.Count;
        var nowMilliseconds = now.ToUnixTimeMilliseconds();
        foreach (var (triplet, times) in triplets)
        {
            if (GreylistRules.HasExpired(times, timing, nowMilliseconds))
                triplets.Remove(triplet);
        }

        Count -= before - triplets.Count;
        return before - triplets.Count;
    }

    /// <summary>A copy of everything known, which later events do not change.</summary>
    public GreylistSnapshot TakeSnapshot()
    {
        var known = ImmutableArray.CreateBuilder<KnownTriplet>(Count);
        foreach (var segment in _segments)
        {
            foreach (var (triplet, times) in segment)
                known.Add(new KnownTriplet(triplet, times));
        }

        return new GreylistSnapshot(known.MoveToImmutable());
    }

    /// <summary>Learns what a snapshot holds.</summary>
    public void Restore(GreylistSnapshot snapshot)
    {
        foreach (var known in snapshot.Triplets)
            Set(known.Triplet, known.Times);
    }

    private void Set(Triplet triplet, TripletTimes times)
    {
        var segment = SegmentOf(triplet);
        var before = segment.Count;
        segment[triplet] = times;
        Count += segment.Count - before;
    }

    private Dictionary<Triplet, TripletTimes> SegmentOf(Triplet triplet) => _segments[(uint)triplet.GetHashCode() % Segments];
}
