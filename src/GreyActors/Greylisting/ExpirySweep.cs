using Akka.Event;
using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>Forgets the expired triplets of a partition, one segment for each message, so that attempts are decided in between.</summary>
internal sealed class ExpirySweep(string partition, GreylistState state, ILoggingAdapter log)
{
    private long _crowdedOut;
    private long _crowdedOutLogged;

    /// <summary>Counts waiting triplets that were forgotten because of <c>greylisting.max-triplets</c>; the end of the next sweep logs them.</summary>
    public void CountCrowdedOut(int triplets) => _crowdedOut += triplets;

    /// <summary>Forgets the expired triplets of one segment.</summary>
    /// <returns>The next segment; null if the sweep is finished.</returns>
    public SweepTick? Sweep(SweepTick tick, GreylistTiming timing, DateTimeOffset now)
    {
        var expired = tick.Expired + state.Expire(tick.Segment, timing, now);
        if (tick.Segment + 1 < GreylistState.Segments)
            return new SweepTick(tick.Segment + 1, expired);
        Log(expired);
        return null;
    }

    private void Log(int expired)
    {
        if (expired > 0)
            log.Debug("{0}: {1} triplets expired, {2} are left", partition, expired, state.Count);
        if (_crowdedOut > _crowdedOutLogged)
        {
            log.Warning(
                "{0}: greylisting.max-triplets is reached; {1} waiting triplets were forgotten, {2} since the start, {3} are left",
                partition, _crowdedOut - _crowdedOutLogged, _crowdedOut, state.Count);
        }

        _crowdedOutLogged = _crowdedOut;
    }
}

/// <summary>A partition sends itself the next segment of a sweep.</summary>
/// <param name="Expired">Triplets that earlier segments had to forget.</param>
internal sealed record SweepTick(int Segment, int Expired)
{
    /// <summary>The first segment.</summary>
    public static readonly SweepTick First = new(Segment: 0, Expired: 0);
}
