using GreyActors.Core.Tables;

namespace GreyActors.Core.Greylisting;

/// <summary>
/// The state of one partition of the greylist. Only <see cref="Apply"/> adds to it; expiry removes only triplets that no longer influence a verdict.
/// </summary>
/// <remarks>Not thread-safe: one actor owns it.</remarks>
public sealed class GreylistState
{
    /// <summary>The number of segments, which is the number of steps of a complete sweep.</summary>
    public const int Segments = PackedTables<TripletTimes>.Segments;

    /// <summary>The allowed average size of a key in bytes; usual keys have 80 to 110.</summary>
    public const int BytesPerTriplet = 128;

    private readonly PackedTables<TripletTimes> _triplets = new();

    /// <summary>The number of triplets, including expired ones that have not been removed yet.</summary>
    public int Count => _triplets.Count;

    /// <summary>The number of triplets that have not passed.</summary>
    public int Waiting { get; private set; }

    /// <summary>The bytes of the keys of all triplets.</summary>
    public long Octets => _triplets.Octets;

    /// <summary>Counts how often the mail of an identity came back. They are derived from the events only.</summary>
    /// <remarks>
    /// Expired triplets stay counted. A triplet that is removed because of <see cref="Crowd"/> or by an operator while it waits is not the client's
    /// fault: its sighting is withdrawn unless it is older than a day.
    /// </remarks>
    public IdentityRecords Identities { get; } = new();

    /// <summary>The times of a triplet, expired or not.</summary>
    public TripletTimes? Find(Triplet triplet)
    {
        var longest = LongestOf(triplet);
        return _triplets.Find(KeyOf(triplet, longest <= PackedKey.LongestOnStack ? stackalloc byte[PackedKey.LongestOnStack] : new byte[longest]));
    }

    /// <summary>Makes room for this many triplets, before many of them are learned.</summary>
    public void Reserve(int triplets) => _triplets.Reserve(triplets);

