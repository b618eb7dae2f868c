using System.Collections.Immutable;
using Akka.Actor;
using GreyActors.Components;

namespace GreyActors.Greylisting;

/// <summary>
/// The partitions of a state, as the actor uses them that routes requests to them: its own children (<see cref="PartitionSupervision"/>), or
/// partitions on all machines of a cluster. It is a part of that actor.
/// </summary>
internal interface IPartitions
{
    /// <summary>The number of partitions.</summary>
    int Count { get; }

    /// <summary>The number of partitions that are away, as far as it is known.</summary>
    int AwayCount { get; }

    /// <summary>Starts the partitions.</summary>
    void Start();

    /// <summary>Whether a message is a request.</summary>
    bool Contains(object message);

    /// <summary>Whether a message is a query.</summary>
    bool IsQuery(object message);

    /// <summary>Passes a request or a query of the current sender to its partition, or replies.</summary>
    void Route(object message);

    /// <summary>Replies to a request or a query that no partition gets any more.</summary>
    void Refuse(object message);

    /// <summary>True if the message was for this part.</summary>
    bool Accepts(object message);

    /// <summary>What accepts the queries for each partition; null for partitions that are away.</summary>
    ImmutableArray<ICanTell?> Readers();

    /// <summary>Sends a message to each partition of this machine that judges.</summary>
    void TellOwn(object message);

    /// <summary>Whether all partitions judge.</summary>
    /// <param name="name">The name of the check.</param>
    ReadinessCheck Check(string name);

    /// <summary>Hands the partitions of this machine over to others, if there are any. Requests are still routed.</summary>
    void HandOver();

    /// <summary>Lets each partition of this machine that has unsaved events save a snapshot, so that the next start is quick, and stop.</summary>
    /// <returns>The number of messages to await that satisfy <see cref="IsEnd"/>.</returns>
    int Drain();

    /// <summary>Whether a message reports the end of partitions during the drain.</summary>
    bool IsEnd(object message);

    /// <summary>True if the message was for this part. During the drain it is passed on to another machine, or no longer matters.</summary>
    bool AcceptsWhileDraining(object message);
}
