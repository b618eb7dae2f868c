namespace GreyActors.Migration;

/// <summary>What became of one triplet.</summary>
internal abstract record LoadOutcome
{
    private LoadOutcome()
    {
    }

    /// <summary>It is known now.</summary>
    /// <param name="HasPassed">Whether it passes, or waits.</param>
    /// <param name="IsNew">False when it was known and this is newer.</param>
    public sealed record Learnt(bool HasPassed, bool IsNew) : LoadOutcome;

    /// <summary>As much was known already.</summary>
    public sealed record Known : LoadOutcome
    {
        /// <summary>There is only one.</summary>
        public static readonly Known Instance = new();
    }

    /// <summary>It means nothing here.</summary>
    public sealed record NotCarried(string Why) : LoadOutcome;
}
