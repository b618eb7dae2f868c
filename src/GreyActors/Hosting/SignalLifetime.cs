namespace GreyActors.Hosting;

/// <summary>Stops the host at a signal. One that comes during the start stops it when the start is over: half a start cannot end in order.</summary>
internal sealed class SignalLifetime(ProcessSignals signals, IHostApplicationLifetime lifetime) : IHostLifetime
{
    private int _stops;

    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() => signals.OnStop(Stop));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // The stop waits for the sessions on a thread of the pool. Each further signal would hold one more of them, until none is left to end a session.
    private void Stop()
    {
        if (Interlocked.Exchange(ref _stops, 1) == 0)
            _ = Task.Run(lifetime.StopApplication);
    }
}
