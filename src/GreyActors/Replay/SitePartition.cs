using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;

namespace GreyActors.Replay;

/// <summary>One partition of the greylist, and the one of the known clients with the same number.</summary>
/// <param name="maxTriplets">The number of triplets above which waiting ones are removed.</param>
/// <param name="maxKnown">The number of known pairs and expected replies above which some are removed.</param>
internal sealed class SitePartition(int maxTriplets, int maxKnown)
{
    // As often as the program sweeps.
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(5);

    private bool _isChanged;
    private DateTimeOffset _swept;

    /// <summary>The triplets.</summary>
    public GreylistState Greylist { get; } = new();

    /// <summary>The known pairs and expected replies.</summary>
    public KnownClientsState Known { get; } = new();

    /// <summary>The verdict of the known clients; null if the greylist decides.</summary>
    public Verdict? Decide(Attempt attempt, KnownTiming timing, DateTimeOffset now, IgnoredIdentities ignored)
    {
        var decision = KnownClientsRules.Decide(Known, attempt, timing, now, ignored);
        Apply(decision.Event);
        return decision.Verdict;
    }

    /// <summary>Learns from an attempt that passed the greylist.</summary>
    public void LearnPass(Attempt attempt, KnownTiming timing, DateTimeOffset now, IgnoredIdentities ignored) =>
        Apply(KnownClientsRules.LearnPass(Known, attempt, timing, now, ignored));

    /// <summary>Learns that one of our users expects a reply.</summary>
    public void LearnSent(KnownKey reply, KnownTiming timing, DateTimeOffset now) =>
        Apply(KnownClientsRules.LearnSent(Known, reply.Organisation, reply.Recipient, timing, now));

    /// <summary>The verdict of the greylist.</summary>
    public Verdict Judge(Attempt attempt, GreylistTiming timing, KnownTiming knownTiming, DateTimeOffset now, IgnoredIdentities ignored)
    {
        var decision = GreylistRules.Decide(Greylist, attempt, timing, now, ignored);
        if (decision.Event is not { } happened)
            return decision.Verdict;
        Greylist.Apply(happened);
        // Only mail that comes back, and identities that are removed, change the counts of the sightings that are a day old.
        _isChanged |= happened is not GreylistEvent.AttemptNoted;
        // Here, unlike in the program, triplets that have expired meanwhile may still be counted.
        if (Greylist.Count > maxTriplets && now - _swept >= SweepEvery)
            Expire(timing, knownTiming, now);
        Greylist.Crowd(maxTriplets);
        _isChanged |= Greylist.Identities.Crowd(ignored) > 0;
        return decision.Verdict;
    }

    /// <summary>Removes expired entries.</summary>
    public void Expire(GreylistTiming timing, KnownTiming knownTiming, DateTimeOffset now)
    {
        _swept = now;
        Greylist.Expire(timing, now);
        for (var segment = 0; segment < KnownClientsState.Segments; segment++)
            Known.Expire(segment, knownTiming, now);
    }

    /// <summary>Whether the counts of identities may have changed since the last call.</summary>
    public bool TakeChange()
    {
        var isChanged = _isChanged;
        _isChanged = false;
        return isChanged;
    }

    private void Apply(KnownClientsEvent? happened)
    {
        if (happened is null)
            return;
        Known.Apply(happened);
        Known.Crowd(maxKnown);
    }
}
