using Akka.Configuration;
using Akka.Dispatch;

namespace GreyActors.Dispatch;

/// <summary>What Akka's configuration names for it: <c>executor</c> of a dispatcher.</summary>
public sealed class ChainExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites) : ExecutorServiceConfigurator(config, prerequisites)
{
    /// <inheritdoc/>
    public override ExecutorService Produce(string id) => new ChainExecutor(id);
}
