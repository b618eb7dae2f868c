using System.Collections.Immutable;
using System.CommandLine;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Delivery;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary><c>greyactors status</c>: shows health, backends and counters.</summary>
internal static class StatusCommand
{
    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options) => options.MachineCommand(
        new Command("status", "Show health, backends and counters. Exits 1 if there is a problem: a check fails, no backend of a route is up, a reload was refused, or a restart is needed."),
        async context =>
        {
            var (ready, stats, servers, cluster) = (
                await context.Service.Get("/readyz", context.Cancellation),
                await context.Service.Get("/api/stats", context.Cancellation),
                await context.Service.Get("/api/servers", context.Cancellation),
                await context.Service.Get("/api/cluster", context.Cancellation));
            var (readiness, counted) = (ready.As<ReadinessAnswer>(), stats.As<Stats>());
            if (context.WantsJson)
                context.Screen.WriteJson($$"""{"readiness":{{ready.Json}},"stats":{{stats.Json}},"servers":{{servers.Json}},"cluster":{{cluster.Json}}}""");
            else
                Show(context.Screen, readiness, counted, servers.As<BackendsView>(), cluster.As<ShownCluster>());
            return readiness.Ok && counted.Problems.IsEmpty ? ExitCode.Ok : ExitCode.NotFound;
        });

    /// <summary>Prints checks, machines, backends and counters.</summary>
    public static void Show(Screen screen, ReadinessAnswer readiness, Stats stats, BackendsView view, ShownCluster cluster)
    {
        screen.WriteLine($"GreyActors {stats.Version.Split('+')[0]}, since {Format.Time(stats.StartedAt)} ({Format.Span(stats.UptimeSeconds)}): {Headline(stats)}");
        foreach (var problem in stats.Problems)
            screen.WriteLine($"  {problem.Name}: {problem.Why}");
        screen.WriteLine("");
        screen.Write(new Listing(["check", "", "reason"], [.. readiness.Checks.Select(
            check => ImmutableArray.Create<Cell>(check.Name, CellOf(check), check.Why))]));
        screen.WriteLine("");
        if (cluster.Enabled)
        {
            screen.Write(new Listing(["machine", "state", "partitions", "version", "notes"], [.. cluster.Machines.Select(
                machine => ImmutableArray.Create<Cell>(
                    machine.Machine,
                    new Cell(machine.IsReachable ? machine.State : "unreachable", machine is { IsReachable: true, State: "up" } ? Tone.Good : machine.IsReachable ? Tone.Waiting : Tone.Bad),
                    Format.Count(machine.Partitions),
                    machine.Version?.Split('+')[0] ?? "",
                    NotesOf(machine)))])
            {
                Dispensable = ["version", "partitions"],
            });
            screen.WriteLine("");
        }

        screen.Write(new Listing(["backend", "state", "since", "relays", "waiting", "reason"], [.. view.Servers.Select(
            server => ImmutableArray.Create<Cell>(
                server.Server,
                new Cell(server.Condition, server.Condition switch { "up" => Tone.Good, "down" => Tone.Bad, _ => Tone.Waiting }),
                Format.Time(server.Since),
                Format.Count(server.OpenRelays),
                Format.Count(server.Waiting),
                server.Reason ?? ""))])
        {
            Dispensable = ["since", "waiting", "relays"],
        });
        screen.WriteLine("");
        if (!stats.Certificates.IsEmpty)
        {
            screen.Write(new Listing(["certificate", "names", "valid until"], [.. stats.Certificates.Select(
                one => ImmutableArray.Create<Cell>(one.Subject, string.Join(", ", one.Names), ValidUntil(one)))]));
            screen.WriteLine("");
        }

        screen.Write(Listing.OfPairs(
            ("mode", stats.Mode == GreylistingMode.Observe
                ? new Cell("observe: no mail is deferred because of greylisting" + Named(", would be deferred: ", stats.WouldDefer), Tone.Waiting)
                : new Cell("enforce")),
            ("sessions", $"{stats.Sessions.Open} open, {stats.Sessions.Total} in total" + Named(", rejected: ", stats.Sessions.TurnedAway)),
            ("greylist", $"triplets: {stats.Store.Triplets}, waiting: {stats.Store.Waiting}"),
            ("known clients", $"pairs and expected replies: {stats.Store.Known}"),
            ("identities", $"DNS {(stats.Reputation.Dns ? "on" : "off")}, {Format.Suffixes(stats.Reputation.PublicSuffixes, stats.Reputation.SuffixRules)}" + Named(", passed by: ", stats.Reputation.Passes)),
            ("verdicts", Named("", stats.Verdicts)),
            ("mails", Named("", stats.Mails)),
            ("relays", $"{stats.Relays.Open} open, {stats.Relays.Total} in total")));
    }

    private static string Headline(Stats stats) => stats.Problems.Length switch
    {
        0 => "all is well",
        1 => "1 problem",
        var many => $"{many} problems",
    };

    private static string NotesOf(ShownMachine machine)
    {
        IEnumerable<string> notes =
        [
            .. machine.IsSelf ? ["answers here"] : Array.Empty<string>(),
            .. machine.UnreachableSince is { } since ? [$"since {Format.Time(since)}"] : Array.Empty<string>(),
            .. machine.StoreWorks == false ? ["its database does not answer"] : Array.Empty<string>(),
            .. machine.Differences.Select(one => $"{one.Key} is {one.There} there, {one.Here} here"),
        ];
        return string.Join("; ", notes);
    }

    private static Cell ValidUntil(ShownCertificate one) =>
        new(Format.Time(one.NotAfter), one.NotAfter < DateTimeOffset.UtcNow ? Tone.Bad : Tone.Plain);

    private static Cell CellOf(ReadinessCheck check) => check switch
    {
        { Ok: true } => new Cell("ok", Tone.Good),
        { IsFatal: true } => new Cell("failed", Tone.Bad),
        _ => new Cell("degraded", Tone.Waiting),
    };

    private static string Named(string before, SortedDictionary<string, long> counts) =>
        counts.Values.All(count => count == 0)
            ? ""
            : $"{before}{string.Join(", ", counts.Where(one => one.Value > 0).Select(one => $"{one.Key} {one.Value}"))}";
}
