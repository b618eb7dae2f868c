using Microsoft.Data.Sqlite;

namespace GreyActors.Greylisting;

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

    private readonly StoreWriter _writer;
    private readonly PeriodicTimer _looks = new(BetweenLooks);
    private readonly Task _looking;
    private long _deletable;
    private long _deletableSince;
    private volatile bool _isWritten;

    /// <summary>The upkeep beside a writer.</summary>
    public StoreUpkeep(StoreWriter writer)
    {
        _writer = writer;
        _looking = Task.Run(Look);
    }

    /// <summary>Something was written.</summary>
    public void Written() => _isWritten = true;

    /// <summary>So many events are not needed any more.</summary>
    public void Deletable(long events)
    {
        if (Interlocked.Add(ref _deletable, events) == events)
            Interlocked.Exchange(ref _deletableSince, Environment.TickCount64);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _looks.Dispose();
        _looking.Wait();
    }

    private async Task Look()
    {
        while (await _looks.WaitForNextTickAsync().ConfigureAwait(false))
        {
            try
            {
                await ShortenLog().ConfigureAwait(false);
                if (IsSweepDue)
                    await Sweep().ConfigureAwait(false);
            }
            catch (Exception e) when (e is SqliteException or InvalidOperationException)
            {
                // Nothing is lost, only longer; whoever writes meets the same, and says so.
            }
        }
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

    private async Task Sweep()
    {
        Interlocked.Exchange(ref _deletable, 0);
        var from = 0L;
        await _writer.Do(store => store.Sweep(ref from), CancellationToken.None).ConfigureAwait(false);
        await _writer.Do(store => store.GiveSpaceBack(), CancellationToken.None).ConfigureAwait(false);
    }
}
