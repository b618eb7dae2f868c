namespace GreyActors.Demo;

/// <summary>A clock that runs faster than real time. It starts in the past; once it has caught up, it runs at the pace of the real clock.</summary>
/// <remarks><c>Task.Delay(delay, time)</c> waits for <c>delay</c> on this clock.</remarks>
public sealed class CompressedTime : TimeProvider
{
    private readonly TimeProvider _real;
    private readonly DateTimeOffset _began;
    private readonly long _beganTimestamp;
    private readonly int _pace;

    /// <summary>Starts the clock.</summary>
    /// <param name="real">The real clock.</param>
    /// <param name="behind">How far in the past this clock starts.</param>
    /// <param name="pace">The number of seconds on this clock per real second; at least 1.</param>
    public CompressedTime(TimeProvider real, TimeSpan behind, int pace)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pace, 1);
        _real = real;
        _pace = pace;
        _began = real.GetUtcNow() - behind;
        _beganTimestamp = real.GetTimestamp();
    }

    /// <summary>The time since the start, on this clock.</summary>
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
