using System.Diagnostics;
using System.Globalization;

namespace GreyActors.Benchmarks.Peers;

/// <summary>Whether memory or the cost of a session grows with time: the same load again and again, over a store that is as full as it may be.</summary>
internal static class SoakBenchmark
{
    private const int OctetsInMegabyte = 1 << 20;
    private const int MaxTriplets = 20_000;
    private const int PerSecond = 200;
    private const int Sessions = 1000;

    public static void Run(PeersOptions options, string folder, TimeSpan duration)
    {
        var clients = new LoadClient(folder);
        var program = options.Program ?? GreyActorsPeer.Publish(folder);
        using var sink = new SmtpSinkPeer("sink behind", folder, defers: false);
        using var greyActors = new GreyActorsPeer(LineUp.Ours, folder, program, sink.Port, more: $"greylisting.max-triplets = {MaxTriplets}");
        Fill(clients, greyActors.Port);
        Console.WriteLine("| minutes | MB | CPU ms a session | errors |");
        Console.WriteLine("|---|---|---|---|");
        var (watch, next) = (Stopwatch.StartNew(), 1_000_000L);
        while (watch.Elapsed < duration)
        {
            var (before, failed, sessions) = (greyActors.Processes.ProcessorTime, 0, 0);
            for (var end = watch.Elapsed + (duration / 10); watch.Elapsed < end; next += Sessions)
            {
                // Half of the sessions are new, the other half known; mail follows at the rate at which it comes, not as fast as it can.
                var unknown = clients.Run(greyActors.Port, new LoadPlan(200, Sessions, next, PerSecond: PerSecond));
                var known = clients.Run(greyActors.Port, new LoadPlan(200, Sessions, 0, PerSecond: PerSecond));
                failed += unknown.Failed + known.Failed + (Sessions - unknown.Deferred) + (Sessions - known.Delivered);
                sessions += unknown.Sessions + known.Sessions;
            }

            var took = (greyActors.Processes.ProcessorTime - before).Total.TotalMilliseconds / sessions;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {watch.Elapsed.TotalMinutes:0.0} | {(double)greyActors.Processes.Memory / OctetsInMegabyte:0.0} | {took:0.000} | {failed} |"));
        }
    }

    // The triplets that are known stay; the others are as many as are remembered, and from then on the oldest make room.
    private static void Fill(LoadClient clients, int port)
    {
        clients.Run(port, new LoadPlan(100, Sessions, 0));
        Thread.Sleep(TimeSpan.FromSeconds(PeersBenchmark.Delay + 1));
        clients.Run(port, new LoadPlan(100, Sessions, 0));
        clients.Run(port, new LoadPlan(100, MaxTriplets, 100_000));
    }
}
