namespace GreyActors.Dispatch;

/// <summary>Runs searches of access lists that may take milliseconds: on threads of the pool, and only a few of them at once.</summary>
/// <remarks>
/// A client that knows an expression with a back reference can make each search take its full time, so half of the processors stay free for other
/// work. Searches wait in a queue, bounded by the number of sessions, because each session waits for one search at a time.
/// </remarks>
public static class ListSearches
{
    private static readonly TaskScheduler Few = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, AtOnce).ConcurrentScheduler;

    /// <summary>The maximum number of searches at the same time.</summary>
    public static int AtOnce => Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Runs a search when it is its turn, unless it is cancelled before.</summary>
    public static Task<T> Run<T>(Func<T> search, CancellationToken cancelled) =>
        Task.Factory.StartNew(search, cancelled, TaskCreationOptions.DenyChildAttach, Few);
}
