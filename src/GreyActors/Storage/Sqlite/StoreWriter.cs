using System.Diagnostics;
using Akka.Actor;
using GreyActors.Components;
using GreyActors.Dispatch;
using GreyActors.Files;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GreyActors.Storage.Sqlite;

/// <summary>
/// Writes everything that goes into the store, on one <see cref="BackgroundWriter{T}"/>: the waiting events of all partitions are one transaction and
/// one flush to the disk, and between two such transactions comes one small step of a chore.
/// </summary>
/// <remarks>
/// SQLite admits one writer at a time; other writers sleep, and each retry sleeps longer. With this single writer, only another process can hold the lock.
/// A partition has at most one write and three chores in progress. Those that were cancelled stay in the queue while a disk hangs; a write that the
/// full queue refuses fails.
/// </remarks>
internal sealed class StoreWriter : IExtension, IDisposable
{
    // Ten for each of 256 partitions, several times over.
    private const int Capacity = 10_000;

    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(4);

    // A disk that hangs must not delay the end of the process. Everything that was answered is on the disk already.
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private readonly StoreUpkeep _upkeep;
    private readonly BackgroundWriter<Job> _jobs;
    private readonly List<Job> _taken = [];
    private readonly List<Write> _group = [];
    private readonly Queue<Chore> _chores = new();
    private Chore? _unfinished;
    private volatile bool _hasChores;
    private long _busySince;
    private volatile WriteConnection? _connection;

    /// <summary>The writer of the prepared store at <paramref name="path"/>.</summary>
    public StoreWriter(string path)
    {
        _path = path;
        _jobs = new BackgroundWriter<Job>("store writer", Capacity, Step, FailGroup, Close);
        _upkeep = new StoreUpkeep(this);
        _jobs.Start();
    }

    /// <summary>The connection, while there is one; only for work that may be done beside the writer.</summary>
    public WriteConnection? Side => _connection;

    /// <summary>The maintenance of the store.</summary>
    public StoreUpkeep Upkeep => _upkeep;

    /// <summary>Whether nothing waits to be written.</summary>
    public bool IsIdle => !_hasChores && _jobs.Count == 0;

    /// <summary>The duration so far of the step in progress; zero if there is none.</summary>
    public TimeSpan BusyFor => Interlocked.Read(ref _busySince) is var since and not 0 ? Stopwatch.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>The file that is written; null while none is open, or if it cannot be identified.</summary>
    public FileIdentity? Identity => _connection?.Identity;

    /// <summary>Stores events; the task completes when they are on the disk.</summary>
    public Task Store(IReadOnlyList<StoredEvent> events, CancellationToken cancelled)
    {
        var write = new Write(events, cancelled);
        if (!_jobs.TryAdd(write))
            write.Done.SetException(Refused());
        return write.Done.Task;
    }

    /// <summary>Completes when all earlier events are stored or have failed; fails only if cancelled, or refused by a full queue.</summary>
    public Task Settled(CancellationToken cancelled) => Store([], cancelled);

    /// <summary>Does a chore step by step, each step in its own transaction, so that events do not wait for long.</summary>
    /// <param name="step">Returns whether there is more to do.</param>
    /// <param name="cancelled">No further step is started.</param>
    public Task Do(Func<WriteConnection, bool> step, CancellationToken cancelled) => Give(new Chore(() => Connection().InTransaction(step), cancelled));

    /// <summary>Does a chore outside a transaction.</summary>
    public Task DoOnce(Action<WriteConnection> work) => Give(new Chore(
        () =>
        {
            work(Connection());
            return false;
        },
        CancellationToken.None));

    /// <summary>Closes the file, has it replaced, and writes into the new file from then on.</summary>
    public Task Replace(Action replace) => Give(new Chore(
        () =>
        {
            Close();
            replace();
            return false;
        },
        CancellationToken.None));

    /// <summary>Does all waiting work, and closes the file. A step that does not end within a limit is abandoned.</summary>
    public void Dispose()
    {
        _upkeep.Dispose();
        _jobs.Close();
        _jobs.Join(EndsWithin);
    }

    private Task Give(Chore chore)
    {
        if (!_jobs.TryAdd(chore))
            chore.Done.SetException(Refused());
        return chore.Done.Task;
    }

    private static IOException Refused() => new("The queue of the greylist store is full or closed.");

    private bool Step()
    {
        Interlocked.Exchange(ref _busySince, Stopwatch.GetTimestamp());
        Take();
        Commit(_group);
        _group.Clear();
        Interlocked.Exchange(ref _busySince, Stopwatch.GetTimestamp());
        if (_chores.TryDequeue(out var chore) && Step(chore))
            _unfinished = chore;
        _hasChores = _chores.Count > 0 || _unfinished is not null;
        Interlocked.Exchange(ref _busySince, 0);
        _upkeep.Written();
        return _hasChores;
    }

    // Chores take turns: one with further steps goes to the end of the line.
    private void Take()
    {
        _jobs.TakeAll(_taken);
        foreach (var job in _taken)
        {
            if (job is Write write)
                _group.Add(write);
            else
                _chores.Enqueue((Chore)job);
        }

        _taken.Clear();
        if (_unfinished is not null)
            _chores.Enqueue(_unfinished);
        _unfinished = null;
        _hasChores = _chores.Count > 0;
    }

    // A bug: each kind of work handles its own failures.
    private void FailGroup(Exception bug)
    {
        Close();
        End(_group, write => write.Fail(bug));
        _group.Clear();
        Interlocked.Exchange(ref _busySince, 0);
    }

    private void Commit(List<Write> group)
    {
        group.RemoveAll(write => write.IsCancelled());
        // Often there is a chore and no event.
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
            // One of the events is stored already: the others must not fail with it.
            group.ForEach(write => Commit([write]));
        }
#pragma warning disable CA1031 // Any exception is reported to those who wait for these events; later events may succeed.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Close();
            End(group, write => write.Fail(e));
        }
    }

    // The continuations of all writes run in one chain on the pool, and not each on a thread of its own.
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
#pragma warning disable CA1031 // Any exception is reported to the one who waits for the chore; other work may succeed.
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
            // The failed step reports the reason.
        }
    }

    private abstract record Job;

    private sealed record Write(IReadOnlyList<StoredEvent> Events, CancellationToken Cancelled) : Job
    {
        // Continuations run on the thread that completes it: never the writer's own.
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
                Done.TrySetResult();
            else
                Done.TrySetException(why);
        }
    }

    private sealed record Chore(Func<bool> Step, CancellationToken Cancelled) : Job
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsCancelled() => Cancelled.IsCancellationRequested && Done.TrySetCanceled(Cancelled);
    }
}
