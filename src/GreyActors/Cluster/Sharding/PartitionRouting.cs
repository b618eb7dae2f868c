using System.Globalization;
using Akka.Cluster.Sharding;

namespace GreyActors.Cluster.Sharding;

/// <summary>Tells Akka's sharding which partition a message is for. Each shard has one entity: a partition.</summary>
internal sealed class PartitionRouting : IMessageExtractor
{
    /// <summary>The one instance.</summary>
    public static readonly PartitionRouting Instance = new();

    private PartitionRouting()
    {
    }

    /// <inheritdoc/>
    public string? EntityId(object message) => message is ToPartition to ? to.Number.ToString(CultureInfo.InvariantCulture) : null;

    /// <inheritdoc/>
    public object EntityMessage(object message) => ((ToPartition)message).Message;

    /// <inheritdoc/>
    public string? ShardId(object message) => EntityId(message);

    /// <inheritdoc/>
    public string ShardId(string entityId, object? messageHint = null) => entityId;
}
