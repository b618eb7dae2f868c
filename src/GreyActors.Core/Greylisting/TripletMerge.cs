namespace GreyActors.Core.Greylisting;

/// <summary>Merges a triplet of another greylist with the one known here.</summary>
/// <remarks>Merging the same triplet again changes nothing, and the order of several merges does not matter.</remarks>
public static class TripletMerge
{
    // The other machine's clock may be slightly ahead; a time further in the future is invalid.
    private const long Ahead = 24 * 60 * 60 * 1000;

    /// <summary>Whether these times are useful; otherwise the triplet would expire at once.</summary>
    public static MergeVerdict Judge(TripletTimes brought, GreylistTiming timing, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        if (brought.FirstSeen > at + Ahead || (brought.HasPassed && brought.LastUsed > at + Ahead))
            return MergeVerdict.Ahead;
        return GreylistRules.HasExpired(brought, timing, at) ? MergeVerdict.Expired : MergeVerdict.Good;
    }

    /// <summary>The times after the merge; <paramref name="known"/> itself if nothing changed.</summary>
    /// <param name="known">The known times; null if the triplet is unknown.</param>
    /// <param name="brought">The imported times, checked before; not in the future if the triplet has passed here.</param>
    /// <param name="timing">Determines which times are too old.</param>
    /// <param name="now">The time.</param>
    public static TripletTimes Merge(TripletTimes? known, TripletTimes brought, GreylistTiming timing, DateTimeOffset now)
    {
        if (known is not { } here || GreylistRules.HasExpired(here, timing, now.ToUnixTimeMilliseconds()))
            return brought;
        if (here.HasPassed || brought.HasPassed)
            return new TripletTimes(Math.Min(here.FirstSeen, brought.FirstSeen), Math.Max(here.LastUsed, brought.LastUsed));

        // Of two waits the longer one, unless it has exceeded the retry-window and would restart.
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

/// <summary>Whether a triplet of another greylist is worth importing.</summary>
public enum MergeVerdict
{
    /// <summary>The triplet is useful.</summary>
    Good,

    /// <summary>The triplet is so old that no rule depends on it.</summary>
    Expired,

    /// <summary>The triplet has a time in the future.</summary>
    Ahead,
}
