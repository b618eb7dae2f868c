namespace GreyActors.Core.Greylisting;

/// <summary>The four times of greylisting, with a precision of milliseconds.</summary>
/// <param name="InitialDelay">The time that a triplet must wait after it was first seen. Kamaelia: min_defer_time.</param>
/// <param name="RetryWindow">The time after the first attempt during which a retry counts. Kamaelia: max_defer_time.</param>
/// <param name="PassLifetime">The time that a passed triplet stays passed after its last use. Kamaelia: max_grey.</param>
/// <param name="TooSoon">A retry within this time restarts the wait; zero disables the rule. Kamaelia: too_soon.</param>
public sealed record GreylistTiming(TimeSpan InitialDelay, TimeSpan RetryWindow, TimeSpan PassLifetime, TimeSpan TooSoon);
