namespace GreyActors.Core.Greylisting;

/// <summary>A part of the greylist's memory: an open-addressing table over one array of keys, about a hundred bytes per triplet.</summary>
/// <remarks>
/// A dictionary of objects with strings takes three times as much, and the garbage collector has to visit each of them. A removed triplet leaves a
/// gap; gaps are closed when they make up a quarter of the table.
/// </remarks>
internal sealed class TripletSegment
{
    private const int Forgotten = -1;

    private int[] _slots = [];
    private Entry[] _entries = [];
    private byte[] _keys = [];
    private int _entriesUsed;
    private int _keysUsed;

    /// <summary>The number of triplets.</summary>
    public int Count { get; private set; }

    /// <summary>The number of triplets that have not passed.</summary>
    public int Waiting { get; private set; }

    /// <summary>The bytes of the keys of all triplets.</summary>
    public int Octets { get; private set; }

    /// <summary>Whether a snapshot shares this segment, which must then be copied before a change.</summary>
    public bool IsShared { get; set; }

    /// <summary>The number of places for <see cref="At"/>, gaps included.</summary>
    public int Places => _entriesUsed;

    public TripletTimes? Find(ReadOnlySpan<byte> key, uint hash) => IndexOf(key, hash) is var index && index >= 0 ? _entries[index].Times : null;

    /// <summary>Adds or updates a triplet; returns the times before, null if it is new.</summary>
    public TripletTimes? Set(ReadOnlySpan<byte> key, uint hash, TripletTimes times)
    {
        var index = IndexOf(key, hash);
        TripletTimes? before = index < 0 ? null : _entries[index].Times;
        if (index < 0)
            index = Add(key, hash);
        else if (before is { HasPassed: false })
            Waiting--;
        _entries[index].Times = times;
        if (!times.HasPassed)
            Waiting++;
        return before;
    }

    /// <summary>The triplet at a place; false for a gap.</summary>
    public bool At(int place, out TripletView triplet)
    {
        var entry = _entries[place];
        triplet = entry.Offset == Forgotten ? default : TripletKey.Read(_keys.AsSpan(entry.Offset), entry.Times);
        return entry.Offset != Forgotten;
    }

    /// <summary>The times at a place; null for a gap.</summary>
    public TripletTimes? TimesAt(int place) => _entries[place].Offset == Forgotten ? null : _entries[place].Times;

    /// <summary>The hash that determines the place; constant for a triplet during the life of the process.</summary>
    public uint HashAt(int place) => _entries[place].Hash;

    /// <summary>Removes a triplet and leaves a gap. Call <see cref="CloseGaps"/> after the last one.</summary>
    public void Forget(int place)
    {
        if (!_entries[place].Times.HasPassed)
            Waiting--;
        Octets -= TripletKey.LengthOf(_keys.AsSpan(_entries[place].Offset));
        _entries[place].Offset = Forgotten;
        Count--;
    }

    /// <summary>Removes the triplet with this key, which must exist.</summary>
    public void Forget(ReadOnlySpan<byte> key, uint hash)
    {
        Forget(IndexOf(key, hash));
        CloseGaps();
    }

    /// <summary>Closes the gaps if there are many. This changes the places.</summary>
    public void CloseGaps()
    {
        if ((_entriesUsed - Count) * 4 > _entriesUsed)
            Rebuild(Count);
    }

    public TripletSegment Copy()
    {
        var copy = (TripletSegment)MemberwiseClone();
        copy._slots = [.. _slots];
        copy._entries = [.. _entries];
        copy._keys = [.. _keys];
        copy.IsShared = false;
        return copy;
    }

    private int IndexOf(ReadOnlySpan<byte> key, uint hash)
    {
        if (_slots.Length == 0)
            return -1;
        for (var slot = (int)(hash & (uint)(_slots.Length - 1)); _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            ref var entry = ref _entries[_slots[slot] - 1];
            if (entry.Hash == hash && entry.Offset != Forgotten && _keys.AsSpan(entry.Offset, _keysUsed - entry.Offset).StartsWith(key))
                return _slots[slot] - 1;
        }

        return -1;
    }

    private int Add(ReadOnlySpan<byte> key, uint hash)
    {
        if (_entriesUsed == _entries.Length)
            Rebuild(Grown(Count, 8));
        if (_keysUsed + key.Length > _keys.Length)
            Array.Resize(ref _keys, Grown(_keysUsed + key.Length, 256));
        return Append(key, hash);
    }

    private int Append(ReadOnlySpan<byte> key, uint hash)
    {
        key.CopyTo(_keys.AsSpan(_keysUsed));
        _entries[_entriesUsed] = new Entry { Hash = hash, Offset = _keysUsed };
        _keysUsed += key.Length;
        Octets += key.Length;
        var slot = (int)(hash & (uint)(_slots.Length - 1));
        while (_slots[slot] != 0)
            slot = (slot + 1) & (_slots.Length - 1);
        _slots[slot] = ++_entriesUsed;
        Count++;
        return _entriesUsed - 1;
    }

    // Rebuilds the table without gaps, with room for this many triplets.
    private void Rebuild(int capacity)
    {
        var (entries, keys, used) = (_entries, _keys, _entriesUsed);
        var live = 0;
        for (var place = 0; place < used; place++)
            live += entries[place].Offset == Forgotten ? 0 : TripletKey.LengthOf(keys.AsSpan(entries[place].Offset));
        _entries = new Entry[capacity];
        _keys = new byte[Grown(live, 256)];
        // At most four fifths full: capacity * 5 / 4, rounded up to a power of two.
        _slots = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(capacity + (capacity / 4) + 4))];
        (_entriesUsed, _keysUsed, Count, Octets) = (0, 0, 0, 0);
        for (var place = 0; place < used; place++)
        {
            if (entries[place] is not { Offset: not Forgotten } entry)
                continue;
            var key = keys.AsSpan(entry.Offset);
            _entries[Append(key[..TripletKey.LengthOf(key)], entry.Hash)].Times = entry.Times;
        }
    }

    private static int Grown(int count, int least) => count + (count / 5) + least;

    private struct Entry
    {
        public uint Hash;
        public int Offset;
        public TripletTimes Times;
    }
}
