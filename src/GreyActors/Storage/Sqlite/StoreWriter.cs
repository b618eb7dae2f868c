using System.Diagnostics;
using Akka.Actor;
using GreyActors.Dispatch;
using GreyActors.Files;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GreyActors.Storage.Sqlite;

/// <summary>
/// Writes everything that is written into the store, on one thread of its own: the events of all partitions that wait are one
/// transaction and one flush to the disk, and between two of these comes one small step of a chore.
/// </summary>
/// <remarks>
/// SQLite lets one writer in; who else comes sleeps, and sleeps longer each time. Here nobody meets a lock but that of
/// another process. What waits is bounded by those who wait: a partition has one write and three chores under way at most.
/// </remarks>
internal sealed class StoreWriter : IExtension, IDisposable
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(4);

    // A disk that hangs must not hold up the end of the process. What was answered is on the disk before.
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private readonly StoreUpkeep _upkeep;
    private readonly object _gate = new();
    private readonly Queue<Chore> _chores = new();
    private readonly Thread _thread;
    private List<Write> _waiting = [];
    private List<Write> _group = [];
    private bool _isEnding;
    private long _busySince;
    private volatile WriteConnection? _connection;

    /// <summary>Writes into the store at <paramref name="path"/>, which was made ready.</summary>
    public StoreWriter(string path)
    {
        _path = path;
        _thread = new Thread(Run) { IsBackground = true, Name = "store writer" };
        _upkeep = new StoreUpkeep(this);
        _thread.Start();
    }

    /// <summary>The connection, while there is one; only for what may be done beside the writer.</summary>
    public WriteConnection? Side => _connection;

    /// <summary>What is done when there is time for it.</summary>
    public StoreUpkeep Upkeep => _upkeep;

    /// <summary>Whether nothing waits to be written.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
                return _waiting.Count == 0 && _chores.Count == 0;
        }
    }

    /// <summary>How long the step that is done now has taken so far; zero while nothing is done.</summary>
    public TimeSpan BusyFor => Interlocked.Read(ref _busySince) is var since and not 0 ? Stopwatch.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>The file that is written; null while there is none, or where that cannot be told.</summary>
    public FileIdentity? Identity => _connection?.Identity;

    /// <summary>Stores events; the task ends when they are on the disk.</summary>
    public Task Store(IReadOnlyList<StoredEvent> events, CancellationToken cancelled)
    {
        var write = new Write(events, cancelled);
        Enqueue(() => _waiting.Add(write));
        return write.Done.Task;
    }

    /// <summary>Ends when everything that was to be stored before is stored or has failed; fails only when cancelled.</summary>
    public Task Settled(CancellationToken cancelled) => Store([], cancelled);

    /// <summary>Does something step by step, each in a transaction of its own, while nothing that is more urgent has to wait for long.</summary>
    /// <param name="step">Returns whether there is more to do.</param>
    /// <param name="cancelled">No step is begun any more.</param>
    public Task Do(Func<WriteConnection, bool> step, CancellationToken cancelled) => Give(new Chore(() => Connection().InTransaction(step), cancelled));

    /// <summary>Does something that is no transaction.</summary>
    public Task DoOnce(Action<WriteConnection> work) => Give(new Chore(
        () =>
        {
            work(Connection());
            return false;
        },
        CancellationToken.None));

    /// <summary>Closes the file, has another put in its place, and writes into that from then on.</summary>
    public Task Replace(Action replace) => Give(new Chore(
        () =>
        {
            Close();
            replace();
            return false;
        },
        CancellationToken.None));

    /// <summary>Writes what waits, and closes the file. A step that does not end within a limit is left behind.</summary>
    public void Dispose()
    {
        _upkeep.Dispose();
        Enqueue(() => _isEnding = true);
        _thread.Join(EndsWithin);
    }

    private Task Give(Chore chore)
    {
        Enqueue(() => _chores.Enqueue(chore));
        return chore.Done.Task;
    }

    private void Enqueue(Action add)
    {
        lock (_gate)
        {
            add();
            Monitor.Pulse(_gate);
        }
    }

    private void Run()
    {
        while (Next() is var (more, chore) && more)
        {
            Interlocked.Exchange(ref _busySince, Stopwatch.GetTimestamp());
            Commit(_group);
            _group.Clear();
            Interlocked.Exchange(ref _busySince, Stopwatch.GetTimestamp());
            if (chore is not null && Step(chore))
                Enqueue(() => _chores.Enqueue(chore));
            Interlocked.Exchange(ref _busySince, 0);
            _upkeep.Written();
        }

        Close();
    }

    private (bool More, Chore? Chore) Next()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && _chores.Count == 0 && !_isEnding)
                Monitor.Wait(_gate);
            (_group, _waiting) = (_waiting, _group);
            var hasChore = _chores.TryDequeue(out var chore);
            return (_group.Count > 0 || hasChore, chore);
        }
    }

    private void Commit(List<Write> group)
    {
        group.RemoveAll(write => write.IsCancelled());
        // Often there is a chore and nothing to write: then nobody is to be told.
        if (group.Count == 0)
            return;
        try
        {
            if (group.Exists(write => write.Events.Count > 0))
                Connection().InTransaction(connection => Insert(connection, group));
            End(group, write => write.Done.SetResult());
        }
        catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_CONSTRAINT && group.Count > 1)
        {
            // One of them is stored already: the others must not suffer for it.
            group.ForEach(write => Commit([write]));
        }
