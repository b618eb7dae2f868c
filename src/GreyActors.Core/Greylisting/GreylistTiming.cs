namespace GreyActors.Core.Greylisting;

/// <summary>The times of greylisting, with a precision of milliseconds.</summary>
/// <param name="InitialDelay">The time that a triplet must wait after it was first seen. Kamaelia: min_defer_time.</param>
/// <param name="RetryWindow">The time after the first attempt during which a retry counts. Kamaelia: max_defer_time.</param>
/// <param name="PassLifetime">The time that a passed triplet stays passed after its last use. Kamaelia: max_grey.</param>
/// <param name="TooSoon">A retry within this time restarts the wait; zero disables the rule. Kamaelia: too_soon.</param>
/// <param name="ListedDelay">The initial delay of clients on a DNS deny list, if it is longer than <paramref name="InitialDelay"/>.</param>
public sealed record GreylistTiming(
    TimeSpan InitialDelay, TimeSpan RetryWindow, TimeSpan PassLifetime, TimeSpan TooSoon, TimeSpan ListedDelay = default)
{
    /// <summary>The time that the triplets of an attempt must wait.</summary>
    public TimeSpan DelayOf(Attempt attempt) => attempt.IsListed && ListedDelay > InitialDelay ? ListedDelay : InitialDelay;
}
