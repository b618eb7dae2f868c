using GreyActors.Configuration;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;

namespace GreyActors.Migration;

/// <summary>Loads triplets of another greylist into a store that no service has open.</summary>
/// <remarks>
/// All is read and merged in memory, as much of it as the service itself would need, and written at the end: what breaks off before
/// has changed nothing.
/// </remarks>
internal sealed class TripletLoad
{
    private const string Expired = "it is so old that no rule asks for it any more";
    private const string Ahead = "its time has not come yet";

    private readonly GreylistingSettings _greylisting;
    private readonly IGreylistStorage _storage;
    private readonly TimeProvider _clock;
    private readonly StoredPartition[] _partitions;

    private TripletLoad(GreylistingSettings greylisting, IGreylistStorage storage, TimeProvider clock, StoredPartition[] partitions)
    {
        _greylisting = greylisting;
        _storage = storage;
        _clock = clock;
        _partitions = partitions;
    }

    /// <summary>How many triplets were waiting when there were more than greylisting.max-triplets, and were forgotten.</summary>
    public int CrowdedOut { get; private set; }

    /// <summary>Opens a store that was made ready.</summary>
    /// <exception cref="System.Runtime.Serialization.SerializationException">Something in it is damaged.</exception>
    public static TripletLoad Into(IGreylistStorage storage, GreylistingSettings greylisting, TimeProvider clock) =>
        new(greylisting, storage, clock, [.. Enumerable.Range(0, storage.Partitions).Select(storage.Read)]);

    /// <summary>Learns a triplet, unless as much is known.</summary>
    public LoadOutcome Learn(OldEntry.Triplet old)
    {
        var bits = _greylisting.Prefixes.Of(old.Address.AddressFamily);
        if (old.Bits < bits)
            return new LoadOutcome.NotCarried($"its client is known by a /{old.Bits} only, and here each /{bits} is a client of its own");
        var now = _clock.GetUtcNow();
        var verdict = TripletMerge.Judge(old.Times, _greylisting.Timing, now);
        if (verdict is MergeVerdict.Ahead)
            return new LoadOutcome.NotCarried(Ahead);

        var identity = _greylisting.Prefixes.IdentityOf(old.Address);
        var triplet = new Triplet(identity, SenderNormaliser.Normalise(old.ReversePath), ForwardPathNormaliser.Normalise(old.ForwardPath));
        var partition = _partitions[Partitioning.Of(triplet.ReversePath, triplet.ForwardPath, _partitions.Length)];
        var known = partition.State.Find(triplet);
        var passes = known is { HasPassed: true } here && TripletMerge.Judge(here, _greylisting.Timing, now) is not MergeVerdict.Expired;
        // Of one that passes the original kept the beginning of its wait, too: that is old, and no loss.
        if (verdict is MergeVerdict.Expired && !passes)
            return new LoadOutcome.NotCarried(Expired);
        var merged = TripletMerge.Merge(known, old.Times, _greylisting.Timing, now);
        if (merged == known)
            return LoadOutcome.Known.Instance;
        partition.Add(EventOf(triplet, merged));
        CrowdedOut += partition.State.Crowd(Math.Max(1, _greylisting.MaxTriplets / _partitions.Length));
        return new LoadOutcome.Learnt(merged.HasPassed, IsNew: known is null);
    }

    /// <summary>Writes what was learnt; returns whether that was anything.</summary>
    public async Task<bool> Write()
    {
        var isChanged = _partitions.Any(partition => partition.Unwritten is not null);
        await _storage.Write(_partitions);
        return isChanged;
    }

    private static GreylistEvent EventOf(Triplet triplet, TripletTimes times) => times.HasPassed
        ? new GreylistEvent.TripletPassed([triplet.Identity], triplet.ReversePath, triplet.ForwardPath, times.FirstSeen, times.LastUsed)
        : new GreylistEvent.AttemptNoted([triplet.Identity], triplet.ReversePath, triplet.ForwardPath, times.FirstSeen);
}
