using System.Diagnostics;
using Akka.Dispatch;

namespace GreyActors.Dispatch;

/// <summary>
/// Runs actors one after another on one thread: an actor that gets a message from the running one runs next, and no other thread is woken for it.
/// </summary>
/// <remarks>
/// A line of a client goes from its connection to its socket, to its policy, and the reply goes back: four steps that cannot overlap. If each step is
/// a work item of the thread pool, each wakes another thread, and most of the cost of a session is waking threads and putting them to sleep
/// (docs/decisions/0032-actors-run-in-chains.md). An actor with long steps would delay the actors after it, so it uses the <see cref="PoolDispatcher"/>.
/// </remarks>
internal sealed class ActorChain
{
    // With more actors waiting than this, they are not steps of one task: the rest goes to the pool.
    private const int MostWaiting = 4;

    // Other work is waiting: in the pool, and on the sockets of this thread.
    private static readonly long Longest = TimeSpan.FromMilliseconds(1).Ticks;

    [ThreadStatic]
    private static ActorChain? _ofThisThread;

    private readonly Queue<IRunnable> _waiting = new(MostWaiting);
    private bool _isRunning;

    private ActorChain()
    {
    }

    /// <summary>Runs an action, then the actors that got a message from it, then the actors that got one from those, and so on.</summary>
    /// <param name="first">The first action of the chain.</param>
    /// <param name="state">Its argument.</param>
    public static void Run<T>(Action<T> first, T state)
    {
        var chain = _ofThisThread ??= new ActorChain();
        if (chain._isRunning)
            first(state);
        else
            chain.Begin(first, state);
    }

    /// <summary>The same for a first action outside an actor, whose exception would end the process.</summary>
    /// <param name="first">The first action of the chain.</param>
    /// <param name="state">Its argument.</param>
    /// <param name="failed">Receives the argument and the exception of <paramref name="first"/>; must not throw.</param>
    public static void Run<T>(Action<T> first, T state, Action<T, Exception> failed) => Run(
        static guarded =>
        {
            try
            {
                guarded.First(guarded.State);
            }
            catch (Exception why)
            {
                guarded.Failed(guarded.State, why);
            }
        },
        (First: first, State: state, Failed: failed));

    /// <summary>Starts a chain on a thread of the pool.</summary>
    /// <param name="first">The first action of the chain.</param>
    /// <param name="state">Its argument.</param>
    public static void RunOnPool<T>(Action<T> first, T state) => ThreadPool.UnsafeQueueUserWorkItem(new Beginning<T>(first, state), preferLocal: false);

    /// <summary>Queues an actor: in the chain of this thread, or in the pool.</summary>
    public static void Add(IRunnable actor)
    {
        if (_ofThisThread is { _isRunning: true } chain && chain._waiting.Count < MostWaiting)
            chain._waiting.Enqueue(actor);
        else
            LeaveToPool(actor);
    }

    private void Begin<T>(Action<T> first, T state)
    {
        _isRunning = true;
        try
        {
            var began = Stopwatch.GetTimestamp();
            first(state);
            while (Stopwatch.GetElapsedTime(began).Ticks < Longest && _waiting.TryDequeue(out var next))
                next.Run();
        }
        finally
        {
            _isRunning = false;
            while (_waiting.TryDequeue(out var left))
                LeaveToPool(left);
        }
    }

    private static void LeaveToPool(IRunnable actor) => RunOnPool(static first => first.Run(), actor);

    private sealed class Beginning<T>(Action<T> first, T state) : IThreadPoolWorkItem
    {
        public void Execute() => Run(first, state);
    }
}
