namespace GreyActors.Core.Greylisting;

/// <summary>The four times of greylisting; they are kept to the millisecond.</summary>
/// <param name="InitialDelay">How long a triplet must wait after it was first seen. Kamaelia: min_defer_time.</param>
/// <param name="RetryWindow">How long after that first time a retry still counts. Kamaelia: max_defer_time.</param>
/// <param name="PassLifetime">How long a passed triplet stays passed after its last use. Kamaelia: max_grey.</param>
/// <param name="TooSoon">A retry within this time starts the wait again; zero switches the rule off. Kamaelia: too_soon.</param>
public sealed record GreylistTiming(TimeSpan InitialDelay, TimeSpan RetryWindow, TimeSpan PassLifetime, TimeSpan TooSoon);
