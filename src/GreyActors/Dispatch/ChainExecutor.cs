using Akka.Dispatch;

namespace GreyActors.Dispatch;

/// <summary>Runs the actors of a dispatcher in chains (<see cref="ActorChain"/>), on the threads of the pool.</summary>
internal sealed class ChainExecutor(string id) : ExecutorService(id)
{
    /// <inheritdoc/>
    public override void Execute(IRunnable run) => ActorChain.Add(run);

    /// <inheritdoc/>
    public override void Shutdown()
    {
        // The threads belong to the pool.
    }
}
