using Akka.Configuration;

namespace GreyActors.Dispatch;

/// <summary>
/// The dispatcher of actors that may block, or compute for long: each of their runs is a piece of work of its own for the thread pool, so that nobody waits behind them
/// in a chain (<see cref="ActorChain"/>).
/// </summary>
internal static class PoolDispatcher
{
    /// <summary>For <c>Props.WithDispatcher</c>.</summary>
    public const string Name = "pool-dispatcher";

    /// <summary>What tells Akka of it.</summary>
    public static Config Hocon() => $"{Name} {{ type = Dispatcher, executor = thread-pool-executor }}";
}
