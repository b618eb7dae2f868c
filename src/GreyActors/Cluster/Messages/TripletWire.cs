using GreyActors.Cluster.Messages.Wire;
using GreyActors.Core.Greylisting;
using static GreyActors.Cluster.Messages.WireValues;

namespace GreyActors.Cluster.Messages;

/// <summary>Triplets, their times and timelines, and the place of a search in messages.</summary>
internal static class TripletWire
{
    /// <summary>A triplet to send.</summary>
    public static TripletV1 Of(in Triplet triplet) =>
        new() { Identity = triplet.Identity.Text, ReversePath = triplet.ReversePath, ForwardPath = triplet.ForwardPath };

    /// <summary>A triplet that was sent.</summary>
    public static Triplet Read(TripletV1? wire) => new(new ClientIdentity(Present(wire).Identity), wire!.ReversePath, wire.ForwardPath);

    /// <summary>Times to send; null if the triplet is unknown.</summary>
    public static TripletTimesV1? Of(TripletTimes? times)
    {
        if (times is not { } known)
            return null;
        var wire = new TripletTimesV1 { FirstSeen = known.FirstSeen };
        if (known.HasPassed)
            wire.LastUsed = known.LastUsed;
        return wire;
    }

    /// <summary>Times that were sent.</summary>
    public static TripletTimes? Read(TripletTimesV1? wire) =>
        wire is null ? null : new TripletTimes(wire.FirstSeen, wire.HasLastUsed ? wire.LastUsed : TripletTimes.NotPassed);

    /// <summary>A triplet with its times, to send.</summary>
    public static SeenTripletV1 Of(KnownTriplet known) => new() { Triplet = Of(known.Triplet), Times = Of(known.Times) };

    /// <summary>A triplet with its times that was sent.</summary>
    public static KnownTriplet Read(SeenTripletV1 wire) => new(Read(wire.Triplet), Read(Present(wire.Times))!.Value);

    /// <summary>The place of a search to send; null at its end.</summary>
    public static CursorV1? Of(SegmentCursor? cursor) => cursor is { } place ? new CursorV1 { Segment = place.Segment, After = place.After } : null;

    /// <summary>The place of a search that was sent; null at its end.</summary>
    /// <param name="wire">The place.</param>
    /// <param name="segments">The number of segments of the state.</param>
    public static SegmentCursor? Read(CursorV1? wire, int segments) =>
        wire is null ? null : new SegmentCursor(Within(0, wire.Segment, segments - 1), wire.After);

    /// <summary>A timeline to send.</summary>
    public static TimelineV1 Of(TripletTimeline timeline)
    {
        var wire = new TimelineV1
        {
            Identity = AttemptWire.Of(new CountedIdentity(timeline.Identity, timeline.Counts)),
            State = (int)timeline.State,
            IsIgnored = timeline.IsIgnored,
        };
        if (timeline.FirstSeen is { } firstSeen)
            wire.FirstSeen = firstSeen.UtcTicks;
        if (timeline.PassesFrom is { } from)
            wire.PassesFrom = from.UtcTicks;
        if (timeline.PassesUntil is { } until)
            wire.PassesUntil = until.UtcTicks;
        if (timeline.LastUsed is { } lastUsed)
            wire.LastUsed = lastUsed.UtcTicks;
        if (timeline.Expires is { } expires)
            wire.Expires = expires.UtcTicks;
        return wire;
    }

    /// <summary>A timeline that was sent.</summary>
    public static TripletTimeline Read(TimelineV1 wire)
    {
        var (identity, counts) = AttemptWire.Read(Present(wire.Identity));
        return new TripletTimeline(
            identity,
            Defined<TripletState>(wire.State),
            wire.HasFirstSeen ? Time(wire.FirstSeen) : null,
            wire.HasPassesFrom ? Time(wire.PassesFrom) : null,
            wire.HasPassesUntil ? Time(wire.PassesUntil) : null,
            wire.HasLastUsed ? Time(wire.LastUsed) : null,
            wire.HasExpires ? Time(wire.Expires) : null)
        {
            Counts = counts,
            IsIgnored = wire.IsIgnored,
        };
    }
}
