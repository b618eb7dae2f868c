using GreyActors.Configuration;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Greylisting;

namespace GreyActors.Learning;

/// <summary>Merges what was learnt into a store that no service uses. Everything is written in one step at the end: a failure before that changes nothing.</summary>
/// <remarks>Needs as much memory as the service needs for the same store.</remarks>
internal sealed class StoreLearning
{
    private readonly GreyActorsSettings _settings;
    private readonly IGreylistStorage _storage;
    private readonly DateTimeOffset _now;
    private readonly StoredPartition[] _triplets;
    private readonly StoredKnownClients[] _pairs;

    /// <summary>Opens a prepared store whose keys are those of this release (<see cref="SenderRefolding"/>).</summary>
    /// <exception cref="System.Runtime.Serialization.SerializationException">The store is damaged.</exception>
    /// <exception cref="IOException">The store cannot be read.</exception>
    public StoreLearning(GreyActorsSettings settings, IGreylistStorage storage, DateTimeOffset now)
    {
        (_settings, _storage, _now) = (settings, storage, now);
        _triplets = [.. Enumerable.Range(0, storage.Partitions).Select(storage.Read)];
        _pairs = [.. Enumerable.Range(0, storage.Partitions).Select(storage.ReadKnown)];
    }

    /// <summary>Merges triplets.</summary>
    public LearnCounts Learn(IEnumerable<KnownTriplet> triplets) => triplets.Aggregate(default(LearnCounts), (counts, triplet) => counts + Learn(triplet));

    /// <summary>Merges known pairs.</summary>
    public LearnCounts Learn(IEnumerable<KnownEntry> pairs) => pairs.Aggregate(default(LearnCounts), (counts, pair) => counts + Learn(pair));

    /// <summary>Writes everything.</summary>
    /// <exception cref="IOException">The store cannot be written; it is unchanged.</exception>
    public Task Write()
    {
        foreach (var partition in _pairs)
            partition.State.Crowd(Math.Max(1, _settings.KnownClients.MaxPairs / _pairs.Length));
        return _storage.Write([.. _triplets, .. _pairs], SenderNormaliser.Version);
    }

    private LearnCounts Learn(KnownTriplet brought)
    {
        var timing = _settings.Greylisting.Timing;
        switch (TripletMerge.Judge(brought.Times, timing, _now))
        {
            case MergeVerdict.Ahead:
                return new LearnCounts { Ahead = 1 };
            case MergeVerdict.Expired:
                return new LearnCounts { Expired = 1 };
        }

        var partition = _triplets[Partitioning.Of(brought.Triplet.ReversePath, brought.Triplet.ForwardPath, _triplets.Length)];
        var known = partition.State.Find(brought.Triplet);
        var merged = TripletMerge.Merge(known, brought.Times, timing, _now);
        if (merged == known)
            return new LearnCounts { Unchanged = 1 };
        partition.Learn(brought with { Times = merged });
        return known is null ? new LearnCounts { Added = 1 } : new LearnCounts { Updated = 1 };
    }

    private LearnCounts Learn(KnownEntry brought)
    {
        switch (KnownMerge.Judge(brought, _settings.KnownTiming, _now))
        {
            case MergeVerdict.Ahead:
                return new LearnCounts { Ahead = 1 };
            case MergeVerdict.Expired:
                return new LearnCounts { Expired = 1 };
        }

        var partition = _pairs[Partitioning.Of(brought.Key.Organisation, _pairs.Length)];
        var known = partition.State.Find(brought.Key);
        var merged = KnownMerge.Merge(known, brought, _settings.KnownTiming, _now);
        if (merged == known)
            return new LearnCounts { Unchanged = 1 };
        partition.Learn(brought with { Times = merged });
        return known is null ? new LearnCounts { Added = 1 } : new LearnCounts { Updated = 1 };
    }
}
