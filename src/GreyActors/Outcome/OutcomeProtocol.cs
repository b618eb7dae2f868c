namespace GreyActors.Outcome;

/// <summary>Asks the <see cref="OutcomeKeeper"/> for a report. Reply: <see cref="Core.Outcome.OutcomeReport"/>.</summary>
/// <param name="Days">The number of days, today included.</param>
/// <param name="Rows">The length of each list.</param>
public sealed record GetOutcome(int Days, int Rows);

/// <summary>Asks the <see cref="OutcomeKeeper"/> for its counts, to add them to those of other machines. Reply: <see cref="Core.Outcome.OutcomeSnapshot"/> without the conversations seen.</summary>
public sealed record GetOutcomeCounts
{
    /// <summary>The one instance.</summary>
    public static readonly GetOutcomeCounts Instance = new();
}

/// <summary>Saves everything that was counted. Reply: <see cref="OutcomeSaved"/>, also if it cannot be saved.</summary>
public sealed record SaveOutcome
{
    /// <summary>The one instance.</summary>
    public static readonly SaveOutcome Instance = new();
}

/// <summary>The answer to <see cref="SaveOutcome"/>.</summary>
public sealed record OutcomeSaved
{
    /// <summary>The one instance.</summary>
    public static readonly OutcomeSaved Instance = new();
}
