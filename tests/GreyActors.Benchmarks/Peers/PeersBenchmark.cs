using System.Globalization;

namespace GreyActors.Benchmarks.Peers;

/// <summary>GreyActors beside what people run today, and beside the floor: the same sessions, on the same machine, in the same minutes.</summary>
internal static class PeersBenchmark
{
    /// <summary>Seconds that a triplet must wait, with everybody who lets it wait.</summary>
    public const int Delay = 2;

    /// <summary>Triplets that nobody knows.</summary>
    public const string Deferral = "deferral";

    /// <summary>The same triplets when they have waited.</summary>
    public const string FirstPass = "first pass, 4 KB";

    /// <summary>Triplets that have passed.</summary>
    public const string Known = "known pass, 4 KB";

    /// <summary>The same with more mail data.</summary>
    public const string KnownLarger = "known pass, 50 KB";

    private const int Small = 4 * 1024;
    private const int Larger = 50 * 1024;
    private const int Huge = 50_000_000;
    private const long CaseTriplets = 1_000_000;

    public static PeersResult Run(PeersOptions options, string folder)
    {
        var before = LoadAverage();
        var clients = new LoadClient(folder);
        var program = options.Program ?? GreyActorsPeer.Publish(folder);
        using var sink = new SmtpSinkPeer("sink behind", folder, defers: false);
        var rounds = new Rounds(clients, options.Rounds);
        IReadOnlyList<MeasuredLarge> large;
        using (var lineUp = new LineUp(folder, program, sink.Port))
        {
            lineUp.WarmUp(clients, options.WarmUp);
            foreach (var (concurrency, number) in options.Concurrencies.Select((concurrency, number) => (concurrency, number)))
                Play(rounds, lineUp, concurrency, PeersOptions.SessionsFor(concurrency), CaseTriplets * (number + 1));
            large = [.. lineUp.Relaying.Select(peer => Large(clients, peer))];
        }

        var idle = Idle.Measure(clients, Directory.CreateDirectory(Path.Combine(folder, "idle")).FullName, program, sink.Port, options);
        return new PeersResult(DateTimeOffset.UtcNow, Machine(), before, LoadAverage(), rounds.Results, idle, large);
    }

    private static void Play(Rounds rounds, LineUp lineUp, int concurrency, int sessions, long first)
    {
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{concurrency} clients, {sessions} sessions a round"));
        var plan = new LoadPlan(concurrency, sessions, first, Small);
        rounds.Play(Deferral, lineUp.Deferring, plan);
        Thread.Sleep(TimeSpan.FromSeconds(Delay + 1));
        rounds.Play(FirstPass, lineUp.Greylisting, plan);
        rounds.Play(Known, lineUp.Relaying, plan);
        rounds.Play(KnownLarger, lineUp.Relaying, plan with { Octets = Larger });
    }

    // The triplets are those of the warm-up: they have passed.
    private static MeasuredLarge Large(LoadClient clients, Peer peer)
    {
        const int Mails = 5;
        var before = peer.Processes.ProcessorTime;
        var result = clients.Run(peer.Port, new LoadPlan(1, Mails, 0, Huge));
        var took = peer.Processes.ProcessorTime - before;
        return result.Delivered == Mails
            ? new MeasuredLarge(peer.Name, Huge / result.MailDataMedian / 1000, took.Total.TotalMilliseconds / Mails)
            : throw new InvalidOperationException($"{peer.Name} took {result.Delivered} of {Mails} mails of 50 MB.");
    }

    private static string LoadAverage() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3));

    private static string Machine() => string.Create(
        CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors, Linux {Environment.OSVersion.Version}, .NET {Environment.Version}");
}
