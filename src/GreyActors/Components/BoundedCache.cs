namespace GreyActors.Components;

/// <summary>A cache that is bounded in entries and in bytes. When it is full, expired entries leave first, then those that were not used lately.</summary>
/// <remarks>
/// Second chance (a clock): a hand goes round, removes the first entry that is expired or was not used since its last visit, and marks the others as
/// not used. Each operation takes constant time on average. Times are milliseconds of a steady clock.
/// </remarks>
internal sealed class BoundedCache<TKey, TValue>
    where TKey : notnull, IEquatable<TKey>
{
    // Entries in front of the hand that are searched for an expired one, before an entry that is still good leaves.
    private const int Ahead = 8;

    private readonly Dictionary<TKey, int> _index = [];
    private Slot[] _slots = new Slot[16];
    private int _hand;
    private int _maxEntries;
    private long _maxBytes;
    private int _maxEntryBytes;

    /// <summary>A cache with these bounds.</summary>
    /// <param name="maxEntries">The maximum number of entries.</param>
    /// <param name="maxBytes">The maximum of all entries together.</param>
    /// <param name="maxEntryBytes">The maximum of one entry: larger ones are not kept.</param>
    public BoundedCache(int maxEntries, long maxBytes, int maxEntryBytes) => Resize(maxEntries, maxBytes, maxEntryBytes, 0);

    /// <summary>The number of entries, expired ones included.</summary>
    public int Count => _index.Count;

    /// <summary>The bytes of all entries.</summary>
    public long Bytes { get; private set; }

    /// <summary>Changes the bounds.</summary>
    public void Resize(int maxEntries, long maxBytes, int maxEntryBytes, long now)
    {
        (_maxEntries, _maxBytes, _maxEntryBytes) = (maxEntries, maxBytes, maxEntryBytes);
        MakeRoom(0, 0, now);
    }

    /// <summary>Finds an entry that has not expired.</summary>
    public bool TryGet(in TKey key, long now, out TValue value, out long expires)
    {
        if (_index.TryGetValue(key, out var at))
        {
            ref var slot = ref _slots[at];
            if (slot.Expires > now)
            {
                slot.IsUsed = true;
                (value, expires) = (slot.Value, slot.Expires);
                return true;
            }

            Remove(at);
        }

        (value, expires) = (default!, 0);
        return false;
    }

    /// <summary>Adds or replaces an entry, unless it is too large.</summary>
    public void Set(in TKey key, TValue value, int bytes, long now, long expires)
    {
        if (_index.TryGetValue(key, out var old))
            Remove(old);
        if (bytes > _maxEntryBytes || _maxEntries == 0)
            return;
        MakeRoom(1, bytes, now);
        var at = _index.Count;
        if (at == _slots.Length)
            Array.Resize(ref _slots, Math.Min(_maxEntries, at * 2));
        _slots[at] = new Slot { Key = key, Value = value, Expires = expires, Bytes = bytes };
        _index.Add(key, at);
        Bytes += bytes;
    }

    /// <summary>Removes all entries.</summary>
    public void Clear()
    {
        _index.Clear();
        _slots = new Slot[16];
        (_hand, Bytes) = (0, 0);
    }

    private void MakeRoom(int entries, int bytes, long now)
    {
        while (Count > 0 && (Count + entries > _maxEntries || Bytes + bytes > _maxBytes))
            Remove(NextToLeave(now));
    }

    private int NextToLeave(long now)
    {
        for (var i = 0; i < Math.Min(Ahead, Count); i++)
        {
            var at = (_hand + i) % Count;
            if (_slots[at].Expires <= now)
                return at;
        }

        while (true)
        {
            _hand %= Count;
            ref var slot = ref _slots[_hand];
            if (!slot.IsUsed || slot.Expires <= now)
                return _hand;
            slot.IsUsed = false;
            _hand++;
        }
    }

    // The last entry takes the place, so that there are no holes for the hand.
    private void Remove(int at)
    {
        var last = Count - 1;
        _index.Remove(_slots[at].Key);
        Bytes -= _slots[at].Bytes;
        if (at != last)
        {
            _slots[at] = _slots[last];
            _index[_slots[at].Key] = at;
        }

        _slots[last] = default;
    }

    private struct Slot
    {
        public TKey Key;
        public TValue Value;
        public long Expires;
        public int Bytes;
        public bool IsUsed;
    }
}
