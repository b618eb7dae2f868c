namespace GreyActors.Benchmarks.Sizing;

/// <summary>The mail of a site.</summary>
/// <param name="AttemptsPerDay">Recipients that are judged.</param>
/// <param name="RetryWindowDays"><c>greylisting.retry-window</c>; a waiting triplet is kept for twice that.</param>
/// <param name="PassLifetimeDays"><c>greylisting.pass-lifetime</c>.</param>
internal sealed record Site(double AttemptsPerDay, double RetryWindowDays, double PassLifetimeDays)
{
    // The mail of most sites: four fifths come from clients that never retry.
    private const double New = 0.80;
    private const double FirstPasses = 0.03;

    // A known pair or a passed triplet is refreshed once a day.
    private const double Refreshes = 0.02;

    // A bot has one identity, a mail server two or three.
    private const double IdentitiesOfPassed = 2.5;
    private const double PairsPerAttempt = 0.1;

    // The busiest minutes of a day.
    private const double Peak = 3;

    /// <summary>Attempts per second in the busiest minutes.</summary>
    public double PeakPerSecond => AttemptsPerDay / 86_400 * Peak;

    /// <summary>Durable events of an attempt: of a new triplet one, of a first pass one and one of the known pair.</summary>
    public static double EventsPerAttempt => New + (2 * FirstPasses) + Refreshes;

    /// <summary>Triplets that are kept.</summary>
    public double Triplets => AttemptsPerDay * ((New * 2 * RetryWindowDays) + (FirstPasses * PassLifetimeDays * IdentitiesOfPassed));

    /// <summary>Known pairs that are kept.</summary>
    public double Pairs => AttemptsPerDay * PairsPerAttempt;

    /// <summary>The share of the site that one of some equal clusters has.</summary>
    public Site Share(int clusters) => this with { AttemptsPerDay = AttemptsPerDay / clusters };
}