    /// <summary>Applies an event, in the same way after a decision and at a replay.</summary>
    public void Apply(GreylistEvent happened)
    {
        if (happened is GreylistEvent.TripletForgotten)
        {
            foreach (var identity in happened.Identities)
                Forget(new Triplet(identity, happened.ReversePath, happened.ForwardPath));
            return;
        }

        var times = happened switch
        {
            GreylistEvent.AttemptNoted noted => new TripletTimes(noted.FirstSeen, TripletTimes.NotPassed),
            GreylistEvent.TripletPassed passed => new TripletTimes(passed.FirstSeen, passed.At),
            GreylistEvent.PassRefreshed refreshed => new TripletTimes(refreshed.FirstSeen, refreshed.At),
            _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "An event that no rule creates."),
        };
        foreach (var identity in happened.Identities)
        {
            var before = Learn(new KnownTriplet(new Triplet(identity, happened.ReversePath, happened.ForwardPath), times));
            if (!happened.IsObserved && IdentityRecords.Counts(happened.ReversePath.Length))
                Identities.Note(identity, before, times);
        }
    }

    /// <summary>Adds or updates one triplet.</summary>
    /// <returns>The times before; null if it was unknown.</returns>
    public TripletTimes? Learn(KnownTriplet known)
    {
        var longest = LongestOf(known.Triplet);
        return Set(KeyOf(known.Triplet, longest <= PackedKey.LongestOnStack ? stackalloc byte[PackedKey.LongestOnStack] : new byte[longest]), known.Times);
    }

    /// <summary>Adds or updates one triplet, with texts in UTF-8.</summary>
    public void Learn(TripletView known)
    {
        var length = PackedKey.LengthOf(known.Identity.Length, known.ReversePath.Length, known.ForwardPath.Length);
        var buffer = length <= PackedKey.LongestOnStack ? stackalloc byte[PackedKey.LongestOnStack] : new byte[length];
        Set(PackedKey.Write(known.Identity, known.ReversePath, known.ForwardPath, buffer), known.Times);
    }

    /// <summary>Finds triplets in one segment, in a stable order, and returns where to continue.</summary>
    /// <remarks>Triplets with the same hash stay together, so there may be one or two more than requested.</remarks>
    /// <param name="start">The position to start at.</param>
    /// <param name="most">The requested number of triplets, at least 1.</param>
    /// <param name="query">The search; expired triplets never match.</param>
    /// <param name="timing">Determines which triplets have expired.</param>
    /// <param name="now">The time.</param>
    /// <param name="found">Receives the matches.</param>
    /// <returns>Null at the end of the last segment.</returns>
    public SegmentCursor? Search(SegmentCursor start, int most, TripletQuery query, GreylistTiming timing, DateTimeOffset now, ICollection<KnownTriplet> found)
    {
        var at = now.ToUnixTimeMilliseconds();
        var next = _triplets.Search(
            start.Segment,
            start.After,
            most,
            (key, times) => !GreylistRules.HasExpired(times, timing, at) && query.Matches(new TripletView(key, times)),
            (key, times) => found.Add(new TripletView(key, times).ToKnown()));
        if (next is { } after)
            return start with { After = after };
        return start.Segment + 1 < Segments ? new SegmentCursor(start.Segment + 1, -1) : null;
    }

    /// <summary>Removes expired triplets.</summary>
    /// <returns>The number of removed triplets.</returns>
    public int Expire(GreylistTiming timing, DateTimeOffset now) => Enumerable.Range(0, Segments).Sum(segment => Expire(segment, timing, now));

    /// <summary>Removes expired triplets of one segment, so that a sweep can be spread over time.</summary>
    /// <returns>The number of removed triplets.</returns>
    public int Expire(int segment, GreylistTiming timing, DateTimeOffset now)
    {
        var nowMilliseconds = now.ToUnixTimeMilliseconds();
        return Forget(segment, int.MaxValue, times => GreylistRules.HasExpired(times, timing, nowMilliseconds), isEarly: false);
    }

    /// <summary>Removes the oldest waiting triplets if there are more than <paramref name="max"/> triplets; several at once, so that it is rarely needed.</summary>
    /// <remarks>
    /// A client can send paths with a key seven times as long as usual, so the bytes are limited, too: if the average exceeds
    /// <see cref="BytesPerTriplet"/>, fewer triplets are kept.
    /// <para>A sixteenth of the places is reserved for waiting triplets; otherwise no new sender could pass once passed triplets fill them all.</para>
    /// </remarks>
    /// <returns>The number of removed triplets.</returns>
    public int Crowd(int max)
    {
        if (Octets > (long)max * BytesPerTriplet)
            max = (int)((double)max * BytesPerTriplet * Count / Octets);
        var (kept, step) = (Math.Max(1, max / 16), max / 64);
        if (Count <= max || Waiting <= kept)
            return 0;

        var excess = Math.Min(Count - max + step, Waiting - Math.Max(1, kept - step));
        var cutoff = Smallest.Of(WaitingSince(), excess);
        var forgotten = 0;
        for (var segment = 0; segment < Segments && forgotten < excess; segment++)
            forgotten += Forget(segment, excess - forgotten, times => !times.HasPassed && times.FirstSeen < cutoff, isEarly: true);
        for (var segment = 0; segment < Segments && forgotten < excess; segment++)
            forgotten += Forget(segment, excess - forgotten, times => !times.HasPassed && times.FirstSeen == cutoff, isEarly: true);
        return forgotten;
    }

    /// <summary>A snapshot of all triplets, which later events do not change. Takes constant time.</summary>
    public GreylistSnapshot TakeSnapshot() => new(_triplets.Share(), Waiting, Identities.All);

    /// <summary>Loads a snapshot.</summary>
    public void Restore(GreylistSnapshot snapshot)
    {
        _triplets.Restore(snapshot.Segments);
        Waiting = snapshot.Waiting;
        foreach (var (identity, record) in snapshot.Identities)
            Identities.Restore(identity, record);
    }

    private static int LongestOf(Triplet triplet) => PackedKey.LongestOf(triplet.Identity.Text, triplet.ReversePath, triplet.ForwardPath);

    private static ReadOnlySpan<byte> KeyOf(Triplet triplet, Span<byte> buffer) =>
        PackedKey.Write(triplet.Identity.Text, triplet.ReversePath, triplet.ForwardPath, buffer);

    private void Forget(Triplet triplet)
    {
        var longest = LongestOf(triplet);
        var key = KeyOf(triplet, longest <= PackedKey.LongestOnStack ? stackalloc byte[PackedKey.LongestOnStack] : new byte[longest]);
        if (_triplets.Remove(key) is not { } times)
            return;
        Identities.Withdraw(new TripletView(PackedKey.Read(key), times));
        Waiting -= times.HasPassed ? 0 : 1;
    }

    private TripletTimes? Set(ReadOnlySpan<byte> key, TripletTimes times)
    {
        var before = _triplets.Set(key, times);
        Waiting += (times.HasPassed ? 0 : 1) - (before is { HasPassed: false } ? 1 : 0);
        return before;
    }

    private int Forget(int number, int most, Func<TripletTimes, bool> isToGo, bool isEarly) => _triplets.Remove(number, most, (_, times) => isToGo(times), (key, times) =>
    {
        Waiting -= times.HasPassed ? 0 : 1;
        if (isEarly)
            Identities.Withdraw(new TripletView(key, times));
    });

    private long[] WaitingSince()
    {
        var since = new long[Waiting];
        var found = 0;
        for (var number = 0; number < Segments; number++)
        {
            var segment = _triplets[number];
            for (var place = 0; place < segment.Places; place++)
            {
                if (segment.ValueAt(place) is { HasPassed: false } times)
                    since[found++] = times.FirstSeen;
            }
        }

        return since;
    }
}
