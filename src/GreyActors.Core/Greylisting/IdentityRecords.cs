using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace GreyActors.Core.Greylisting;

/// <summary>The records of all identities in one partition, except networks, which are never ignored.</summary>
public sealed class IdentityRecords
{
    /// <summary>The number of identities above which those with the fewest and oldest sightings are removed.</summary>
    public const int Most = 1000;

    // A wait that starts within a day of the one before belongs to the same sighting, whether too-soon, retry-window or the clock restarted it.
    private const long Apart = 24 * 60 * 60 * 1000;

    private readonly Dictionary<ClientIdentity, IdentityRecord> _records = [];

    /// <summary>The records as a snapshot has them; they do not change later.</summary>
    public ImmutableArray<KeyValuePair<ClientIdentity, IdentityRecord>> All => [.. _records];

    /// <summary>The number of identities.</summary>
    public int Count => _records.Count;

    /// <summary>Whether mail with a reverse-path of this length counts. The null reverse-path does not.</summary>
    /// <remarks>
    /// A mail server that verifies a sender begins a mail with the null reverse-path and ends it after RCPT, so it never comes back. Such servers of an
    /// organisation would make the organisation ignored.
    /// </remarks>
    public static bool Counts(int reversePathLength) => reversePathLength > 0;

    /// <summary>Counts a change of one triplet.</summary>
    /// <param name="identity">The identity of the triplet.</param>
    /// <param name="before">The times before; null if the triplet was unknown.</param>
    /// <param name="times">The times now.</param>
    public void Note(ClientIdentity identity, TripletTimes? before, TripletTimes times)
    {
        if (identity.Kind == IdentityKind.Network)
            return;
        if (times.HasPassed)
        {
            ref var record = ref CollectionsMarshal.GetValueRefOrNullRef(_records, identity);
            if (before is { HasPassed: false } waiting && !Unsafe.IsNullRef(ref record))
                record.ComeBack(waiting.FirstSeen);
        }
        else if (before is not { } earlier || times.FirstSeen - earlier.FirstSeen > Apart)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_records, identity, out _).See(times.FirstSeen);
        }
    }

    /// <summary>Withdraws the sighting of a waiting triplet that is removed before its time.</summary>
    public void Withdraw(TripletView triplet)
    {
        if (triplet.Times.HasPassed || !Counts(triplet.ReversePath.Length) || !(triplet.Identity.StartsWith("spf:"u8) || triplet.Identity.StartsWith("host:"u8)))
            return;
        ref var record = ref CollectionsMarshal.GetValueRefOrNullRef(_records, new ClientIdentity(Encoding.UTF8.GetString(triplet.Identity)));
        if (!Unsafe.IsNullRef(ref record))
            record.Withdraw(triplet.Times.FirstSeen);
    }

    /// <summary>Removes identities if there are too many; several at once, so that it is rarely needed.</summary>
    /// <param name="ignored">
    /// These go last: otherwise a flood of invented domains would erase a bad record. Null if they are unknown; then there may be eight times as many.
    /// </param>
    /// <returns>The number of removed identities.</returns>
    public int Crowd(IgnoredIdentities? ignored)
    {
        var most = ignored is null ? 8 * Most : Most;
        if (_records.Count <= most)
            return 0;
        var removed = _records
            .OrderBy(entry => ignored?.Contains(entry.Key) == true)
            .ThenBy(entry => entry.Value.Total.Sightings)
            .ThenBy(entry => entry.Value.Newest)
            .Take(_records.Count - most + (most / 8))
            .Select(entry => entry.Key)
            .ToList();
        foreach (var identity in removed)
            _records.Remove(identity);
        return removed.Count;
    }

    /// <summary>The counts of all identities that have a sighting at least a day old.</summary>
    public ImmutableArray<CountedIdentity> CountsAt(DateTimeOffset now)
    {
        var (counts, at) = (ImmutableArray.CreateBuilder<CountedIdentity>(), now.ToUnixTimeMilliseconds());
        foreach (var (identity, record) in _records)
        {
            if (record.CountsAt(at) is { Sightings: > 0 } counted)
                counts.Add(new CountedIdentity(identity, counted));
        }

        return counts.DrainToImmutable();
    }

    /// <summary>Loads a stored record.</summary>
    public void Restore(ClientIdentity identity, IdentityRecord record) => _records[identity] = record;
}
