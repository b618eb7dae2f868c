namespace GreyActors.Configuration;

/// <summary>When a reload ended, who asked for it, and what came of it.</summary>
public sealed record ReloadReport(DateTimeOffset At, string By, ReloadOutcome Outcome);
