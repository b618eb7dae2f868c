using System.Runtime.CompilerServices;
using System.Text;
using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>Converts a store in which another release has folded the reverse-paths: moves each triplet whose key has changed to its new key.</summary>
/// <remarks>The store takes everything in one step. A process that ends before that leaves the store as it was, and the next one starts over.</remarks>
public sealed class SenderRefolding
{
    private readonly StoredPartition[] _partitions;
    private readonly GreylistTiming _timing;
    private readonly DateTimeOffset _now;
    private int _moved;
    private int _merged;
    private int _expired;

    private SenderRefolding(StoredPartition[] partitions, GreylistTiming timing, DateTimeOffset now)
    {
        _partitions = partitions;
        _timing = timing;
        _now = now;
    }

    /// <summary>Converts a prepared store that no service uses, if its keys are not those of this release. Blocks.</summary>
    /// <returns>The numbers of triplets; null if the store was not converted.</returns>
    /// <exception cref="System.Runtime.Serialization.SerializationException">A partition is damaged.</exception>
    /// <exception cref="IOException">The store cannot be read or written; it is unchanged.</exception>
    public static RefoldedTriplets? Run(IGreylistStorage storage, GreylistTiming timing, DateTimeOffset now)
    {
        if (storage.SenderFolding == SenderNormaliser.Version)
            return null;
        var refolded = Convert(storage, timing, now);
        // The greylist reads all triplets again, and needs the memory for them.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return refolded;
    }

    // Not inlined, so that nothing refers to the partitions when the memory is collected.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static RefoldedTriplets Convert(IGreylistStorage storage, GreylistTiming timing, DateTimeOffset now)
    {
        var refolding = new SenderRefolding([.. Enumerable.Range(0, storage.Partitions).Select(storage.Read)], timing, now);
        var triplets = refolding._partitions.Sum(partition => partition.State.Count);
        // A triplet that an earlier partition has moved into a later one already has a key of this release.
        foreach (var partition in refolding._partitions)
        {
            foreach (var (old, reversePath) in Outdated(partition))
                refolding.Move(partition, old, reversePath);
        }

        storage.Write(refolding._partitions, SenderNormaliser.Version).GetAwaiter().GetResult();
        return new RefoldedTriplets(triplets, refolding._moved, refolding._merged, refolding._expired);
    }

    private static List<(KnownTriplet Old, string ReversePath)> Outdated(StoredPartition partition)
    {
        var outdated = new List<(KnownTriplet Old, string ReversePath)>();
        partition.State.TakeSnapshot().Visit(triplet =>
        {
            var before = Encoding.UTF8.GetString(triplet.ReversePath);
            var after = SenderNormaliser.Normalise(before);
            if (after != before)
                outdated.Add((triplet.ToKnown(), after));
        });
        return outdated;
    }

    private void Move(StoredPartition from, KnownTriplet old, string reversePath)
    {
        from.Forget(old.Triplet);
        if (TripletMerge.Judge(old.Times, _timing, _now) is MergeVerdict.Expired)
        {
            _expired++;
            return;
        }

        var triplet = old.Triplet with { ReversePath = reversePath };
        var to = _partitions[Partitioning.Of(reversePath, triplet.ForwardPath, _partitions.Length)];
        var known = to.State.Find(triplet);
        to.Learn(new KnownTriplet(triplet, TripletMerge.Merge(known, old.Times, _timing, _now)));
        _moved++;
        _merged += known is null ? 0 : 1;
    }
}

/// <summary>The numbers of triplets in a store that <see cref="SenderRefolding"/> has converted.</summary>
/// <param name="Triplets">All triplets that the store had.</param>
/// <param name="Moved">Triplets with a new key.</param>
/// <param name="Merged">Those of them whose new key another triplet had already.</param>
/// <param name="Expired">Triplets that were deleted because they no longer influence a verdict.</param>
public sealed record RefoldedTriplets(int Triplets, int Moved, int Merged, int Expired);
