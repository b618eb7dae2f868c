namespace GreyActors.Net;

/// <summary>
/// Whose turn it is, since when, and how much of its mail data a client has sent in its turns: a pure value; times are milliseconds of any
/// clock that never goes back.
/// </summary>
/// <param name="Wants">What is waited for.</param>
/// <param name="Since">When the turn began; for mail data, when the client last sent some of it.</param>
/// <param name="DataWaited">Time waited for mail data in turns that are over.</param>
/// <param name="DataOctets">What came since the last command was waited for.</param>
/// <remarks>
/// A command counts when it is whole: a client that drips bytes does not gain time with each. Mail data counts as it comes, as long as it
/// comes at the rate that is asked for. The time in which we wait for the backend is not the client's.
/// </remarks>
public readonly record struct TurnClock(Reading Wants, long Since, long DataWaited, long DataOctets)
{
    /// <summary>It is our turn.</summary>
    public static readonly TurnClock Ours = new(Reading.Nothing, 0, 0, 0);

    /// <summary>From now on this is waited for.</summary>
    public TurnClock Wanted(Reading next, long now)
    {
        var waited = Wants == Reading.Chunk ? DataWaited + (now - Since) : DataWaited;
        return next == Reading.Line
            ? new TurnClock(next, now, 0, 0)
            : this with { Wants = next, Since = now, DataWaited = waited };
    }

    /// <summary>Bytes came.</summary>
    public TurnClock Heard(int octets, long now) => Wants == Reading.Chunk
        ? new TurnClock(Wants, now, DataWaited + (now - Since), DataOctets + octets)
        : this with { DataOctets = DataOctets + octets };

    /// <summary>How long the client has been silent, or as good as silent.</summary>
    /// <param name="now">The time.</param>
    /// <param name="minDataRate">Octets a second of mail data; 0: any.</param>
    public TimeSpan Silence(long now, int minDataRate)
    {
        if (Wants == Reading.Nothing)
            return TimeSpan.Zero;
        var waited = DataWaited + (now - Since);
        var tooSlow = Wants == Reading.Chunk && minDataRate > 0 && DataOctets * 1000 < waited * minDataRate;
        return TimeSpan.FromMilliseconds(tooSlow ? waited : now - Since);
    }
}
