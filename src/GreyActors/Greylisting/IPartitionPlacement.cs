using Akka.Actor;
using Akka.Event;

namespace GreyActors.Greylisting;

/// <summary>Decides where the partitions of a state are.</summary>
internal interface IPartitionPlacement
{
    /// <summary>Whether the partitions may be on other machines.</summary>
    bool IsShared { get; }

    /// <summary>The partitions of a state, not yet started.</summary>
    /// <param name="context">The context of the actor that routes requests to them.</param>
    /// <param name="actor">That actor's timers.</param>
    /// <param name="log">That actor's log.</param>
    /// <param name="family">The state.</param>
    IPartitions Place(IActorContext context, IWithTimers actor, ILoggingAdapter log, PartitionFamily family);
}

/// <summary>All partitions are children of the actor that routes requests to them.</summary>
internal sealed class LocalPlacement : IPartitionPlacement
{
    /// <summary>The one instance.</summary>
    public static readonly LocalPlacement Instance = new();

    private LocalPlacement()
    {
    }

    /// <inheritdoc/>
    public bool IsShared => false;

    /// <inheritdoc/>
    public IPartitions Place(IActorContext context, IWithTimers actor, ILoggingAdapter log, PartitionFamily family) =>
        new PartitionSupervision(context, actor, log, family);
}
