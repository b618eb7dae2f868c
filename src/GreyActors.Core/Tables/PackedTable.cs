namespace GreyActors.Core.Tables;

/// <summary>An open-addressing table over one array of keys (<see cref="PackedKey"/>), about a hundred bytes per entry.</summary>
/// <remarks>
/// A dictionary of objects with strings takes three times as much, and the garbage collector has to visit each of them. A removed entry leaves a
/// gap; gaps are closed when they make up a quarter of the table.
/// </remarks>
/// <typeparam name="TValue">The value of an entry.</typeparam>
internal sealed class PackedTable<TValue>
    where TValue : struct
{
    private const int Removed = -1;

    private int[] _slots = [];
    private Entry[] _entries = [];
    private byte[] _keys = [];
    private int _entriesUsed;
    private int _keysUsed;

    /// <summary>The number of entries.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of the keys of all entries.</summary>
    public int Octets { get; private set; }

    /// <summary>Whether a snapshot shares this table, which must then be copied before a change.</summary>
    public bool IsShared { get; set; }

    /// <summary>The number of places for <see cref="KeyAt"/>, gaps included.</summary>
    public int Places => _entriesUsed;

    /// <summary>The value of a key; null if it is unknown.</summary>
    public TValue? Find(ReadOnlySpan<byte> key, uint hash) => IndexOf(key, hash) is var index && index >= 0 ? _entries[index].Value : null;

    /// <summary>Adds or updates an entry; returns the value before, null if it is new.</summary>
    public TValue? Set(ReadOnlySpan<byte> key, uint hash, TValue value)
    {
        var index = IndexOf(key, hash);
        TValue? before = index < 0 ? null : _entries[index].Value;
        if (index < 0)
            index = Add(key, hash);
        _entries[index].Value = value;
        return before;
    }

    /// <summary>The key at a place, and what follows it in memory; empty for a gap.</summary>
    public ReadOnlySpan<byte> KeyAt(int place) => _entries[place].Offset == Removed ? [] : _keys.AsSpan(_entries[place].Offset);

    /// <summary>The value at a place; null for a gap.</summary>
    public TValue? ValueAt(int place) => _entries[place].Offset == Removed ? null : _entries[place].Value;

    /// <summary>The hash that determines the place; constant for a key during the life of the process.</summary>
    public uint HashAt(int place) => _entries[place].Hash;

    /// <summary>Removes an entry and leaves a gap. Call <see cref="CloseGaps"/> after the last one.</summary>
    public void Remove(int place)
    {
        Octets -= PackedKey.LengthOf(_keys.AsSpan(_entries[place].Offset));
        _entries[place].Offset = Removed;
        Count--;
    }

    /// <summary>Removes the entry with this key, which must exist.</summary>
    public void Remove(ReadOnlySpan<byte> key, uint hash)
    {
        Remove(IndexOf(key, hash));
        CloseGaps();
    }

    /// <summary>Closes the gaps if there are many. This changes the places.</summary>
    public void CloseGaps()
    {
        if ((_entriesUsed - Count) * 4 > _entriesUsed)
            Rebuild(Count);
    }

    /// <summary>Makes room for this many entries in all, so that the table does not grow step by step.</summary>
    public void Reserve(int entries)
    {
        if (entries > _entries.Length)
            Rebuild(entries);
    }

    /// <summary>A copy that can be changed.</summary>
    public PackedTable<TValue> Copy()
    {
        var copy = (PackedTable<TValue>)MemberwiseClone();
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
            if (entry.Hash == hash && entry.Offset != Removed && _keys.AsSpan(entry.Offset, _keysUsed - entry.Offset).StartsWith(key))
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

    // Rebuilds the table without gaps, with room for this many entries.
    private void Rebuild(int capacity)
    {
        var (entries, keys, used) = (_entries, _keys, _entriesUsed);
        var live = 0;
        for (var place = 0; place < used; place++)
            live += entries[place].Offset == Removed ? 0 : PackedKey.LengthOf(keys.AsSpan(entries[place].Offset));
        _entries = new Entry[capacity];
        _keys = new byte[Grown(live, 256)];
        // At most four fifths full: capacity * 5 / 4, rounded up to a power of two.
        _slots = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(capacity + (capacity / 4) + 4))];
        (_entriesUsed, _keysUsed, Count, Octets) = (0, 0, 0, 0);
        for (var place = 0; place < used; place++)
        {
            if (entries[place] is not { Offset: not Removed } entry)
                continue;
            var key = keys.AsSpan(entry.Offset);
            _entries[Append(key[..PackedKey.LengthOf(key)], entry.Hash)].Value = entry.Value;
        }
    }

    private static int Grown(int count, int least) => count + (count / 5) + least;

    private struct Entry
    {
        public uint Hash;
        public int Offset;
        public TValue Value;
    }
}
