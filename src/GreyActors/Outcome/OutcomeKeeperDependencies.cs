using Akka.Actor;
using Akka.Persistence;
using GreyActors.Core.Outcome;

namespace GreyActors.Outcome;

/// <summary>The dependencies of the <see cref="OutcomeKeeper"/>.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Timing">The times of greylisting at this moment.</param>
public sealed record OutcomeKeeperDependencies(TimeProvider Time, Func<OutcomeTiming> Timing)
{
    /// <summary>The snapshot store of an actor system: the default plugin of Akka.Persistence.</summary>
    public Func<ActorSystem, IActorRef> SnapshotStore { get; init; } = system => Persistence.Instance.Apply(system).SnapshotStoreFor(null);

    /// <summary>The time between two snapshots: a crash loses the counts of this time.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromMinutes(3);
}
