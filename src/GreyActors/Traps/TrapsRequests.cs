using Akka.Actor;
using GreyActors.Greylisting;

namespace GreyActors.Traps;

/// <summary>The requests of the trapped clients. There is one partition.</summary>
internal sealed class TrapsRequests : IPartitionRequests
{
    /// <inheritdoc/>
    public bool Contains(object message) => message is TrapClient or ReleaseClient;

    /// <inheritdoc/>
    public bool IsQuery(object message) => message is ListTraps or PollTraps;

    /// <inheritdoc/>
    public int PartitionOf(object message, int partitions) => 0;

    /// <inheritdoc/>
    public void Decline(object query, IActorRef replyTo) => replyTo.Tell(query is ListTraps ? new TrapsListed(null) : PartitionAway.Instance);

    /// <inheritdoc/>
    public void Refuse(object request, IActorRef replyTo)
    {
        switch (request)
        {
            case TrapClient trap:
                replyTo.Tell(new ClientTrapped(trap.Number, null));
                break;
            case ReleaseClient:
                replyTo.Tell(new ClientReleased(null, IsDone: false));
                break;
            default:
                throw new ArgumentException($"{request.GetType()} is not a request of the trapped clients.", nameof(request));
        }
    }

    /// <inheritdoc/>
    public void TurnAway(object request, IActorRef replyTo) => Refuse(request, replyTo);
}
