using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using GreyActors.Greylisting;

namespace GreyActors.Cluster.Sharding;

/// <summary>The partitions are shared among the machines of a cluster.</summary>
internal sealed class ShardedPlacement : IPartitionPlacement
{
    /// <summary>The one instance.</summary>
    public static readonly ShardedPlacement Instance = new();

    private ShardedPlacement()
    {
    }

    /// <inheritdoc/>
    public bool IsShared => true;

    /// <summary>Akka's settings for shard regions.</summary>
    public static Config Hocon() => ConfigurationFactory.ParseString("""
        akka.cluster {
          sharding {
            state-store-mode = ddata
            # Polls start each partition, and a partition that nobody asks keeps its memory.
            remember-entities = off
            passivate-idle-entity-after = off
            # Messages that wait for the place of a partition. Further ones are answered at once.
            buffer-size = 4000
            retry-interval = 500ms
            shard-start-timeout = 5s
            shard-failure-backoff = 1s
            coordinator-failure-backoff = 1s
            handoff-timeout = 10s
            rebalance-interval = 2s
            waiting-for-state-timeout = 1s
            updating-state-timeout = 2s
          }
          singleton-manager.hand-over-retry-interval = 500ms
          distributed-data {
            gossip-interval = 1s
            notify-subscribers-interval = 200ms
          }
        }
        """);

    /// <inheritdoc/>
    public IPartitions Place(IActorContext context, IWithTimers actor, ILoggingAdapter log, PartitionFamily family) =>
        new ShardedPartitions(context, actor, log, family);
}
