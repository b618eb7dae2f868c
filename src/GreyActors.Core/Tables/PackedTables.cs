namespace GreyActors.Core.Tables;

/// <summary>The entries of one partition, in segments, so that no single step, such as growing or sweeping a table, takes longer in a large partition.</summary>
/// <remarks>A snapshot shares the segments; a shared segment is copied before a change. Not thread-safe: one actor owns it.</remarks>
/// <typeparam name="TValue">The value of an entry.</typeparam>
internal sealed class PackedTables<TValue>
    where TValue : struct
{
    /// <summary>The number of segments.</summary>
    public const int Segments = 64;

    // The top bits of a hash select the segment, the others the place in it.
    private const int SegmentShift = 26;

    private readonly PackedTable<TValue>[] _segments = [.. Enumerable.Range(0, Segments).Select(_ => new PackedTable<TValue>())];

    /// <summary>The number of entries.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of the keys of all entries.</summary>
    public long Octets { get; private set; }

    /// <summary>One of the segments. It must not be changed.</summary>
    public PackedTable<TValue> this[int segment] => _segments[segment];

    /// <summary>The value of a key; null if it is unknown.</summary>
    public TValue? Find(ReadOnlySpan<byte> key)
    {
        var hash = PackedKey.HashOf(key);
        return _segments[hash >> SegmentShift].Find(key, hash);
    }

    /// <summary>Makes room for this many entries, which hashes divide among the segments nearly evenly.</summary>
    public void Reserve(int entries)
    {
        for (var number = 0; number < Segments; number++)
            Writable(number).Reserve((entries / Segments) + (entries / Segments / 10));
    }

    /// <summary>Adds or updates an entry; returns the value before, null if it is new.</summary>
    public TValue? Set(ReadOnlySpan<byte> key, TValue value)
    {
        var hash = PackedKey.HashOf(key);
        var segment = Writable((int)(hash >> SegmentShift));
        var (count, octets) = (segment.Count, segment.Octets);
        var before = segment.Set(key, hash, value);
        Note(segment, count, octets);
        return before;
    }

    /// <summary>Removes an entry; returns its value, null if it is unknown.</summary>
    public TValue? Remove(ReadOnlySpan<byte> key)
    {
        var hash = PackedKey.HashOf(key);
        var number = (int)(hash >> SegmentShift);
        if (_segments[number].Find(key, hash) is not { } value)
            return null;
        var segment = Writable(number);
        var (count, octets) = (segment.Count, segment.Octets);
        segment.Remove(key, hash);
        Note(segment, count, octets);
        return value;
    }

    /// <summary>Removes entries of one segment.</summary>
    /// <param name="number">The segment.</param>
    /// <param name="most">The maximum of entries to remove.</param>
    /// <param name="isToGo">Selects the entries.</param>
    /// <param name="removing">Is called for each entry before it is removed.</param>
    /// <returns>The number of removed entries.</returns>
    public int Remove(int number, int most, PackedPredicate<TValue> isToGo, PackedVisitor<TValue>? removing = null)
    {
        var (segment, removed) = (_segments[number], 0);
        var (count, octets) = (segment.Count, segment.Octets);
        for (var place = 0; place < segment.Places && removed < most; place++)
        {
            if (segment.ValueAt(place) is not { } value || !isToGo(PackedKey.Read(segment.KeyAt(place)), value))
                continue;
            segment = Writable(number);
            removing?.Invoke(PackedKey.Read(segment.KeyAt(place)), value);
            segment.Remove(place);
            removed++;
        }

        if (removed > 0)
            segment.CloseGaps();
        Note(segment, count, octets);
        return removed;
    }

    /// <summary>Finds entries in one segment, in a stable order.</summary>
    /// <remarks>Entries with the same hash stay together, so there may be one or two more than requested.</remarks>
    /// <param name="number">The segment.</param>
    /// <param name="after">The hash to continue after; -1 for the start.</param>
    /// <param name="most">The requested number of entries, at least 1.</param>
    /// <param name="matches">Selects the entries.</param>
    /// <param name="found">Is called for each entry that is found.</param>
    /// <returns>The hash to continue after; null at the end of the segment.</returns>
    public long? Search(int number, long after, int most, PackedPredicate<TValue> matches, PackedVisitor<TValue> found)
    {
        var segment = _segments[number];
        var wanted = new List<(uint Hash, int Place)>();
        for (var place = 0; place < segment.Places; place++)
        {
            if (segment.HashAt(place) > after && segment.ValueAt(place) is { } value && matches(PackedKey.Read(segment.KeyAt(place)), value))
                wanted.Add((segment.HashAt(place), place));
        }

        wanted.Sort();
        var taken = 0;
        for (; taken < wanted.Count && (taken < most || wanted[taken].Hash == wanted[taken - 1].Hash); taken++)
            found(PackedKey.Read(segment.KeyAt(wanted[taken].Place)), segment.ValueAt(wanted[taken].Place)!.Value);
        return taken < wanted.Count ? wanted[taken - 1].Hash : null;
    }

    /// <summary>The segments, which later changes do not affect. Takes constant time.</summary>
    public PackedTable<TValue>[] Share()
    {
        foreach (var segment in _segments)
            segment.IsShared = true;
        return [.. _segments];
    }

    /// <summary>Loads shared segments.</summary>
    /// <exception cref="InvalidOperationException">There are entries already.</exception>
    public void Restore(IReadOnlyList<PackedTable<TValue>> shared)
    {
        if (Count > 0)
            throw new InvalidOperationException("A snapshot comes before any event.");
        for (var number = 0; number < Segments; number++)
        {
            _segments[number] = shared[number];
            Count += shared[number].Count;
            Octets += shared[number].Octets;
        }
    }

    private void Note(PackedTable<TValue> segment, int count, int octets)
    {
        Count += segment.Count - count;
        Octets += segment.Octets - octets;
    }

    private PackedTable<TValue> Writable(int number)
    {
        if (_segments[number].IsShared)
            _segments[number] = _segments[number].Copy();
        return _segments[number];
    }
}

/// <summary>Visits an entry. The texts are valid only during the call.</summary>
internal delegate void PackedVisitor<TValue>(KeyTexts key, TValue value);

/// <summary>Selects an entry. The texts are valid only during the call.</summary>
internal delegate bool PackedPredicate<TValue>(KeyTexts key, TValue value);
