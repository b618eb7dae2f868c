namespace GreyActors.Migration;

/// <summary>The outcome of one triplet.</summary>
internal abstract record LoadOutcome
{
    private LoadOutcome()
    {
    }

    /// <summary>The triplet was imported.</summary>
    /// <param name="HasPassed">Whether the triplet has passed; otherwise it waits.</param>
    /// <param name="IsNew">False if the triplet was known and was updated.</param>
    public sealed record Imported(bool HasPassed, bool IsNew) : LoadOutcome;

    /// <summary>The store already knew as much.</summary>
    public sealed record Known : LoadOutcome
    {
        /// <summary>The only instance.</summary>
        public static readonly Known Instance = new();
    }

    /// <summary>The triplet has no meaning here.</summary>
    public sealed record NotImported(string Why) : LoadOutcome;
}
