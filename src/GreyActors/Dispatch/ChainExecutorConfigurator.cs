using Akka.Configuration;
using Akka.Dispatch;

namespace GreyActors.Dispatch;

/// <summary>Makes chains available to Akka's configuration, as the <c>executor</c> of a dispatcher.</summary>
public sealed class ChainExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites) : ExecutorServiceConfigurator(config, prerequisites)
{
    /// <inheritdoc/>
    public override ExecutorService Produce(string id) => new ChainExecutor(id);
}
