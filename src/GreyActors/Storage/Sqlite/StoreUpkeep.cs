using System.Collections.Concurrent;
using GreyActors.Components;

namespace GreyActors.Storage.Sqlite;

/// <summary>Keeps the store small beside its writer: copies the write-ahead log into the database, deletes events that snapshots replaced, gives space back.</summary>
/// <remarks>
/// The flush at the end of a checkpoint takes as long as a hundred commits: it is done beside the writer, who only copies what came meanwhile.
/// Events are deleted when there are many, or when there is time: a page that holds events of all partitions is written once then.
/// </remarks>
internal sealed class StoreUpkeep : IDisposable
{
    private const int LongLog = 2000;
    private const int ManyDeletable = 50_000;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestKept = TimeSpan.FromSeconds(30);

    // A disk that hangs must not hold up the end of the process.
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(1);

    private readonly StoreWriter _writer;
    private readonly RepeatedWork _looks;
    private readonly ConcurrentQueue<(string PersistenceId, long SequenceNr, long Created)> _abandoned = new();
    private long _deletable;
    private long _deletableSince;
    private volatile bool _isWritten;

    /// <summary>The upkeep beside a writer.</summary>
    public StoreUpkeep(StoreWriter writer)
    {
        _writer = writer;
        // A failure loses nothing: the store only gets longer. The writer meets the same failure and reports it.
        _looks = new RepeatedWork(Look, BetweenLooks, BackOff.Default);
    }

    /// <summary>Something was written.</summary>
    public void Written() => _isWritten = true;

    /// <summary>So many events are not needed any more.</summary>
    public void Deletable(long events)
    {
        if (Interlocked.Add(ref _deletable, events) == events)
            Interlocked.Exchange(ref _deletableSince, Environment.TickCount64);
    }

    /// <summary>A snapshot could not be written whole: its parts are deleted, at once where the disk allows it.</summary>
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

    // The disk that refused the snapshot may refuse this too: it stays in the queue until it is done.
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
