namespace GreyActors.Core.Greylisting;

/// <summary>
/// The state of one partition of the greylist. Only <see cref="Apply"/> adds to it; expiry removes only triplets that no longer influence a verdict.
/// </summary>
/// <remarks>
/// It consists of segments, so that no single step, such as growing or sweeping a table, takes longer in a large partition. A snapshot shares the
/// segments; a shared segment is copied before a change. Not thread-safe: one actor owns it.
/// </remarks>
public sealed class GreylistState
{
    /// <summary>The number of segments, which is the number of steps of a complete sweep.</summary>
    public const int Segments = 64;

    // The top bits of a hash select the segment, the others the place in it.
    private const int SegmentShift = 26;

    /// <summary>The allowed average size of a key in bytes; usual keys have 80 to 110.</summary>
    public const int BytesPerTriplet = 128;

    private const int LongestOnStack = 1024;

    private readonly TripletSegment[] _segments = [.. Enumerable.Range(0, Segments).Select(_ => new TripletSegment())];

    /// <summary>The number of triplets, including expired ones that have not been removed yet.</summary>
    public int Count { get; private set; }

    /// <summary>The number of triplets that have not passed.</summary>
    public int Waiting { get; private set; }

    /// <summary>The bytes of the keys of all triplets.</summary>
    public long Octets { get; private set; }

    /// <summary>Counts how often the mail of an identity came back. They are derived from the events only.</summary>
    /// <remarks>
    /// Expired triplets stay counted. A triplet that is removed because of <see cref="Crowd"/> or by an operator while it waits is not the client's
    /// fault: its sighting is withdrawn unless it is older than a day.
    /// </remarks>
    public IdentityRecords Identities { get; } = new();

    /// <summary>The times of a triplet, expired or not.</summary>
    public TripletTimes? Find(Triplet triplet)
    {
        var longest = TripletKey.LongestOf(triplet);
        var key = TripletKey.Write(triplet, longest <= LongestOnStack ? stackalloc byte[LongestOnStack] : new byte[longest]);
        var hash = TripletKey.HashOf(key);
        return _segments[hash >> SegmentShift].Find(key, hash);
    }

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
            if (IdentityRecords.Counts(happened.ReversePath.Length))
                Identities.Note(identity, before, times);
        }
    }

    /// <summary>Adds or updates one triplet.</summary>
    /// <returns>The times before; null if it was unknown.</returns>
    public TripletTimes? Learn(KnownTriplet known)
    {
        var longest = TripletKey.LongestOf(known.Triplet);
        return Set(TripletKey.Write(known.Triplet, longest <= LongestOnStack ? stackalloc byte[LongestOnStack] : new byte[longest]), known.Times);
    }

    /// <summary>Adds or updates one triplet, with texts in UTF-8.</summary>
    public void Learn(TripletView known)
    {
        var length = TripletKey.LengthOf(known.Identity.Length, known.ReversePath.Length, known.ForwardPath.Length);
        var buffer = length <= LongestOnStack ? stackalloc byte[LongestOnStack] : new byte[length];
        Set(TripletKey.Write(known.Identity, known.ReversePath, known.ForwardPath, buffer), known.Times);
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
        var (segment, at) = (_segments[start.Segment], now.ToUnixTimeMilliseconds());
        var wanted = new List<(uint Hash, int Place)>();
        for (var place = 0; place < segment.Places; place++)
        {
            if (segment.HashAt(place) > start.After && segment.At(place, out var triplet)
                && !GreylistRules.HasExpired(triplet.Times, timing, at) && query.Matches(triplet))
            {
                wanted.Add((segment.HashAt(place), place));
            }
        }

        wanted.Sort();
        var taken = 0;
        for (; taken < wanted.Count && (taken < most || wanted[taken].Hash == wanted[taken - 1].Hash); taken++)
        {
            segment.At(wanted[taken].Place, out var triplet);
            found.Add(triplet.ToKnown());
        }

        if (taken < wanted.Count)
            return start with { After = wanted[taken - 1].Hash };
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
    public GreylistSnapshot TakeSnapshot()
    {
        foreach (var segment in _segments)
            segment.IsShared = true;
        return new GreylistSnapshot([.. _segments], Identities.All);
    }

    /// <summary>Loads a snapshot.</summary>
    public void Restore(GreylistSnapshot snapshot)
    {
        for (var segment = 0; segment < Segments; segment++)
        {
            if (_segments[segment].Count > 0)
                throw new InvalidOperationException("A snapshot comes before any event.");
            _segments[segment] = snapshot.Segments[segment];
            Count += snapshot.Segments[segment].Count;
            Waiting += snapshot.Segments[segment].Waiting;
            Octets += snapshot.Segments[segment].Octets;
        }

        foreach (var (identity, record) in snapshot.Identities)
            Identities.Restore(identity, record);
    }

    private void Forget(Triplet triplet)
    {
        var longest = TripletKey.LongestOf(triplet);
        var key = TripletKey.Write(triplet, longest <= LongestOnStack ? stackalloc byte[LongestOnStack] : new byte[longest]);
        var hash = TripletKey.HashOf(key);
        var number = (int)(hash >> SegmentShift);
        if (_segments[number].Find(key, hash) is not { } times)
            return;
        Identities.Withdraw(TripletKey.Read(key, times));
        var segment = Writable(number);
        var (count, waiting, octets) = (segment.Count, segment.Waiting, segment.Octets);
        segment.Forget(key, hash);
        Note(segment, count, waiting, octets);
    }

    private TripletTimes? Set(ReadOnlySpan<byte> key, TripletTimes times)
    {
        var hash = TripletKey.HashOf(key);
        var segment = Writable((int)(hash >> SegmentShift));
        var (count, waiting, octets) = (segment.Count, segment.Waiting, segment.Octets);
        var before = segment.Set(key, hash, times);
        Note(segment, count, waiting, octets);
        return before;
    }

    private void Note(TripletSegment segment, int count, int waiting, int octets)
    {
        Count += segment.Count - count;
        Waiting += segment.Waiting - waiting;
        Octets += segment.Octets - octets;
    }

    private int Forget(int number, int most, Func<TripletTimes, bool> isToGo, bool isEarly)
    {
        var (segment, forgotten) = (_segments[number], 0);
        var (count, waiting, octets) = (segment.Count, segment.Waiting, segment.Octets);
        for (var place = 0; place < segment.Places && forgotten < most; place++)
        {
            if (segment.TimesAt(place) is not { } times || !isToGo(times))
                continue;
            segment = Writable(number);
            if (isEarly && segment.At(place, out var triplet))
                Identities.Withdraw(triplet);
            segment.Forget(place);
            forgotten++;
        }

        if (forgotten > 0)
            segment.CloseGaps();
        Note(segment, count, waiting, octets);
        return forgotten;
    }

    private TripletSegment Writable(int number)
    {
        if (_segments[number].IsShared)
            _segments[number] = _segments[number].Copy();
        return _segments[number];
    }

    private long[] WaitingSince()
    {
        var since = new long[Waiting];
        var found = 0;
        foreach (var segment in _segments)
        {
            for (var place = 0; place < segment.Places; place++)
            {
                if (segment.TimesAt(place) is { HasPassed: false } times)
                    since[found++] = times.FirstSeen;
            }
        }

        return since;
    }
}
