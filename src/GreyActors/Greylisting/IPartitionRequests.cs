using Akka.Actor;

namespace GreyActors.Greylisting;

/// <summary>The messages that the partitions of a state decide about, and the replies where no partition can.</summary>
internal interface IPartitionRequests
{
    /// <summary>Whether a message is a request.</summary>
    bool Contains(object message);

    /// <summary>Whether a message is a query: a partition answers it at once, and it changes nothing.</summary>
    bool IsQuery(object message);

    /// <summary>The partition of a request or of a query, 0 to <paramref name="partitions"/> - 1.</summary>
    int PartitionOf(object message, int partitions);

    /// <summary>Replies to a request that was not handled, because its partition cannot use the store.</summary>
    void Refuse(object request, IActorRef replyTo);

    /// <summary>Replies to a request that was not handled, because too many others wait for the same partition.</summary>
    void TurnAway(object request, IActorRef replyTo);

    /// <summary>Replies to a query whose partition is away.</summary>
    void Decline(object query, IActorRef replyTo);
}
