using Akka.Actor;
using GreyActors.Components;

namespace GreyActors.Greylisting;

/// <summary>The partitions that a <see cref="PartitionSupervision"/> starts and recreates.</summary>
/// <param name="Name">The name of their state in the log.</param>
/// <param name="Count">The number of partitions of the state.</param>
/// <param name="Requests">The messages that they decide about.</param>
/// <param name="MaxWaiting">Requests that wait for a partition while it recovers; further ones are turned away.</param>
/// <param name="BackOff">The wait before a partition that its store stopped is recreated.</param>
/// <param name="Props">The Props of a partition, by its number.</param>
/// <param name="Greeting">A message for each partition that has recovered, before its first request; null for none.</param>
/// <param name="CheckStore">Asks for a check of the store, because a partition cannot use it.</param>
/// <param name="RecordAway">Records the number of partitions that are away.</param>
internal sealed record PartitionFamily(
    string Name,
    int Count,
    IPartitionRequests Requests,
    int MaxWaiting,
    BackOff BackOff,
    Func<int, Props> Props,
    Func<object?> Greeting,
    Action CheckStore,
    Action<int> RecordAway)
{
    /// <summary>The number of the only partition that is supervised; null: all of them.</summary>
    public int? Only { get; init; }
}
