namespace GreyActors.Configuration;

/// <summary>The time, the origin and the outcome of a reload.</summary>
public sealed record ReloadReport(DateTimeOffset At, string By, ReloadOutcome Outcome);
