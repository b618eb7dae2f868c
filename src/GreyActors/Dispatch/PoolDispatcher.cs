using Akka.Configuration;

namespace GreyActors.Dispatch;

/// <summary>
/// The dispatcher of actors that may block or compute for long: each of their runs is a separate work item of the thread pool, so that no actor waits
/// after them in a chain (<see cref="ActorChain"/>).
/// </summary>
internal static class PoolDispatcher
{
    /// <summary>The name for <c>Props.WithDispatcher</c>.</summary>
    public const string Name = "pool-dispatcher";

    /// <summary>Its configuration for Akka.</summary>
    public static Config Hocon() => $"{Name} {{ type = Dispatcher, executor = thread-pool-executor }}";
}
