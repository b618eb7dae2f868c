namespace GreyActors.Core.Outcome;

/// <summary>The times of greylisting that the outcome depends on.</summary>
/// <param name="InitialDelay">The time that a mail must wait.</param>
/// <param name="RetryWindow">A deferred mail that was not retried for this time is over.</param>
public sealed record OutcomeTiming(TimeSpan InitialDelay, TimeSpan RetryWindow);
