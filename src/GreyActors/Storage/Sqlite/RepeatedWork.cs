using GreyActors.Components;

namespace GreyActors.Storage.Sqlite;

/// <summary>Repeats some work in the background until it is disposed. A failure only delays the next repetition.</summary>
internal sealed class RepeatedWork : IDisposable
{
    private readonly Func<Task> _work;
    private readonly TimeSpan _between;
    private readonly BackOff _backOff;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _running;

    /// <summary>Starts at once.</summary>
    /// <param name="work">The work.</param>
    /// <param name="between">The pause after a success.</param>
    /// <param name="backOff">The pause after a failure.</param>
    public RepeatedWork(Func<Task> work, TimeSpan between, BackOff backOff)
    {
        _work = work;
        _between = between;
        _backOff = backOff;
        _running = Task.Run(Repeat);
    }

    /// <summary>Stops the repetition. Work that does not end within <paramref name="limit"/> is abandoned.</summary>
    /// <returns>False if the work was abandoned.</returns>
    public bool End(TimeSpan limit)
    {
        _ended.Cancel();
        return _running.Wait(limit);
    }

    /// <inheritdoc/>
    public void Dispose() => _ended.Dispose();

    private async Task Repeat()
    {
        var failures = 0;
        while (await Pause(failures == 0 ? _between : _backOff.After(failures - 1)).ConfigureAwait(false))
            failures = await Succeeds().ConfigureAwait(false) ? 0 : failures + 1;
    }

    private async Task<bool> Pause(TimeSpan pause)
    {
        await Task.Delay(pause, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !_ended.IsCancellationRequested;
    }

    private async Task<bool> Succeeds()
    {
        try
        {
            await _work().ConfigureAwait(false);
            return true;
        }
#pragma warning disable CA1031 // Any exception: nobody would notice that the repetition has stopped until the disk is full.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
