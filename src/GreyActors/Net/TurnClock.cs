namespace GreyActors.Net;

/// <summary>
/// Whose turn it is to send, since when, and how much mail data a client has sent. A pure value; times are milliseconds of a monotonic clock.
/// </summary>
/// <param name="Wants">What the client has to send.</param>
/// <param name="Since">When the turn began; during mail data, when the client last sent some.</param>
/// <param name="DataWaited">The time spent waiting for mail data in earlier turns.</param>
/// <param name="DataBytes">The bytes received since the last wait for a command.</param>
/// <remarks>
/// A command counts when it is complete: a client that sends single bytes gains no time. Mail data counts as it arrives, if it arrives at the
/// minimum rate. The time spent waiting for the backend does not count against the client.
/// </remarks>
public readonly record struct TurnClock(Reading Wants, long Since, long DataWaited, long DataBytes)
{
    /// <summary>The client waits for a reply.</summary>
    public static readonly TurnClock Ours = new(Reading.Nothing, 0, 0, 0);

    /// <summary>Starts a turn.</summary>
    public TurnClock Wanted(Reading next, long now)
    {
        var waited = Wants == Reading.Chunk ? DataWaited + (now - Since) : DataWaited;
        return next == Reading.Line
            ? new TurnClock(next, now, 0, 0)
            : this with { Wants = next, Since = now, DataWaited = waited };
    }

    /// <summary>Records received bytes.</summary>
    public TurnClock Heard(int octets, long now) => Wants == Reading.Chunk
        ? new TurnClock(Wants, now, DataWaited + (now - Since), DataBytes + octets)
        : this with { DataBytes = DataBytes + octets };

    /// <summary>How long the client has been silent, or slower than the minimum rate.</summary>
    /// <param name="now">The time.</param>
    /// <param name="minDataRate">The minimum rate of mail data in bytes per second; 0: none.</param>
    public TimeSpan Silence(long now, int minDataRate)
    {
        if (Wants == Reading.Nothing)
            return TimeSpan.Zero;
        var waited = DataWaited + (now - Since);
        var tooSlow = Wants == Reading.Chunk && minDataRate > 0 && DataBytes * 1000 < waited * minDataRate;
        return TimeSpan.FromMilliseconds(tooSlow ? waited : now - Since);
    }
}
