using System.Globalization;

namespace GreyActors.Benchmarks.Peers;

/// <summary>What was measured, as tables in Markdown: the targets first.</summary>
internal static class PeersTables
{
    private static readonly string[] Peers = [LineUp.Ours, LineUp.Postfix, "line responder", LineUp.Sink];

    public static void Write(PeersResult result, TextWriter to)
    {
        to.WriteLine(Line($"{result.At:yyyy-MM-dd HH:mm} UTC, {result.Machine}; load average before {result.LoadBefore}, after {result.LoadAfter}."));
        to.WriteLine();
        Targets(result, to);
        Processor(result, to);
        Times(result, to);
        IdleClients(result, to);
        to.WriteLine("| one mail of 50 MB | MB a second | CPU ms |");
        to.WriteLine("|---|---|---|");
        foreach (var large in result.Large)
            to.WriteLine(Line($"| {large.Peer} | {large.MegabytesPerSecond:0} | {large.CpuMilliseconds:0} |"));
    }

    private static void Targets(PeersResult result, TextWriter to)
    {
        to.WriteLine("| target | reached |");
        to.WriteLine("|---|---|");
        Ratios("deferral, CPU: ≤ 0.30 × Postfix+postgrey", PeersBenchmark.Deferral, LineUp.Postfix);
        Ratios("deferral, CPU: ≤ 4 × smtp-sink", PeersBenchmark.Deferral, LineUp.Sink);
        Ratios("known pass of 4 KB, CPU: ≤ 0.40 × Postfix+postgrey", PeersBenchmark.Known, LineUp.Postfix);
        if (result.Idle.FirstOrDefault(idle => idle is { Peer: LineUp.Ours, Served: not null }) is { } many)
        {
            to.WriteLine(Line($"| an idle session: ≤ 20 KB | {many.KilobytesEach:0.0} KB |"));
            to.WriteLine(Line($"| 10000 idle while 500 sessions a second are served: no error | {many.Failed + many.Served!.Failed} errors, {many.Served.PerSecond:0} a second, p50 {many.Served.Median:0.0} ms, p99 {many.Served.P99:0.0} ms |"));
        }

        var most = result.Cases.Max(measured => measured.Concurrency);
        foreach (var ours in result.Cases.Where(measured => measured.Peer == LineUp.Ours && measured.Concurrency == most))
            to.WriteLine(Line($"| {most} clients, {ours.Case}: no error, p99 ≤ 3 × p50 | {ours.Failed} errors, {ours.P99 / ours.Median:0.0} × |"));
        to.WriteLine();

        void Ratios(string target, string name, string peer)
        {
            var ratios = result.Cases
                .Where(measured => measured.Case == name && measured.Peer == LineUp.Ours)
                .Select(ours => (Ours: ours, Peer: result.Find(name, peer, ours.Concurrency)))
                .Where(both => both.Peer is not null)
                .Select(both => Line($"{both.Ours.CpuMilliseconds / both.Peer!.CpuMilliseconds:0.00} ({both.Ours.Concurrency})"));
            to.WriteLine($"| {target}, by clients | {string.Join(", ", ratios)} |");
        }
    }

    private static void Processor(PeersResult result, TextWriter to)
    {
        to.WriteLine($"| CPU ms a session | clients | {string.Join(" | ", Peers)} | to Postfix+postgrey | to smtp-sink |");
        to.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var group in result.Cases.GroupBy(measured => (measured.Case, measured.Concurrency)).OrderBy(group => Array.IndexOf(Order, group.Key.Case)))
        {
            var cells = Peers.Select(peer => group.FirstOrDefault(measured => measured.Peer == peer) is { } found ? Line($"{found.CpuMilliseconds:0.000}") : "–");
            to.WriteLine(Line($"| {group.Key.Case} | {group.Key.Concurrency} | {string.Join(" | ", cells)} | {Ratio(LineUp.Postfix)} | {Ratio(LineUp.Sink)} |"));

            string Ratio(string peer) => group.FirstOrDefault(measured => measured.Peer == peer) is { } other
                ? Line($"{group.First(measured => measured.Peer == LineUp.Ours).CpuMilliseconds / other.CpuMilliseconds:0.00}")
                : "–";
        }

        to.WriteLine();
    }

    private static readonly string[] Order = [PeersBenchmark.Deferral, PeersBenchmark.FirstPass, PeersBenchmark.Known, PeersBenchmark.KnownLarger];

    private static void Times(PeersResult result, TextWriter to)
    {
        to.WriteLine($"| p50, p99 of a session in ms; sessions a second; MB at most | clients | {string.Join(" | ", Peers)} |");
        to.WriteLine("|---|---|---|---|---|---|");
        foreach (var group in result.Cases.GroupBy(measured => (measured.Case, measured.Concurrency)).OrderBy(group => Array.IndexOf(Order, group.Key.Case)))
        {
            var cells = Peers.Select(peer => group.FirstOrDefault(measured => measured.Peer == peer) is { } found
                ? Line($"{found.Median:0.0}, {found.P99:0.0}; {found.PerSecond:0}; {found.PeakMegabytes:0}{(found.Failed > 0 ? Line($", **{found.Failed} failed**") : "")}")
                : "–");
            to.WriteLine(Line($"| {group.Key.Case} | {group.Key.Concurrency} | {string.Join(" | ", cells)} |"));
        }

        to.WriteLine();
    }

    private static void IdleClients(PeersResult result, TextWriter to)
    {
        to.WriteLine("| idle clients | | MB before | MB with them | KB each | 500 sessions a second meanwhile: p50, p99 in ms, errors |");
        to.WriteLine("|---|---|---|---|---|---|");
        foreach (var idle in result.Idle)
        {
            var served = idle.Served is { } load ? Line($"{load.Median:0.0}, {load.P99:0.0}; {load.Failed}") : "–";
            to.WriteLine(Line($"| {idle.Peer} | {idle.Clients} | {idle.BeforeMegabytes:0} | {idle.Megabytes:0} | {idle.KilobytesEach:0.0} | {served} |"));
        }

        to.WriteLine();
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
