using GreyActors.Components;
using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>The dependencies of the greylist.</summary>
/// <param name="Timing">Read at each attempt, so that a reload can change it.</param>
/// <param name="Clock">The time of attempts and triplets.</param>
/// <param name="Store">The prepared store.</param>
/// <param name="Limits">The limits of each partition.</param>
/// <param name="BackOff">The wait before a partition that its store stopped is recreated.</param>
public sealed record GreylistDependencies(Func<GreylistTiming> Timing, TimeProvider Clock, IGreylistStorage Store, PartitionLimits Limits, BackOff BackOff)
{
    /// <summary>The maximum of triplets in a partition, above which the oldest waiting ones are forgotten; read at each event.</summary>
    public Func<int> MaxTriplets { get; init; } = () => int.MaxValue;

    /// <summary>The time after which a silent disk counts as a failed store. Longer than the wait for another process's lock.</summary>
    public TimeSpan StoreHungAfter { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>The wait before a snapshot that could not be saved is retried.</summary>
    public BackOff SnapshotBackOff { get; init; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

    /// <summary>Where the partitions are.</summary>
    internal IPartitionPlacement Placement { get; init; } = LocalPlacement.Instance;

    /// <summary>The configured dependencies; each partition gets an equal share of <paramref name="maxTriplets"/>.</summary>
    public static GreylistDependencies Of(Func<GreylistTiming> timing, TimeProvider clock, IGreylistStorage storage, Func<int> maxTriplets) =>
        new(timing, clock, storage, new PartitionLimits { SnapshotSpread = 5000 }, BackOff.Default)
        {
            MaxTriplets = () => Math.Max(1, maxTriplets() / storage.Partitions),
        };

    /// <summary>The dependencies of one partition.</summary>
    public GreylistDependencies OfPartition(int number) =>
        this with { Limits = Limits with { SnapshotEvery = Limits.SnapshotEvery + (Limits.SnapshotSpread * number / Store.Partitions) } };
}
