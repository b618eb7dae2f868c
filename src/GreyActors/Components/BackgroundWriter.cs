namespace GreyActors.Components;

/// <summary>A thread that handles queued items, so that nobody else waits for a disk or a reader.</summary>
/// <remarks>
/// The queue is bounded: <see cref="TryAdd"/> returns false if it is full, and never waits. The owner's step takes as many items as it handles at once.
/// An exception in a step is reported to the owner, and the thread goes on after a pause. After <see cref="Close"/>, steps handle the rest of the
/// queue; <see cref="Join"/> waits for that up to a limit, and abandons a thread that a disk holds.
/// </remarks>
/// <typeparam name="T">An item.</typeparam>
/// <param name="name">The name of the thread.</param>
/// <param name="capacity">Items that the queue holds.</param>
/// <param name="step">Takes items and handles them; called when there is one, and then without a wait for as long as it returns true.</param>
/// <param name="failed">Gets an exception that a step has thrown.</param>
/// <param name="end">Called once on the thread, after the last step.</param>
internal sealed class BackgroundWriter<T>(string name, int capacity, Func<bool> step, Action<Exception> failed, Action end)
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(0.5);

    private readonly object _gate = new();
    private readonly Queue<T> _queue = new();
    private readonly object _closeGate = new();
    private volatile bool _isClosing;
    private Thread? _thread;

    /// <summary>A step is called after this time even if no item has arrived.</summary>
    public TimeSpan LongestIdle { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>The number of items in the queue.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _queue.Count;
        }
    }

    /// <summary>Whether <see cref="Close"/> was called.</summary>
    public bool IsClosing => _isClosing;

    /// <summary>Starts the thread.</summary>
    public void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Queues an item; false if the queue is full or closed.</summary>
    public bool TryAdd(T item)
    {
        lock (_gate)
        {
            if (_queue.Count >= capacity || _isClosing)
                return false;
            _queue.Enqueue(item);
            Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Takes an item from the queue; for a step.</summary>
    public bool TryTake(out T item)
    {
        lock (_gate)
            return _queue.TryDequeue(out item!);
    }

    /// <summary>Moves all items of the queue to a list; for a step.</summary>
    public void TakeAll(List<T> items)
    {
        lock (_gate)
        {
            items.AddRange(_queue);
            _queue.Clear();
        }
    }

    /// <summary>Waits, unless the queue is closed; for a step.</summary>
    public void Pause(TimeSpan pause)
    {
        lock (_closeGate)
        {
            if (!_isClosing)
                Monitor.Wait(_closeGate, pause);
        }
    }

    /// <summary>Accepts no more items.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosing = true;
            Monitor.Pulse(_gate);
        }

        lock (_closeGate)
            Monitor.Pulse(_closeGate);
    }

    /// <summary>Waits for the end of the thread.</summary>
    /// <returns>False if the thread has not ended within <paramref name="limit"/>.</returns>
    public bool Join(TimeSpan limit) => _thread?.Join(limit > TimeSpan.Zero ? limit : TimeSpan.Zero) ?? true;

    private void Run()
    {
        var (more, isLast) = (false, false);
        while (more || !isLast)
        {
            // Known before the step: what was queued until the end of the queue is handled by this step or the next.
            isLast = AwaitItem(more);
            more = Guarded(step);
        }

        Guarded(() =>
        {
            end();
            return false;
        });
    }

    private bool AwaitItem(bool isMore)
    {
        lock (_gate)
        {
            if (_queue.Count == 0 && !isMore && !_isClosing)
                Monitor.Wait(_gate, LongestIdle);
            return _isClosing;
        }
    }

    private bool Guarded(Func<bool> work)
    {
        try
        {
            return work();
        }
#pragma warning disable CA1031 // Any exception: here it would end the process. The owner reports it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failed(e);
            Pause(PauseAfterFailure);
            return !_isClosing;
        }
    }
}
