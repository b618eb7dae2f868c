using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Traps;
using GreyActors.Greylisting;

namespace GreyActors.Traps;

/// <summary>The dependencies of the trapped clients.</summary>
/// <param name="Lifetime">How long a client stays trapped; read at each request, so that a reload can change it.</param>
/// <param name="Clock">The time of requests.</param>
/// <param name="Store">The prepared store, which the greylist keeps too.</param>
/// <param name="Greylist">Checks the store.</param>
/// <param name="Shown">Gets the state, for the judges.</param>
/// <param name="Limits">The limits of the partition.</param>
/// <param name="BackOff">The wait before a partition that its store stopped is recreated.</param>
public sealed record TrapsDependencies(
    Func<TimeSpan> Lifetime, TimeProvider Clock, IGreylistStorage Store, IActorRef Greylist, TrappedClients Shown, PartitionLimits Limits, BackOff BackOff)
{
    /// <summary>The time after which a silent disk counts as a failed store.</summary>
    public TimeSpan StoreHungAfter { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>The wait before a snapshot that could not be saved is retried.</summary>
    public BackOff SnapshotBackOff { get; init; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

    /// <summary>Where the partition is.</summary>
    internal IPartitionPlacement Placement { get; init; } = LocalPlacement.Instance;

    /// <summary>The configured dependencies.</summary>
    public static TrapsDependencies Of(Func<TimeSpan> lifetime, TimeProvider clock, IGreylistStorage store, IActorRef greylist, TrappedClients shown) =>
        new(lifetime, clock, store, greylist, shown, new PartitionLimits(), BackOff.Default);
}
