using System.Collections.Immutable;
using Akka.Actor;
using GreyActors.Components;

namespace GreyActors.Greylisting;

/// <summary>The partitions of a state, by number, and their conditions.</summary>
/// <param name="count">How many partitions there are.</param>
/// <param name="first">The number of the first.</param>
internal sealed class PartitionTable(int count, int first)
{
    private readonly PartitionState[] _states = [.. Enumerable.Repeat(PartitionState.Away.Instance, count)];

    /// <summary>The number of partitions.</summary>
    public int Count => _states.Length;

    /// <summary>The numbers of the partitions.</summary>
    public IEnumerable<int> Numbers => Enumerable.Range(first, Count);

    /// <summary>The number of partitions that are away.</summary>
    public int AwayCount => _states.OfType<PartitionState.Away>().Count();

    /// <summary>The actors that judge.</summary>
    public IEnumerable<IActorRef> Judging => _states.OfType<PartitionState.Judging>().Select(judging => judging.Actor);

    /// <summary>The actors that recover.</summary>
    public IEnumerable<IActorRef> Recovering => _states.OfType<PartitionState.Recovering>().Select(recovering => recovering.Actor);

    /// <summary>The state of a partition.</summary>
    public PartitionState this[int number]
    {
        get => _states[number - first];
        set => _states[number - first] = value;
    }

    /// <summary>The number of the partition that an actor recovers; negative if the actor is not one of them.</summary>
    public int NumberOfRecovering(IActorRef actor)
    {
        var index = Array.FindIndex(_states, state => state is PartitionState.Recovering recovering && recovering.Actor.Equals(actor));
        return index < 0 ? index : first + index;
    }

    /// <summary>The actors by number; null for partitions that do not judge.</summary>
    public ImmutableArray<ICanTell?> Judges() => [.. _states.Select(state => (state as PartitionState.Judging)?.Actor)];

    /// <summary>Sends a message to each partition that judges.</summary>
    public void Tell(object message)
    {
        foreach (var actor in Judging)
            actor.Tell(message);
    }

    /// <summary>Whether all partitions judge.</summary>
    /// <param name="name">The name of the check.</param>
    public ReadinessCheck Check(string name)
    {
        var judging = Judging.Count();
        return new ReadinessCheck(name, judging == Count, $"{judging} of {Count} partitions ready");
    }
}

/// <summary>The state of a partition.</summary>
internal abstract record PartitionState
{
    private PartitionState()
    {
    }

    /// <summary>The partition reads its events and its snapshot; requests wait.</summary>
    public sealed record Recovering(IActorRef Actor, Queue<(object Request, IActorRef ReplyTo)> Waiting) : PartitionState;

    /// <summary>The partition decides about requests.</summary>
    public sealed record Judging(IActorRef Actor) : PartitionState;

    /// <summary>The partition has stopped, and will be recreated.</summary>
    public sealed record Away : PartitionState
    {
        /// <summary>The one instance.</summary>
        public static readonly Away Instance = new();
    }
}
