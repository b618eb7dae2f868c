using Akka.Actor;

namespace GreyActors.Greylisting;

/// <summary>The messages that the partitions of a state decide about, and the replies where no partition can.</summary>
/// <remarks>Everything else that a partition accepts, such as a query, is answered at once or not at all.</remarks>
internal interface IPartitionRequests
{
    /// <summary>Whether a message is a request.</summary>
    bool Contains(object message);

    /// <summary>The partition of a request, 0 to <paramref name="partitions"/> - 1.</summary>
    int PartitionOf(object request, int partitions);

    /// <summary>Replies to a request that was not handled, because its partition cannot use the store.</summary>
    void Refuse(object request, IActorRef replyTo);

    /// <summary>Replies to a request that was not handled, because too many others wait for the same partition.</summary>
    void TurnAway(object request, IActorRef replyTo);
}
