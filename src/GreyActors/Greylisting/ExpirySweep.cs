using Akka.Event;

namespace GreyActors.Greylisting;

/// <summary>Forgets the expired entries of a partition, one segment for each message, so that requests are handled in between.</summary>
/// <param name="partition">The partition's name in the log.</param>
/// <param name="entries">Its entries.</param>
/// <param name="log">Its log.</param>
internal sealed class ExpirySweep(string partition, ExpiringEntries entries, ILoggingAdapter log)
{
    private long _crowdedOut;
    private long _crowdedOutLogged;

    /// <summary>Counts entries that were forgotten because there were too many; the end of the next sweep logs them.</summary>
    public void CountCrowdedOut(int forgotten) => _crowdedOut += forgotten;

    /// <summary>Forgets the expired entries of one segment.</summary>
    /// <returns>The next segment; null if the sweep is finished.</returns>
    public SweepTick? Sweep(SweepTick tick)
    {
        var expired = tick.Expired + entries.Expire(tick.Segment);
        if (tick.Segment + 1 < entries.Segments)
            return new SweepTick(tick.Segment + 1, expired);
        Log(expired);
        return null;
    }

    private void Log(int expired)
    {
        if (expired > 0)
            log.Debug("{0}: {1} {2} expired, {3} are left", partition, expired, entries.Name, entries.Count());
        if (_crowdedOut > _crowdedOutLogged)
        {
            log.Warning(
                "{0}: {1} is reached; {2} {3} were forgotten, {4} since the start, {5} are left",
                partition, entries.Limit, _crowdedOut - _crowdedOutLogged, entries.CrowdedOut, _crowdedOut, entries.Count());
        }

        _crowdedOutLogged = _crowdedOut;
    }
}

/// <summary>The entries of a partition that expire.</summary>
/// <param name="Name">Their name.</param>
/// <param name="CrowdedOut">The name of those that are forgotten when there are too many.</param>
/// <param name="Limit">The key of their maximum in the configuration.</param>
/// <param name="Segments">The number of segments.</param>
/// <param name="Expire">Forgets the expired entries of a segment, and returns their number.</param>
/// <param name="Count">The number of entries.</param>
internal sealed record ExpiringEntries(string Name, string CrowdedOut, string Limit, int Segments, Func<int, int> Expire, Func<int> Count);

/// <summary>A partition sends itself the next segment of a sweep.</summary>
/// <param name="Expired">Entries that earlier segments had to forget.</param>
internal sealed record SweepTick(int Segment, int Expired)
{
    /// <summary>The first segment.</summary>
    public static readonly SweepTick First = new(Segment: 0, Expired: 0);
}
