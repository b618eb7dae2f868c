using Akka.Actor;
using Akka.Cluster;

namespace GreyActors.Outcome;

/// <summary>The outcome-keepers of the other machines of the cluster. A message to one that is away is lost, and a figure of the report with it.</summary>
/// <param name="system">The actor system.</param>
internal sealed class OtherOutcomeKeepers(ActorSystem system) : ICanTell
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(system);

    /// <inheritdoc/>
    public void Tell(object message, IActorRef sender)
    {
        foreach (var member in _cluster.State.Members)
        {
            if (member.Status == MemberStatus.Up && member.UniqueAddress != _cluster.SelfUniqueAddress)
                system.ActorSelection(new RootActorPath(member.Address) / "user" / OutcomeHosting.Name).Tell(message, sender);
        }
    }
}
