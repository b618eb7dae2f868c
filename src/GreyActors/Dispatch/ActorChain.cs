using System.Diagnostics;
using Akka.Dispatch;

namespace GreyActors.Dispatch;

/// <summary>
/// Actors that run one behind the other on one thread: whoever is told something by what runs there runs next, and no other thread is woken for it.
/// </summary>
/// <remarks>
/// A line of a client goes from its connection to its socket, to its policy, and its reply back: four steps that cannot overlap. Where each is
/// a piece of work for the thread pool, another thread is woken for each, and most of what a session costs is waking and going to sleep
/// (docs/decisions/0032-actors-run-in-chains.md). An actor that works for long would delay whom it told something: it has the <see cref="PoolDispatcher"/>.
/// </remarks>
internal sealed class ActorChain
{
    // More than these may run elsewhere meanwhile: then they are not steps of one matter.
    private const int MostWaiting = 4;

    // Others wait: in the pool, and for the sockets of this thread.
    private static readonly long Longest = TimeSpan.FromMilliseconds(1).Ticks;

    [ThreadStatic]
    private static ActorChain? _ofThisThread;

    private readonly Queue<IRunnable> _waiting = new(MostWaiting);
    private bool _isRunning;

    private ActorChain()
    {
    }

    /// <summary>Does something, then runs the actors that were told something by it, then those that were told by them, and so on.</summary>
    /// <param name="first">What the chain begins with.</param>
    /// <param name="state">Its argument.</param>
    public static void Run<T>(Action<T> first, T state)
    {
        var chain = _ofThisThread ??= new ActorChain();
        if (chain._isRunning)
            first(state);
        else
            chain.Begin(first, state);
    }

    /// <summary>The same, for a beginning that is no actor: an exception that it throws would end the process.</summary>
    /// <param name="first">What the chain begins with.</param>
    /// <param name="state">Its argument.</param>
    /// <param name="failed">Gets the argument and the exception of <paramref name="first"/>; it must not throw.</param>
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

    /// <summary>Begins a chain on a thread of the pool.</summary>
    /// <param name="first">What the chain begins with.</param>
    /// <param name="state">Its argument.</param>
    public static void RunOnPool<T>(Action<T> first, T state) => ThreadPool.UnsafeQueueUserWorkItem(new Beginning<T>(first, state), preferLocal: false);

    /// <summary>Runs an actor soon: in the chain of this thread, or on a thread of the pool.</summary>
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
