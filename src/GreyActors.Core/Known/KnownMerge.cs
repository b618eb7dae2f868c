using GreyActors.Core.Greylisting;

namespace GreyActors.Core.Known;

/// <summary>Merges a known pair or an expected reply of a history with the one known here.</summary>
/// <remarks>Merging the same entry again changes nothing, and the order of several merges does not matter.</remarks>
public static class KnownMerge
{
    // The clock that wrote the history may be slightly ahead; a time further in the future is invalid.
    private const long Ahead = 24 * 60 * 60 * 1000;

    /// <summary>Whether an entry is useful; otherwise it would expire at once.</summary>
    public static MergeVerdict Judge(KnownEntry brought, KnownTiming timing, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        if (brought.Times.FirstPass > at + Ahead || brought.Times.LastUsed > at + Ahead)
            return MergeVerdict.Ahead;
        return timing.HasExpired(brought.Key.IsPair, brought.Times, at) ? MergeVerdict.Expired : MergeVerdict.Good;
    }

    /// <summary>The times after the merge: the earlier first pass, the later last use, the larger number of mails.</summary>
    /// <param name="known">The known times; null if the entry is unknown.</param>
    /// <param name="brought">An entry that was checked before.</param>
    /// <param name="timing">Determines which times are too old.</param>
    /// <param name="now">The time.</param>
    public static KnownTimes Merge(KnownTimes? known, KnownEntry brought, KnownTiming timing, DateTimeOffset now)
    {
        var times = brought.Times;
        if (known is not { } here || timing.HasExpired(brought.Key.IsPair, here, now.ToUnixTimeMilliseconds()))
            return times;
        return new KnownTimes(
            Math.Min(here.FirstPass, times.FirstPass), Math.Max(here.LastUsed, times.LastUsed), Math.Max(here.Mails, times.Mails), Merge(here.Source, times.Source));
    }

    // An operator's word counts most; what happened here counts more than a history.
    private static KnownSource Merge(KnownSource one, KnownSource other) =>
        one == KnownSource.Operator || other == KnownSource.Operator ? KnownSource.Operator : one < other ? one : other;
}
