namespace GreyActors.Core.Greylisting;

/// <summary>A part of the greylist's memory: an open-addressing table over one array of keys, about a hundred bytes a triplet.</summary>
/// <remarks>
/// Objects of strings in a dictionary take three times as much, and a collection of garbage has to visit each of them.
/// What is forgotten leaves a gap, closed when a quarter of the table is gaps.
/// </remarks>
internal sealed class TripletSegment
{
    private const int Forgotten = -1;

    private int[] _slots = [];
    private Entry[] _entries = [];
    private byte[] _keys = [];
    private int _entriesUsed;
    private int _keysUsed;

    /// <summary>How many triplets there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them have not passed.</summary>
    public int Waiting { get; private set; }

    /// <summary>Octets of the keys of all triplets.</summary>
    public int Octets { get; private set; }

    /// <summary>Whether a snapshot holds this too: then it must not be changed, only copied.</summary>
    public bool IsShared { get; set; }

    /// <summary>How many places <see cref="At"/> knows, gaps included.</summary>
    public int Places => _entriesUsed;

    public TripletTimes? Find(ReadOnlySpan<byte> key, uint hash) => IndexOf(key, hash) is var index && index >= 0 ? _entries[index].Times : null;

    public void Set(ReadOnlySpan<byte> key, uint hash, TripletTimes times)
    {
        var index = IndexOf(key, hash);
        if (index < 0)
            index = Add(key, hash);
        else if (!_entries[index].Times.HasPassed)
            Waiting--;
        _entries[index].Times = times;
        if (!times.HasPassed)
            Waiting++;
    }

    /// <summary>The triplet at a place; false where there is a gap.</summary>
    public bool At(int place, out TripletView triplet)
    {
        var entry = _entries[place];
        triplet = entry.Offset == Forgotten ? default : TripletKey.Read(_keys.AsSpan(entry.Offset), entry.Times);
        return entry.Offset != Forgotten;
    }

    /// <summary>The times at a place; null where there is a gap.</summary>
    public TripletTimes? TimesAt(int place) => _entries[place].Offset == Forgotten ? null : _entries[place].Times;

    /// <summary>By what the places are found; the same for the same triplet as long as the process lives.</summary>
    public uint HashAt(int place) => _entries[place].Hash;

    /// <summary>Makes a gap; <see cref="CloseGaps"/> is to be called when all were made.</summary>
    public void Forget(int place)
    {
        if (!_entries[place].Times.HasPassed)
            Waiting--;
        Octets -= TripletKey.LengthOf(_keys.AsSpan(_entries[place].Offset));
        _entries[place].Offset = Forgotten;
        Count--;
    }

    /// <summary>Forgets the one triplet that has this key, which is there.</summary>
    public void Forget(ReadOnlySpan<byte> key, uint hash)
    {
        Forget(IndexOf(key, hash));
        CloseGaps();
    }

    /// <summary>Closes the gaps if there are many. Places are others then.</summary>
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

    // Lays everything out again, without gaps, with room for so many.
    private void Rebuild(int capacity)
    {
        var (entries, keys, used) = (_entries, _keys, _entriesUsed);
        var live = 0;
        for (var place = 0; place < used; place++)
            live += entries[place].Offset == Forgotten ? 0 : TripletKey.LengthOf(keys.AsSpan(entries[place].Offset));
        _entries = new Entry[capacity];
        _keys = new byte[Grown(live, 256)];
        // At most four fifths full: capacity * 5 / 4, to the next power of two.
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
