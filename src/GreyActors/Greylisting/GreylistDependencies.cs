using GreyActors.Components;
using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>What the greylist is put together from.</summary>
/// <param name="Timing">Asked for at each attempt, so that it can be changed while the greylist runs.</param>
/// <param name="Clock">Says what time it is.</param>
/// <param name="Store">The prepared store.</param>
/// <param name="Limits">What bounds each partition.</param>
/// <param name="BackOff">When a partition that its store made stop is made again.</param>
public sealed record GreylistDependencies(Func<GreylistTiming> Timing, TimeProvider Clock, IGreylistStorage Store, PartitionLimits Limits, BackOff BackOff)
{
    /// <summary>Triplets of a partition over which the oldest of those that wait are forgotten; asked for at each event.</summary>
    public Func<int> MaxTriplets { get; init; } = () => int.MaxValue;

    /// <summary>When the store counts as failed although the disk reports no error. Longer than another process's lock is waited for.</summary>
    public TimeSpan StoreHungAfter { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>When a snapshot that could not be saved is tried again.</summary>
    public BackOff SnapshotBackOff { get; init; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

    /// <summary>The parts as configured; <paramref name="maxTriplets"/> is shared out evenly.</summary>
    public static GreylistDependencies Of(Func<GreylistTiming> timing, TimeProvider clock, IGreylistStorage storage, Func<int> maxTriplets) =>
        new(timing, clock, storage, new PartitionLimits { SnapshotSpread = 5000 }, BackOff.Default)
        {
            MaxTriplets = () => Math.Max(1, maxTriplets() / storage.Partitions),
        };

    /// <summary>The parts of one partition.</summary>
    public GreylistDependencies OfPartition(int number) =>
        this with { Limits = Limits with { SnapshotEvery = Limits.SnapshotEvery + (Limits.SnapshotSpread * number / Store.Partitions) } };
}
