using System.Net;
using Akka.Actor;
using Akka.Persistence;
using GreyActors.Core.Outcome;
using GreyActors.Greylisting;

namespace GreyActors.Outcome;

/// <summary>The dependencies of the <see cref="OutcomeKeeper"/>.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Timing">The times of greylisting at this moment.</param>
public sealed record OutcomeKeeperDependencies(TimeProvider Time, Func<OutcomeTiming> Timing)
{
    /// <summary>The snapshot store of an actor system: the default plugin of Akka.Persistence.</summary>
    public Func<ActorSystem, IActorRef> SnapshotStore { get; init; } = system => Persistence.Instance.Apply(system).SnapshotStoreFor(null);

    /// <summary>The persistence id of the counts.</summary>
    public string PersistenceId { get; init; } = StoredStatistics.Outcome;

    /// <summary>Gets the news about mails that other machines follow; null without a cluster.</summary>
    public Func<ActorSystem, ICanTell>? Others { get; init; }

    /// <summary>The dependencies on a machine of a cluster.</summary>
    /// <param name="machine">Its address, which survives restarts.</param>
    public OutcomeKeeperDependencies OfMachine(IPEndPoint machine) => this with
    {
        PersistenceId = $"{StoredStatistics.Outcome}-{machine}",
        Others = system => new OtherOutcomeKeepers(system),
    };

    /// <summary>The time between two snapshots: a crash loses the counts of this time.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromMinutes(3);
}
