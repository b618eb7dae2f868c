using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Known;
using GreyActors.Greylisting;

namespace GreyActors.Known;

/// <summary>The dependencies of the known clients.</summary>
/// <param name="Timing">Read at each attempt, so that a reload can change it.</param>
/// <param name="Clock">The time of attempts and entries.</param>
/// <param name="Store">The prepared store, which the greylist keeps too.</param>
/// <param name="Greylist">The <see cref="Greylisting.Greylist"/>; it decides about attempts of unknown clients.</param>
/// <param name="Limits">The limits of each partition.</param>
/// <param name="BackOff">The wait before a partition that its store stopped is recreated.</param>
public sealed record KnownClientsDependencies(
    Func<KnownTiming> Timing, TimeProvider Clock, IGreylistStorage Store, IActorRef Greylist, PartitionLimits Limits, BackOff BackOff)
{
    /// <summary>The maximum of entries in a partition, above which some are forgotten; read at each event.</summary>
    public Func<int> MaxEntries { get; init; } = () => int.MaxValue;

    /// <summary>The time after which a silent disk counts as a failed store.</summary>
    public TimeSpan StoreHungAfter { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>The wait before a snapshot that could not be saved is retried.</summary>
    public BackOff SnapshotBackOff { get; init; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

    /// <summary>Where the partitions are.</summary>
    internal IPartitionPlacement Placement { get; init; } = LocalPlacement.Instance;

    /// <summary>The configured dependencies; each partition gets an equal share of <paramref name="maxPairs"/>.</summary>
    public static KnownClientsDependencies Of(Func<KnownTiming> timing, TimeProvider clock, IGreylistStorage storage, IActorRef greylist, Func<int> maxPairs) =>
        new(timing, clock, storage, greylist, new PartitionLimits { SnapshotSpread = 5000 }, BackOff.Default)
        {
            MaxEntries = () => Math.Max(1, maxPairs() / storage.Partitions),
        };

    /// <summary>The limits of one partition.</summary>
    internal PartitionLimits LimitsOf(int number) =>
        Limits with { SnapshotEvery = Limits.SnapshotEvery + (Limits.SnapshotSpread * number / Store.Partitions) };
}
