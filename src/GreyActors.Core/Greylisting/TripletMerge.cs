namespace GreyActors.Core.Greylisting;

/// <summary>What becomes of a triplet that another greylist knew, beside what is known of it here.</summary>
/// <remarks>Merging the same again changes nothing, and in whatever order several are merged, the same passes at the end, or waits, for the same time.</remarks>
public static class TripletMerge
{
    // Another machine's clock may be ahead of ours by a little; a time that lies further ahead is no time.
    private const long Ahead = 24 * 60 * 60 * 1000;

    /// <summary>Whether these times still mean anything: later they would be forgotten at once.</summary>
    public static MergeVerdict Judge(TripletTimes brought, GreylistTiming timing, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        if (brought.FirstSeen > at + Ahead || (brought.HasPassed && brought.LastUsed > at + Ahead))
            return MergeVerdict.Ahead;
        return GreylistRules.HasExpired(brought, timing, at) ? MergeVerdict.Expired : MergeVerdict.Good;
    }

    /// <summary>What is known after the merge; <paramref name="known"/> itself when nothing was learnt.</summary>
    /// <param name="known">Null when the triplet was unknown.</param>
    /// <param name="brought">Judged good, or at least not ahead where the triplet is known to pass.</param>
    /// <param name="timing">Says what is too old to count.</param>
    /// <param name="now">The time.</param>
    public static TripletTimes Merge(TripletTimes? known, TripletTimes brought, GreylistTiming timing, DateTimeOffset now)
    {
        if (known is not { } here || GreylistRules.HasExpired(here, timing, now.ToUnixTimeMilliseconds()))
            return brought;
        if (here.HasPassed || brought.HasPassed)
            return new TripletTimes(Math.Min(here.FirstSeen, brought.FirstSeen), Math.Max(here.LastUsed, brought.LastUsed));

        // Of two that wait the one that has waited longer, unless it has waited too long: then its wait would begin anew.
        var since = now - timing.RetryWindow;
        return (IsInTime(here, since), IsInTime(brought, since)) switch
        {
            (true, true) => brought.FirstSeen < here.FirstSeen ? brought : here,
            (false, false) => brought.FirstSeen > here.FirstSeen ? brought : here,
            (_, var isInTime) => isInTime ? brought : here,
        };
    }

    private static bool IsInTime(TripletTimes times, DateTimeOffset since) => times.FirstSeen >= since.ToUnixTimeMilliseconds();
}

/// <summary>Whether a triplet that another greylist knew is worth to be learnt.</summary>
public enum MergeVerdict
{
    /// <summary>It is.</summary>
    Good,

    /// <summary>It is so old that no rule asks for it any more.</summary>
    Expired,

    /// <summary>It claims a time that has not come.</summary>
    Ahead,
}
