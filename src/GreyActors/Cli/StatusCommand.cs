using System.Collections.Immutable;
using System.CommandLine;
using GreyActors.Components;
using GreyActors.Delivery;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary><c>greyactors status</c>: whether the service can do its work, and what it did so far.</summary>
internal static class StatusCommand
{
    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options) => options.Asking(
        new Command("status", "Whether the service can do its work, its backends, and what was counted. Exit code 1: a check is not well."),
        async asked =>
        {
            var (ready, stats, servers) = (
                await asked.Service.Get("/readyz", asked.Cancelled),
                await asked.Service.Get("/api/stats", asked.Cancelled),
                await asked.Service.Get("/api/servers", asked.Cancelled));
            var readiness = ready.As<ReadinessAnswer>();
            if (asked.WantsJson)
                asked.Screen.Json($$"""{"readiness":{{ready.Json}},"stats":{{stats.Json}},"servers":{{servers.Json}}}""");
            else
                Show(asked.Screen, readiness, stats.As<Stats>(), servers.As<BackendsView>());
            return readiness.Ok ? ExitCode.Ok : ExitCode.NotFound;
        });

    /// <summary>Checks, backends, counts.</summary>
    public static void Show(Screen screen, ReadinessAnswer readiness, Stats stats, BackendsView view)
    {
        screen.Line($"GreyActors {stats.Version.Split('+')[0]}, since {InShort.Time(stats.StartedAt)} ({InShort.Span(stats.UptimeSeconds)})");
        screen.Line("");
        screen.Show(new Listing(["check", "", "why"], [.. readiness.Checks.Select(
            check => ImmutableArray.Create<Cell>(check.Name, check.Ok ? new Cell("well", Tone.Good) : new Cell("not well", Tone.Bad), check.Why))]));
        screen.Line("");
        screen.Show(new Listing(["backend", "condition", "since", "relays", "waiting", "reason"], [.. view.Servers.Select(
            server => ImmutableArray.Create<Cell>(
                server.Server,
                new Cell(server.Condition, server.Condition switch { "up" => Tone.Good, "down" => Tone.Bad, _ => Tone.Waiting }),
                InShort.Time(server.Since),
                InShort.Count(server.OpenRelays),
                InShort.Count(server.Waiting),
                server.Reason ?? ""))]));
        screen.Line("");
        screen.Show(Listing.OfPairs(
            ("sessions", $"{stats.Sessions.Open} open, {stats.Sessions.Total} served" + Named(", turned away: ", stats.Sessions.TurnedAway)),
            ("greylist", $"triplets: {stats.Store.Triplets}, waiting: {stats.Store.Waiting}"),
            ("verdicts", Named("", stats.Verdicts)),
            ("mails", Named("", stats.Mails)),
            ("relays", $"{stats.Relays.Open} open, {stats.Relays.Total} begun")));
    }

    private static string Named(string before, SortedDictionary<string, long> counts) =>
        counts.Values.All(count => count == 0)
            ? ""
            : $"{before}{string.Join(", ", counts.Where(one => one.Value > 0).Select(one => $"{one.Key} {one.Value}"))}";
}
