using GreyActors.Configuration;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;

namespace GreyActors.Migration;

/// <summary>Loads triplets of another greylist into a store that no service has open.</summary>
/// <remarks>
/// Reads and merges everything in memory, with as much memory as the service needs, and writes at the end: a failure before that
/// changes nothing.
/// </remarks>
internal sealed class TripletLoad
{
    private const string Expired = "it is too old for any rule";
    private const string Ahead = "its time is in the future";

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

    /// <summary>The number of waiting triplets that were deleted because greylisting.max-triplets was reached.</summary>
    public int CrowdedOut { get; private set; }

    /// <summary>Opens a prepared store whose keys are those of this release (<see cref="SenderRefolding"/>).</summary>
    /// <exception cref="System.Runtime.Serialization.SerializationException">The store is damaged.</exception>
    public static TripletLoad Into(IGreylistStorage storage, GreylistingSettings greylisting, TimeProvider clock) =>
        new(greylisting, storage, clock, [.. Enumerable.Range(0, storage.Partitions).Select(storage.Read)]);

    /// <summary>Imports a triplet, unless the store already knows as much.</summary>
    public LoadOutcome Learn(OldEntry.Triplet old)
    {
        var bits = _greylisting.Prefixes.Of(old.Address.AddressFamily);
        if (old.Bits < bits)
            return new LoadOutcome.NotImported($"only a /{old.Bits} of its client is known, but clients are /{bits} networks here");
        var now = _clock.GetUtcNow();
        var verdict = TripletMerge.Judge(old.Times, _greylisting.Timing, now);
        if (verdict is MergeVerdict.Ahead)
            return new LoadOutcome.NotImported(Ahead);

        var identity = _greylisting.Prefixes.IdentityOf(old.Address);
        var triplet = new Triplet(identity, SenderNormaliser.Normalise(old.ReversePath), ForwardPathNormaliser.Normalise(old.ForwardPath));
        var partition = _partitions[Partitioning.Of(triplet.ReversePath, triplet.ForwardPath, _partitions.Length)];
        var known = partition.State.Find(triplet);
        var passes = known is { HasPassed: true } here && TripletMerge.Judge(here, _greylisting.Timing, now) is not MergeVerdict.Expired;
        // For a passed triplet Kamaelia Grey also kept the old start of its wait, which is not needed.
        if (verdict is MergeVerdict.Expired && !passes)
            return new LoadOutcome.NotImported(Expired);
        var merged = TripletMerge.Merge(known, old.Times, _greylisting.Timing, now);
        if (merged == known)
            return LoadOutcome.Known.Instance;
        partition.Learn(new KnownTriplet(triplet, merged));
        CrowdedOut += partition.State.Crowd(Math.Max(1, _greylisting.MaxTriplets / _partitions.Length));
        return new LoadOutcome.Imported(merged.HasPassed, IsNew: known is null);
    }

    /// <summary>Writes the imported triplets; returns whether there were any.</summary>
    public async Task<bool> Write()
    {
        var isChanged = _partitions.Any(partition => partition.Unwritten is not null);
        await _storage.Write(_partitions, SenderNormaliser.Version);
        return isChanged;
    }
}
