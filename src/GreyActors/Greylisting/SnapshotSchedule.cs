using GreyActors.Components;

namespace GreyActors.Greylisting;

/// <summary>When a partition takes a snapshot: after a number of events, on request, and some time after one that could not be saved.</summary>
/// <param name="every">The number of events.</param>
/// <param name="backOff">The pause after a failure. Each attempt writes the whole partition, so a failing disk must not get one after every event.</param>
internal sealed class SnapshotSchedule(int every, BackOff backOff)
{
    // A snapshot contains everything: the larger the partition, the more events one is worth.
    private const int EventsPerTriplet = 8;

    private int _events;
    private int _failures;
    private bool _isPaused;

    /// <summary>Whether a snapshot was requested and is not taken yet.</summary>
    public bool IsRequested { get; private set; }

    /// <summary>Whether the last snapshot has everything.</summary>
    public bool IsUpToDate => _events == 0 && !IsRequested;

    /// <summary>Whether a partition of so many triplets takes a snapshot now.</summary>
    public bool IsDue(int triplets) => !_isPaused && (IsRequested || _events >= Math.Max(every, triplets / EventsPerTriplet));

    /// <summary>Counts an event that the last snapshot does not have.</summary>
    public void CountEvent() => _events++;

    /// <summary>Requests a snapshot.</summary>
    public void Request() => IsRequested = true;

    /// <summary>A snapshot is taken, and is being saved.</summary>
    public void Taken() => (_events, IsRequested) = (0, false);

    /// <summary>The snapshot is saved.</summary>
    public void Saved() => _failures = 0;

    /// <summary>The snapshot could not be saved: another one is requested, and due after a pause.</summary>
    /// <returns>The pause; the caller ends it with <see cref="Resume"/>.</returns>
    public TimeSpan Failed()
    {
        (IsRequested, _isPaused) = (true, true);
        return backOff.After(_failures++);
    }

    /// <summary>Ends the pause.</summary>
    public void Resume() => _isPaused = false;
}

/// <summary>The pause after a snapshot that could not be saved is over.</summary>
internal sealed record RetrySnapshotTick
{
    /// <summary>The one instance.</summary>
    public static readonly RetrySnapshotTick Instance = new();
}
