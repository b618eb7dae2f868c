using System.Globalization;
using GreyActors.Configuration;

namespace GreyActors.Benchmarks.Peers;

/// <summary>Whether a session costs more when a million triplets are stored than when a thousand are: two programs side by side, in alternating rounds.</summary>
internal static class GrowthBenchmark
{
    private const int Partitions = 16;
    private const int Sessions = 3000;

    public static async Task Run(PeersOptions options, string folder)
    {
        var clients = new LoadClient(folder);
        var program = options.Program ?? GreyActorsPeer.Publish(folder);
        using var sink = new SmtpSinkPeer("sink behind", folder, defers: false);
        using var few = new GreyActorsPeer("1 k triplets", folder, program, sink.Port, await Store(folder, 1000));
        using var many = new GreyActorsPeer("1 M triplets", folder, program, sink.Port, await Store(folder, 1_000_000));
        var plan = new LoadPlan(20, Sessions, 0);
        Peer[] both = [few, many];
        // What is compiled, and what the recovery left to the garbage collector, is not what is measured.
        for (var warm = 0; warm < 3; warm++)
        {
            foreach (var peer in both)
                clients.Run(peer.Port, plan with { FirstTriplet = warm * Sessions });
        }

        var rounds = new Rounds(clients, options.Quick ? 3 : 7);
        var measured = plan with { FirstTriplet = 10 * Sessions };
        rounds.Play(PeersBenchmark.Deferral, both, measured);
        Thread.Sleep(TimeSpan.FromSeconds(PeersBenchmark.Delay + 1));
        rounds.Play(PeersBenchmark.FirstPass, both, measured);
        rounds.Play(PeersBenchmark.Known, both, measured);
        Console.WriteLine("| CPU ms a session | 1 k triplets | 1 M triplets | ratio (target: ≤ 1.10) | failed |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var pair in rounds.Results.GroupBy(result => result.Case))
        {
            var (one, other) = (pair.First(result => result.Peer == few.Name), pair.First(result => result.Peer == many.Name));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {pair.Key} | {one.CpuMilliseconds:0.000} | {other.CpuMilliseconds:0.000} | {other.CpuMilliseconds / one.CpuMilliseconds:0.00} | {one.Failed + other.Failed} |"));
        }
    }

    private static async Task<string> Store(string folder, int triplets)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"store-{triplets}"))).FullName, "greylist.db");
        await FilledStore.Make(new StoreSettings(StoreProvider.Sqlite, path, TimeSpan.FromSeconds(5), Partitions, OnCorruption.Refuse), triplets);
        return path;
    }
}
