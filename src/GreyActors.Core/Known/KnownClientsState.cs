using GreyActors.Core.Greylisting;
using GreyActors.Core.Tables;

namespace GreyActors.Core.Known;

/// <summary>The known pairs and expected replies of one partition.</summary>
/// <remarks>Not thread-safe: one actor owns it.</remarks>
public sealed class KnownClientsState
{
    /// <summary>The number of segments, which is the number of steps of a complete sweep.</summary>
    public const int Segments = PackedTables<KnownTimes>.Segments;

    /// <summary>The allowed average size of a key in bytes; usual keys have 40 to 60.</summary>
    public const int BytesPerEntry = 96;

    // Entries of each rank are removed before the first of the next: later than any time in Unix milliseconds.
    private const long Rank = 1L << 50;

    // In milliseconds.
    private const long Day = 24 * 60 * 60 * 1000;

    private readonly PackedTables<KnownTimes> _entries = new();

    /// <summary>The number of entries, including expired ones that have not been removed yet.</summary>
    public int Count => _entries.Count;

    /// <summary>The bytes of the keys of all entries.</summary>
    public long Octets => _entries.Octets;

    /// <summary>The times of an entry, expired or not; null if it is unknown.</summary>
    public KnownTimes? Find(KnownKey key)
    {
        var longest = LongestOf(key);
        return _entries.Find(BytesOf(key, longest <= PackedKey.LongestOnStack ? stackalloc byte[PackedKey.LongestOnStack] : new byte[longest]));
    }

    /// <summary>Makes room for this many entries, before many of them are learned.</summary>
    public void Reserve(int entries) => _entries.Reserve(entries);

    /// <summary>Applies an event, in the same way after a decision and at a replay.</summary>
    public void Apply(KnownClientsEvent happened)
    {
        switch (happened)
        {
            case KnownClientsEvent.Noted noted:
                foreach (var entry in noted.Entries)
                    Learn(entry);
                break;
            case KnownClientsEvent.Forgotten forgotten:
                foreach (var key in forgotten.Keys)
                    Forget(key);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(happened), happened, "An event that no rule creates.");
        }
    }

    /// <summary>Adds or updates one entry.</summary>
    public void Learn(KnownEntry entry)
    {
        var longest = LongestOf(entry.Key);
        _entries.Set(BytesOf(entry.Key, longest <= PackedKey.LongestOnStack ? stackalloc byte[PackedKey.LongestOnStack] : new byte[longest]), entry.Times);
    }

    /// <summary>Adds or updates one entry, with texts in UTF-8.</summary>
    public void Learn(KnownView known)
    {
        var length = PackedKey.LengthOf(known.Identity.Length, known.Organisation.Length, known.Recipient.Length);
        var buffer = length <= PackedKey.LongestOnStack ? stackalloc byte[PackedKey.LongestOnStack] : new byte[length];
        _entries.Set(PackedKey.Write(known.Identity, known.Organisation, known.Recipient, buffer), known.Times);
    }

    /// <summary>Counts a mail of a known entry. No event contains it until the next one of this entry, so that a mail costs no write.</summary>
    /// <param name="known">The entry as it is in this state.</param>
    public void CountMail(KnownEntry known)
    {
        if (known.Times.Mails < int.MaxValue)
            Learn(known with { Times = known.Times with { Mails = known.Times.Mails + 1 } });
    }

    /// <summary>Finds entries in one segment, in a stable order, and returns where to continue.</summary>
    /// <remarks>Entries with the same hash stay together, so there may be one or two more than requested.</remarks>
    /// <param name="start">The position to start at.</param>
    /// <param name="most">The requested number of entries, at least 1.</param>
    /// <param name="query">The search; expired entries never match.</param>
    /// <param name="timing">Determines which entries have expired.</param>
    /// <param name="now">The time.</param>
    /// <param name="found">Receives the matches.</param>
    /// <returns>Null at the end of the last segment.</returns>
    public SegmentCursor? Search(SegmentCursor start, int most, KnownQuery query, KnownTiming timing, DateTimeOffset now, ICollection<KnownEntry> found)
    {
        var at = now.ToUnixTimeMilliseconds();
        var next = _entries.Search(
            start.Segment,
            start.After,
            most,
            (key, times) => !timing.HasExpired(key.Third.IsEmpty, times, at) && query.Matches(new KnownView(key, times)),
            (key, times) => found.Add(new KnownView(key, times).ToEntry()));
        if (next is { } after)
            return start with { After = after };
        return start.Segment + 1 < Segments ? new SegmentCursor(start.Segment + 1, -1) : null;
    }

    /// <summary>Removes expired entries of one segment, so that a sweep can be spread over time.</summary>
    /// <returns>The number of removed entries.</returns>
    public int Expire(int segment, KnownTiming timing, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        return _entries.Remove(segment, int.MaxValue, (key, times) => timing.HasExpired(key.Third.IsEmpty, times, at));
    }

    /// <summary>Removes entries if there are more than <paramref name="max"/>; several at once, so that it is rarely needed.</summary>
    /// <remarks>
    /// Those that were used on one day only go first, and of these the oldest: a flood of new organisations displaces itself, not the regular senders.
    /// Pairs of operators go last. If the average key is longer than <see cref="BytesPerEntry"/>, fewer entries are kept.
    /// </remarks>
    /// <returns>The number of removed entries.</returns>
    public int Crowd(int max)
    {
        if (Octets > (long)max * BytesPerEntry)
            max = (int)((double)max * BytesPerEntry * Count / Octets);
        if (Count <= max)
            return 0;

        var excess = Math.Min(Count, Count - max + (max / 64));
        var cutoff = Smallest.Of(Ranks(), excess);
        var removed = 0;
        for (var segment = 0; segment < Segments && removed < excess; segment++)
            removed += _entries.Remove(segment, excess - removed, (_, times) => RankOf(times) < cutoff);
        for (var segment = 0; segment < Segments && removed < excess; segment++)
            removed += _entries.Remove(segment, excess - removed, (_, times) => RankOf(times) == cutoff);
        return removed;
    }

    /// <summary>A snapshot of all entries, which later events do not change. Takes constant time.</summary>
    public KnownClientsSnapshot TakeSnapshot() => new(_entries.Share());

    /// <summary>Loads a snapshot.</summary>
    public void Restore(KnownClientsSnapshot snapshot) => _entries.Restore(snapshot.Segments);

    private static long RankOf(KnownTimes times) =>
        times.LastUsed + (times.Source == KnownSource.Operator ? 2 * Rank : times.LastUsed - times.FirstPass >= Day ? Rank : 0);

    private static int LongestOf(KnownKey key) => PackedKey.LongestOf(key.Identity, key.Organisation, key.Recipient);

    private static ReadOnlySpan<byte> BytesOf(KnownKey key, Span<byte> buffer) => PackedKey.Write(key.Identity, key.Organisation, key.Recipient, buffer);

    private void Forget(KnownKey key)
    {
        var longest = LongestOf(key);
        _entries.Remove(BytesOf(key, longest <= PackedKey.LongestOnStack ? stackalloc byte[PackedKey.LongestOnStack] : new byte[longest]));
    }

    private long[] Ranks()
    {
        var ranks = new long[Count];
        var found = 0;
        for (var number = 0; number < Segments; number++)
        {
            var segment = _entries[number];
            for (var place = 0; place < segment.Places; place++)
            {
                if (segment.ValueAt(place) is { } times)
                    ranks[found++] = RankOf(times);
            }
        }

        return ranks;
    }
}
