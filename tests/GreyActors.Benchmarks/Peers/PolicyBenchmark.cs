using System.Globalization;
using GreyActors.Tests.Shared.Dns;

namespace GreyActors.Benchmarks.Peers;

/// <summary>GreyActors as a policy server beside postgrey: the same requests directly, and the same sessions through Postfix, in alternating rounds.</summary>
internal static class PolicyBenchmark
{
    private const string Postgrey = "postgrey";
    private const string Deferral = "deferral";
    private const string FirstPass = "first pass";
    private const string Known = "known pass";
    private const string Steady = "known pass, 200 per second";
    private const int SteadyPerSecond = 200;
    private const long CaseTriplets = 1_000_000;

    private static readonly int[] Connections = [1, 20, 100, 500];
    private static readonly int[] FewConnections = [20, 500];

    public static async Task Run(PeersOptions options, string folder)
    {
        Console.WriteLine($"load average before: {await LoadAverage()}");
        var program = options.Program ?? GreyActorsPeer.Publish(folder);
        var (asking, sending) = (new PolicyLoad(folder), new LoadClient(folder));
        await using var dns = await NsdServer.Start(ProxiedClients.Zone());
        using var postgrey = new PostgreyPeer(folder);
        using var ours = new GreyActorsPolicyPeer("GreyActors", folder, program, "dns = off");
        using var looking = new GreyActorsPolicyPeer("GreyActors with DNS", folder, program, $"dns = on, resolvers = [\"{dns.EndPoint}\"]");
        Peer[] servers = [postgrey, ours, looking];
        foreach (var server in servers)
            WarmUp(asking, server, server == postgrey ? 2000 : options.WarmUp);

        var measured = new List<Measured>();
        foreach (var (connections, number) in (options.Clients is { } clients ? [clients] : options.Quick ? FewConnections : Connections).Select((count, number) => (count, number)))
        {
            var requests = options.Quick ? 2000 : connections == 1 ? 2000 : 5000;
            var plan = new PolicyPlan(connections, requests, CaseTriplets * (number + 1));
            Play(Deferral, plan);
            Thread.Sleep(TimeSpan.FromSeconds(PeersBenchmark.Delay + 1));
            Play(FirstPass, plan);
            Play(Known, plan);
            Play(Steady, plan with { PerSecond = SteadyPerSecond, Requests = SteadyPerSecond * 5 });
        }

        Write("one request to the policy server", measured, servers);
        measured.Clear();
        using (var withPostgrey = new PolicyPostfix(folder, postgrey))
        using (var withOurs = new PolicyPostfix(folder, ours))
        {
            foreach (var concurrency in options.Quick ? FewConnections : Connections[1..])
                PlaySessions(concurrency, [withPostgrey, withOurs]);
        }

        Write("one session with Postfix", measured, [postgrey, ours]);
        Console.WriteLine($"load average after: {await LoadAverage()}");

        void Play(string name, PolicyPlan plan) => InRounds(options.Rounds, servers, (server, round) =>
            Add(name, server, plan.Connections, plan.Requests, () => Of(name, asking.Run(server.Port, plan with { FirstTriplet = plan.FirstTriplet + (round * plan.Requests) }))));

        void PlaySessions(int concurrency, PolicyPostfix[] servers)
        {
            var plan = new LoadPlan(concurrency, PeersOptions.SessionsFor(concurrency), CaseTriplets * (100 + concurrency), 1024);
            foreach (var name in (string[])[Deferral, FirstPass, Known])
            {
                InRounds(options.Rounds, servers, (server, round) => Add(name, server.Policy, concurrency, plan.Sessions, () => Of(name, sending.Run(server.Port, plan.Later(round)))));
                Thread.Sleep(TimeSpan.FromSeconds(PeersBenchmark.Delay + 1));
            }
        }

        void Add(string name, Peer server, int concurrency, int count, Func<(int Right, int Failed, double PerSecond, double P50, double P99)> play)
        {
            var before = server.Processes.ProcessorTime;
            var result = play();
            var took = server.Processes.ProcessorTime - before;
            var one = new Measured(
                name, server.Name, concurrency, count, took.Total.TotalMilliseconds / count, took.System.TotalMilliseconds / count, result.PerSecond, result.P50, result.P99,
                server.Processes.Memory / 1048576.0, Math.Max(count - result.Right, result.Failed));
            measured.Add(one);
            Console.Error.WriteLine(Line(
                $"{one.Case}, {one.Concurrency} connections, {one.Peer}: {one.CpuMilliseconds:0.000} ms CPU, p50 {one.Median:0.00} ms, p99 {one.P99:0.0} ms, {one.PerSecond:0}/s, {one.Failed} failed"));
        }
    }

    private static (int Right, int Failed, double PerSecond, double P50, double P99) Of(string name, PolicyLoadResult result) =>
        (name == Deferral ? result.Deferred : result.Passed, result.Failed, result.PerSecond, result.P50, result.P99);

    private static (int Right, int Failed, double PerSecond, double P50, double P99) Of(string name, LoadResult result) =>
        (name == Deferral ? result.Deferred : result.Delivered, result.Failed, result.PerSecond, result.Median, result.P99);

    private static void InRounds<T>(int rounds, IReadOnlyList<T> servers, Action<T, int> play)
    {
        for (var round = 0; round < rounds; round++)
        {
            foreach (var server in round % 2 == 0 ? servers : servers.Reverse())
                play(server, round);
        }
    }

    private static void WarmUp(PolicyLoad clients, Peer server, int requests)
    {
        Console.Error.WriteLine($"warming up {server.Name}");
        var plan = new PolicyPlan(100, requests, 0);
        clients.Run(server.Port, plan);
        Thread.Sleep(TimeSpan.FromSeconds(PeersBenchmark.Delay + 1));
        clients.Run(server.Port, plan);
        clients.Run(server.Port, plan);
    }

    // Of several rounds the medians; of failures the sum.
    private static void Write(string what, IReadOnlyList<Measured> measured, IReadOnlyList<Peer> servers)
    {
        Console.WriteLine();
        Console.WriteLine($"| {what} | connections | server | CPU ms of the policy server | to postgrey | p50, p99 in ms | per second | MB | failed |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var group in measured.GroupBy(one => (one.Case, one.Concurrency)))
        {
            var medians = servers.Select(server => Measured.Of([.. group.Where(one => one.Peer == server.Name)])).ToList();
            var postgrey = medians.Single(one => one.Peer == Postgrey);
            foreach (var one in medians)
            {
                Console.WriteLine(Line(
                    $"| {one.Case} | {one.Concurrency} | {one.Peer} | {one.CpuMilliseconds:0.000} | {one.CpuMilliseconds / postgrey.CpuMilliseconds:0.00} | {one.Median:0.00}, {one.P99:0.0} | {one.PerSecond:0} | {one.PeakMegabytes:0} | {one.Failed} |"));
            }
        }
    }

    private static async Task<string> LoadAverage() => string.Join(' ', (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ').Take(3));

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
