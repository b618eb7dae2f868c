using Akka.Hosting;

namespace GreyActors.Cluster.Messages;

/// <summary>Adds the messages between machines to an actor system.</summary>
internal static class ClusterMessagesHosting
{
    /// <summary>Lets an actor system send the messages of the <see cref="ClusterFormat"/> to other machines. Nothing changes while the cluster is off.</summary>
    public static AkkaConfigurationBuilder WithClusterMessages(this AkkaConfigurationBuilder akka, bool enabled) => enabled
        ? akka.WithCustomSerializer("greyactors-cluster", ClusterSerializer.Types, system => new ClusterSerializer(system))
        : akka;
}
