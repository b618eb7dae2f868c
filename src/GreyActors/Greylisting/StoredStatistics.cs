namespace GreyActors.Greylisting;

/// <summary>The persistence ids of statistics in the greylist's store. The mail does not need them: checks of the store ignore them.</summary>
public static class StoredStatistics
{
    /// <summary>The outcome of greylisting.</summary>
    public const string Outcome = "outcome";
}
