using System.Collections.Concurrent;
using GreyActors.Components;

namespace GreyActors.Storage.Sqlite;

/// <summary>Keeps the store small: copies the write-ahead log into the database, deletes events that snapshots have replaced, returns space to the file system.</summary>
/// <remarks>
/// The flush at the end of a checkpoint takes as long as a hundred commits, so it is done on another thread; the writer only copies the rest.
/// Events are deleted when there are many, or when the writer is idle: then a page with events of all partitions is written once.
/// </remarks>
internal sealed class StoreUpkeep : IDisposable
{
    private const int LongLog = 2000;
    private const int ManyDeletable = 50_000;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestKept = TimeSpan.FromSeconds(30);

    // A disk that hangs must not delay the end of the process.
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(1);

    private readonly StoreWriter _writer;
    private readonly RepeatedWork _looks;
    private readonly ConcurrentQueue<(string PersistenceId, long SequenceNr, long Created)> _abandoned = new();
    private long _deletable;
    private long _deletableSince;
    private volatile bool _isWritten;

    /// <summary>The upkeep of a writer's store.</summary>
    public StoreUpkeep(StoreWriter writer)
    {
        _writer = writer;
        // A failure loses nothing: the store only grows. The writer meets the same failure and reports it.
        _looks = new RepeatedWork(Look, BetweenLooks, BackOff.Default);
    }

    /// <summary>Records that the writer has written.</summary>
    public void Written() => _isWritten = true;

    /// <summary>Counts events that are no longer needed.</summary>
    public void Deletable(long events)
    {
        if (Interlocked.Add(ref _deletable, events) == events)
            Interlocked.Exchange(ref _deletableSince, Environment.TickCount64);
    }

    /// <summary>Deletes the parts of a snapshot that could not be completed, as soon as the disk allows it.</summary>
    public void Abandoned(StoredSnapshot snapshot) => _abandoned.Enqueue((snapshot.PersistenceId, snapshot.SequenceNr, snapshot.Created));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_looks.End(EndsWithin))
            _looks.Dispose();
    }

    private async Task Look()
    {
        await DeleteAbandoned().ConfigureAwait(false);
        await ShortenLog().ConfigureAwait(false);
        if (IsSweepDue)
            await Sweep().ConfigureAwait(false);
    }

    private bool IsSweepDue => Interlocked.Read(ref _deletable) is var deletable && deletable > 0
        && (deletable >= ManyDeletable || _writer.IsIdle || Environment.TickCount64 - Interlocked.Read(ref _deletableSince) > LongestKept.TotalMilliseconds);

    private async Task ShortenLog()
    {
        if (!_isWritten)
            return;
        _isWritten = false;
        if (_writer.Side?.Checkpoint() > LongLog)
            await _writer.DoOnce(store => store.FinishCheckpoint()).ConfigureAwait(false);
    }

    // The disk may fail here too: the snapshot stays in the queue until its parts are deleted.
    private async Task DeleteAbandoned()
    {
        while (_abandoned.TryPeek(out var snapshot))
        {
            await _writer.Do(
                store => store.DeleteParts(snapshot.PersistenceId, snapshot.SequenceNr, snapshot.Created), CancellationToken.None).ConfigureAwait(false);
            _abandoned.TryDequeue(out _);
        }
    }

    private async Task Sweep()
    {
        var deletable = Interlocked.Exchange(ref _deletable, 0);
        var from = 0L;
        try
        {
            await _writer.Do(store => store.Sweep(ref from), CancellationToken.None).ConfigureAwait(false);
        }
        catch
        {
            Deletable(deletable);
            throw;
        }

        await _writer.Do(store => store.GiveSpaceBack(), CancellationToken.None).ConfigureAwait(false);
    }
}
