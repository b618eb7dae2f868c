namespace GreyActors.Hosting;

/// <summary>Stops the host at a signal. A signal during the start takes effect after it: a host that is half started cannot stop cleanly.</summary>
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

    // The stop waits for the sessions on a thread of the pool. Each further signal would block another thread, until none is left to end a session.
    private void Stop()
    {
        if (Interlocked.Exchange(ref _stops, 1) == 0)
            _ = Task.Run(lifetime.StopApplication);
    }
}
