namespace GreyActors.Demo;

/// <summary>A clock that runs faster than the real one: it begins in the past, and keeps step with the real one once it has caught up.</summary>
/// <remarks>What is timed by it takes a fraction of its time: <c>Task.Delay(delay, time)</c> waits <c>delay</c> of its own time.</remarks>
public sealed class CompressedTime : TimeProvider
{
    private readonly TimeProvider _real;
    private readonly DateTimeOffset _began;
    private readonly long _beganTimestamp;
    private readonly int _pace;

    /// <summary>Begins now.</summary>
    /// <param name="real">The clock it is made of.</param>
    /// <param name="behind">How far in the past it begins.</param>
    /// <param name="pace">How many of its seconds one real second has; at least 1.</param>
    public CompressedTime(TimeProvider real, TimeSpan behind, int pace)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pace, 1);
        _real = real;
        _pace = pace;
        _began = real.GetUtcNow() - behind;
        _beganTimestamp = real.GetTimestamp();
    }

    /// <summary>How long it has run, in its own time.</summary>
    public TimeSpan Elapsed => GetUtcNow() - _began;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        var real = _real.GetUtcNow();
        var compressed = _began + (_real.GetElapsedTime(_beganTimestamp) * _pace);
        return compressed < real ? compressed : real;
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _real.CreateTimer(callback, state, Compressed(dueTime), Compressed(period));

    // Negative: never.
    private TimeSpan Compressed(TimeSpan span) => span < TimeSpan.Zero ? span : span / _pace;
}