#pragma warning disable CA1031 // Whatever it is, it is the ones' whose events these were: the thread goes on for those that come.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Close();
            End(group, write => write.Fail(e));
        }
    }

    // Whoever waits for one of them is told in the chain that begins here, and not each on a thread of its own.
    private static void End(IEnumerable<Write> writes, Action<Write> how) => ActorChain.RunOnPool(
        static ended =>
        {
            foreach (var write in ended.Writes)
                ended.How(write);
        },
        (Writes: writes.ToArray(), How: how));

    private static int Insert(WriteConnection connection, List<Write> group)
    {
        var created = DateTime.UtcNow.Ticks;
        foreach (var write in group)
        {
            foreach (var happened in write.Events)
                connection.Insert(happened, created);
        }

        return group.Count;
    }

    private bool Step(Chore chore)
    {
        if (chore.IsCancelled())
            return false;
        try
        {
            if (chore.Step())
                return true;
            chore.Done.SetResult();
        }
#pragma warning disable CA1031 // Whatever it is, it is the one's who gave the chore: the thread goes on for the others.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Close();
            chore.Done.SetException(e);
        }

        return false;
    }

    private WriteConnection Connection() => _connection ??= new WriteConnection(_path, LockTimeout);

    private void Close()
    {
        var closed = _connection;
        _connection = null;
        try
        {
            closed?.Dispose();
        }
#pragma warning disable CA1031 // The connection is given up in any case, and an exception here would end the thread.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The step that failed reports why.
        }
    }

    private sealed record Write(IReadOnlyList<StoredEvent> Events, CancellationToken Cancelled)
    {
        // What continues with it runs where it is ended: never on the thread that writes.
        public TaskCompletionSource Done { get; } = new();

        public bool IsCancelled()
        {
            if (!Cancelled.IsCancellationRequested)
                return false;
            End([this], write => write.Done.SetCanceled(write.Cancelled));
            return true;
        }

        public void Fail(Exception why)
        {
            if (Events.Count == 0)
                Done.SetResult();
            else
                Done.SetException(why);
        }
    }

    private sealed record Chore(Func<bool> Step, CancellationToken Cancelled)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsCancelled() => Cancelled.IsCancellationRequested && Done.TrySetCanceled(Cancelled);
    }
}
