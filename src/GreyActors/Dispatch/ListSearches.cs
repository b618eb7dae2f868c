namespace GreyActors.Dispatch;

/// <summary>Searches of access lists that may take milliseconds: on threads of the pool, and only a few of the whole process at once.</summary>
/// <remarks>
/// A client that knows an expression with a back reference can make each search take its full time. Half of the processors are left for
/// everybody else. Searches wait in a queue; its bound is the number of sessions, because a session waits for one search at a time.
/// </remarks>
public static class ListSearches
{
    private static readonly TaskScheduler Few = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, AtOnce).ConcurrentScheduler;

    /// <summary>How many run at the same time.</summary>
    public static int AtOnce => Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Runs a search when it is its turn; one that is cancelled before does not run.</summary>
    public static Task<T> Run<T>(Func<T> search, CancellationToken cancelled) =>
        Task.Factory.StartNew(search, cancelled, TaskCreationOptions.DenyChildAttach, Few);
}
