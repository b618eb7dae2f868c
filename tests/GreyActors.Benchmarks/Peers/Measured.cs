namespace GreyActors.Benchmarks.Peers;

/// <summary>What one peer took for one case; of several rounds the medians.</summary>
/// <param name="Case">What the sessions were.</param>
/// <param name="Peer">Who served them.</param>
/// <param name="Concurrency">How many at the same time.</param>
/// <param name="Sessions">In each round.</param>
/// <param name="CpuMilliseconds">Processor time of all its processes a session.</param>
/// <param name="SystemMilliseconds">How much of it was the operating system's.</param>
/// <param name="PerSecond">Sessions a second.</param>
/// <param name="Median">Milliseconds of a whole session.</param>
/// <param name="P99">Milliseconds of a whole session.</param>
/// <param name="PeakMegabytes">The most memory that was seen meanwhile, of all its processes.</param>
/// <param name="Failed">Sessions of all rounds that did not go as they should.</param>
internal sealed record Measured(
    string Case,
    string Peer,
    int Concurrency,
    int Sessions,
    double CpuMilliseconds,
    double SystemMilliseconds,
    double PerSecond,
    double Median,
    double P99,
    double PeakMegabytes,
    int Failed)
{
    /// <summary>The medians of several rounds; of memory the most, of failures the sum.</summary>
    public static Measured Of(IReadOnlyCollection<Measured> rounds) => rounds.First() with
    {
        CpuMilliseconds = Middle(rounds, round => round.CpuMilliseconds),
        SystemMilliseconds = Middle(rounds, round => round.SystemMilliseconds),
        PerSecond = Middle(rounds, round => round.PerSecond),
        Median = Middle(rounds, round => round.Median),
        P99 = Middle(rounds, round => round.P99),
        PeakMegabytes = rounds.Max(round => round.PeakMegabytes),
        Failed = rounds.Sum(round => round.Failed),
    };

    private static double Middle(IReadOnlyCollection<Measured> rounds, Func<Measured, double> value) =>
        rounds.Select(value).Order().ElementAt(rounds.Count / 2);
}

/// <summary>Idle clients: what they take of one peer's memory, and what others wait meanwhile.</summary>
/// <param name="Peer">Who held them.</param>
/// <param name="Clients">How many.</param>
/// <param name="BeforeMegabytes">All its processes before they came.</param>
/// <param name="Megabytes">With them.</param>
/// <param name="Served">500 sessions a second that were played meanwhile; null where there is no room for more clients.</param>
/// <param name="Failed">Idle clients that were not held to the end.</param>
internal sealed record MeasuredIdle(string Peer, int Clients, double BeforeMegabytes, double Megabytes, LoadResult? Served, int Failed)
{
    public double KilobytesEach => (Megabytes - BeforeMegabytes) * 1024 / Clients;
}

/// <summary>One large message.</summary>
/// <param name="Peer">Who passed it on, or took it.</param>
/// <param name="MegabytesPerSecond">From the first octet to the reply.</param>
/// <param name="CpuMilliseconds">Processor time of all its processes for one.</param>
internal sealed record MeasuredLarge(string Peer, double MegabytesPerSecond, double CpuMilliseconds);

/// <summary>Everything that one run measured.</summary>
internal sealed record PeersResult(
    DateTimeOffset At, string Machine, string LoadBefore, string LoadAfter, IReadOnlyList<Measured> Cases, IReadOnlyList<MeasuredIdle> Idle, IReadOnlyList<MeasuredLarge> Large)
{
    /// <summary>What one peer took for one case; null where it was not asked.</summary>
    public Measured? Find(string name, string peer, int concurrency) =>
        Cases.FirstOrDefault(measured => measured.Case == name && measured.Peer == peer && measured.Concurrency == concurrency);
}
