using GreyActors.Configuration;
using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>What the greylist is put together from.</summary>
/// <param name="Timing">Asked for at each attempt, so that it can be changed while the greylist runs.</param>
/// <param name="Clock">Says what time it is.</param>
/// <param name="Store">Where it is kept, in how many partitions.</param>
/// <param name="Limits">What bounds each partition.</param>
/// <param name="BackOff">When a partition that its store made stop is made again.</param>
public sealed record GreylistParts(Func<GreylistTiming> Timing, TimeProvider Clock, StoreSettings Store, PartitionLimits Limits, BackOff BackOff)
{
    /// <summary>The parts as configured; <paramref name="maxTriplets"/> is shared out evenly.</summary>
    public static GreylistParts Of(Func<GreylistTiming> timing, TimeProvider clock, StoreSettings store, int maxTriplets) =>
        new(timing, clock, store, new PartitionLimits { MaxTriplets = Math.Max(1, maxTriplets / store.Partitions), SnapshotSpread = 5000 }, BackOff.Default);

    /// <summary>The parts of one partition.</summary>
    public GreylistParts OfPartition(int number) =>
        this with { Limits = Limits with { SnapshotEvery = Limits.SnapshotEvery + (Limits.SnapshotSpread * number / Store.Partitions) } };
}
