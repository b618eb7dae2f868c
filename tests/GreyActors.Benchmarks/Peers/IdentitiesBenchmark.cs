using System.Globalization;
using GreyActors.Tests.Shared.Dns;

namespace GreyActors.Benchmarks.Peers;

/// <summary>The cost of client identities: two programs side by side in alternating rounds, which differ only in <c>reputation.dns</c>.</summary>
internal static class IdentitiesBenchmark
{
    private const string Off = "dns = off";
    private const string On = "dns = on";
    private const string DeferralOfNewClients = "deferral, new clients";
    private const int KnownClients = 500;
    private const int IdleClients = 10_000;
    private const long CaseTriplets = 1_000_000;

    private static int _nextNewClient = KnownClients;

    public static async Task Run(PeersOptions options, string folder)
    {
        Console.WriteLine($"load average before: {await LoadAverage()}");
        var clients = new LoadClient(folder);
        var program = options.Program ?? GreyActorsPeer.Publish(folder);
        using var sink = new SmtpSinkPeer("sink behind", folder, defers: false);
        await using var dns = await NsdServer.Start(ProxiedClients.Zone());
        var rounds = new Rounds(clients, options.Quick ? 3 : 9);
        using (var off = Program(Off, folder))
        using (var on = Program(On, folder))
        {
            foreach (var peer in (Peer[])[off, on])
                WarmUp(clients, peer, options.WarmUp);
            foreach (var (concurrency, number) in (options.Clients is null && !options.Quick ? [1, 20, 100] : new[] { options.Clients ?? 20 }).Select((count, number) => (count, number)))
                Play(rounds, [off, on], concurrency, CaseTriplets * (number + 1));
            WriteCases(rounds);
            await WriteProof(on);
        }

        Console.WriteLine("| 10000 idle clients | MB before | MB with them | KB each | failed |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var name in (string[])[Off, On])
        {
            using var peer = Program(name, Directory.CreateDirectory(Path.Combine(folder, "idle")).FullName);
            WarmUp(clients, peer, options.WarmUp / 3);
            var idle = Idle.Hold(clients, peer, IdleClients, new ProxiedClients(ProxiedClients.Most - IdleClients, IdleClients));
            Console.WriteLine(Line($"| {name} | {idle.BeforeMegabytes:0} | {idle.Megabytes:0} | {idle.KilobytesEach:0.0} | {idle.Failed + idle.Served!.Failed} |"));
        }

        Console.WriteLine($"load average after: {await LoadAverage()}");

        GreyActorsPeer Program(string reputation, string inside) => new(
            reputation, inside, program, sink.Port,
            listener: """, proxy-protocol = on, trusted-proxies = ["127.0.0.1"]""",
            more: $$"""
                reputation { {{reputation}}, resolvers = ["{{dns.EndPoint}}"] }
                limits.max-connections = {{IdleClients + 3_000}}
                """);
    }

    private static void WarmUp(LoadClient clients, Peer peer, int sessions)
    {
        Console.Error.WriteLine($"warming up {peer.Name}");
        var plan = new LoadPlan(100, sessions, 0) { Proxied = new ProxiedClients(0, KnownClients) };
        clients.Run(peer.Port, plan);
        Thread.Sleep(TimeSpan.FromSeconds(PeersBenchmark.Delay + 1));
        clients.Run(peer.Port, plan);
        clients.Run(peer.Port, plan);
    }

    private static void Play(Rounds rounds, IReadOnlyList<Peer> both, int concurrency, long first)
    {
        var plan = new LoadPlan(concurrency, PeersOptions.SessionsFor(concurrency), first) { Proxied = new ProxiedClients(0, KnownClients) };
        rounds.Play(PeersBenchmark.Deferral, both, plan);
        Thread.Sleep(TimeSpan.FromSeconds(PeersBenchmark.Delay + 1));
        rounds.Play(PeersBenchmark.FirstPass, both, plan);
        rounds.Play(PeersBenchmark.Known, both, plan);
        rounds.Play(DeferralOfNewClients, both, plan with
        {
            FirstTriplet = first + (CaseTriplets / 2),
            Proxied = new ProxiedClients(_nextNewClient, plan.Sessions, IsNewInEachRound: true),
        });
        _nextNewClient += rounds.Number * plan.Sessions;
    }

    // Each round is compared with the round beside it; of these comparisons the medians and quartiles.
    private static void WriteCases(Rounds rounds)
    {
        Console.WriteLine("| CPU ms per session | clients | dns = off | dns = on | ratio: median (quartiles) | difference: median (quartiles) | p50 off, on | failed |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var group in rounds.All.GroupBy(one => (one.Case, one.Concurrency)))
        {
            var (off, on) = (Of(Off), Of(On));
            var pairs = off.Zip(on, (without, with) => (Off: without.CpuMilliseconds, On: with.CpuMilliseconds)).ToList();
            var (without, with) = (Measured.Of(off), Measured.Of(on));
            Console.WriteLine(Line(
                $"| {group.Key.Case} | {group.Key.Concurrency} | {without.CpuMilliseconds:0.000} | {with.CpuMilliseconds:0.000} | {Spread(pairs.Select(pair => pair.On / pair.Off), "0.00")} | {Spread(pairs.Select(pair => pair.On - pair.Off), "0.000")} | {without.Median:0.0}, {with.Median:0.0} | {without.Failed + with.Failed} |"));

            List<Measured> Of(string peer) => [.. group.Where(one => one.Peer == peer)];
        }
    }

    private static string Spread(IEnumerable<double> values, string format)
    {
        var sorted = values.Order().ToList();
        return $"{At(2)} ({At(1)} to {At(3)})";

        string At(int quarter) => sorted[quarter * (sorted.Count - 1) / 4].ToString(format, CultureInfo.InvariantCulture);
    }

    // Whether the look-ups proved what they should: a DNS that fails would be cheap.
    private static async Task WriteProof(GreyActorsPeer on)
    {
        using var http = new HttpClient();
        var metrics = await http.GetStringAsync(new Uri($"http://127.0.0.1:{on.IntrospectionPort}/metrics"));
        foreach (var line in metrics.Split('\n').Where(line => line.StartsWith("greyactors_reputation_", StringComparison.Ordinal) && !line.Contains("wait", StringComparison.Ordinal)))
            Console.WriteLine(line);
    }

    private static async Task<string> LoadAverage() => string.Join(' ', (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ').Take(3));

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
