using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using GreyActors.Components;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary><c>greyactors report</c>: who never came back, who is stuck, how long mail was delayed.</summary>
internal static class ReportCommand
{
    private const int WidestBar = 40;

    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var hours = new Option<double>("--hours")
        {
            Description = "A triplet that could have passed for so many hours has not come back.",
            HelpName = "N",
            DefaultValueFactory = _ => 4,
        };
        var rows = new Option<int>("--rows") { Description = "How many clients and mails are named.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var most = new Option<int>("--most") { Description = "How many triplets are read at most.", HelpName = "N", DefaultValueFactory = _ => 500_000 };
        return options.Asking(new Command("report", "Who never came back, who is stuck, and how long mail was delayed.") { hours, rows, most }, async asked =>
        {
            var (patience, bound) = (asked.Given.GetValue(hours), asked.Given.GetValue(most));
            if (patience is not (>= 0 and <= 10_000) || bound < 1 || asked.Given.GetValue(rows) < 0)
                throw new CommandRefusedException(ExitCode.Usage, "--hours is 0 to 10000, --most at least 1, --rows at least 0");

            var maker = new ReportMaker(DateTimeOffset.UtcNow, TimeSpan.FromHours(patience), asked.Given.GetValue(rows));
            string? next = null;
            do
            {
                var limit = InShort.Count(Math.Min(ListCommand.LongestPage, bound - maker.Triplets));
                var page = (await asked.Service.Get("/api/triplets", asked.Cancelled, ("limit", limit), ("after", next))).As<ShownTriplets>();
                maker.Add(page);
                next = page.Next;
            }
            while (next is not null && maker.Triplets < bound);

            var decisions = (await asked.Service.Get("/api/decisions", asked.Cancelled, ("limit", "1000"))).As<ShownDecisions>();
            var report = maker.Make(decisions, isWhole: next is null);
            if (asked.WantsJson)
                asked.Screen.Json(JsonSerializer.Serialize(report, ServiceClient.Options));
            else
                Show(asked.Screen, report);
            return ExitCode.Ok;
        });
    }

    /// <summary>The report in words, with what it cannot know.</summary>
    public static void Show(Screen screen, Report report)
    {
        screen.Line($"{InShort.Time(report.At)}: {report.Triplets} triplets, {report.Passed} have passed, {report.Waiting} have not");
        if (!report.IsWhole)
            screen.Line("These are not all: --most ended the reading, and what is not read may hold the rest of what is said below.");
        if (!report.Away.IsEmpty)
            screen.Line($"Partitions {string.Join(", ", report.Away)} do not answer: their triplets are missing here.");

        screen.Line("");
        screen.Line($"Never came back: {report.NeverCameBack} triplets that could have passed for {InShort.Span(report.PatienceSeconds)} and longer");
        if (!report.ByClient.IsEmpty)
        {
            screen.Show(new Listing(["client", "triplets", "oldest", "for example"], [.. report.ByClient.Select(client => ImmutableArray.Create<Cell>(
                client.Client, InShort.Count(client.Triplets), InShort.Time(client.Oldest), $"{InShort.Path(client.From)} to {InShort.Path(client.To)}"))]));
        }

        screen.Line("");
        screen.Line($"Stuck: {report.StuckMails} pairs of paths that wait from several networks and have passed from none");
        if (!report.Stuck.IsEmpty)
        {
            screen.Show(new Listing(["from", "to", "networks", "oldest", "latest"], [.. report.Stuck.Select(mail => ImmutableArray.Create<Cell>(
                InShort.Path(mail.From), InShort.Path(mail.To), InShort.Count(mail.Clients), InShort.Time(mail.Oldest), InShort.Time(mail.Latest)))]));
        }

        screen.Line("");
        ShowDelays(screen, report);
        screen.Line("");
        screen.Line("Not known: when a triplet was last tried; what was forgotten (after twice greylisting.retry-window); whether a mail that did not");
        screen.Line("come back was spam, came by another server, or was given up; delays before the oldest decision that is kept.");
    }

    private static void ShowDelays(Screen screen, Report report)
    {
        var basis = report.DecisionsSince is { } since ? $"{report.Decisions} decisions since {InShort.Time(since)}" : "no decision that is kept";
        var lost = report.DecisionsLost > 0 ? $"; {report.DecisionsLost} more were lost" : "";
        if (report.Delays is not { } delays)
        {
            screen.Line($"Delay: nothing passed after a wait, in {basis}{lost}");
            return;
        }

        screen.Line(
            $"Delay of {delays.Count} that passed, in {basis}{lost}: median {InShort.Span(delays.Median)}, 90 % within {InShort.Span(delays.NinetyPercent)}, "
            + $"shortest {InShort.Span(delays.Shortest)}, longest {InShort.Span(delays.Longest)}");
        var largest = delays.Buckets.Max(bucket => bucket.Count);
        screen.Show(new Listing(["waited", "passed", ""], [.. delays.Buckets.Where(bucket => bucket.Count > 0).Select(bucket => ImmutableArray.Create<Cell>(
            bucket.BelowSeconds is { } bound ? $"less than {InShort.Span(bound)}" : "longer",
            InShort.Count(bucket.Count),
            new string('#', (int)Math.Ceiling((double)WidestBar * bucket.Count / largest))))]));
    }
}
