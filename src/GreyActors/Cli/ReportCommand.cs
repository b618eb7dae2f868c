using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using GreyActors.Components;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary><c>greyactors report</c>: senders that never retried or are stuck, and the delays of mail.</summary>
internal static class ReportCommand
{
    private const int WidestBar = 40;

    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var hours = new Option<double>("--hours")
        {
            Description = "Count a triplet as never retried after this many hours in which it could have passed.",
            HelpName = "N",
            DefaultValueFactory = _ => 4,
        };
        var rows = new Option<int>("--rows") { Description = "The number of clients and mails to list.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var most = new Option<int>("--most") { Description = "The largest number of triplets to read.", HelpName = "N", DefaultValueFactory = _ => 500_000 };
        return options.ServiceCommand(new Command("report", "Show senders that never retried or are stuck, and how long mail was delayed.") { hours, rows, most }, async context =>
        {
            var (patience, bound) = (context.Arguments.GetValue(hours), context.Arguments.GetValue(most));
            if (patience is not (>= 0 and <= 10_000) || bound < 1 || context.Arguments.GetValue(rows) < 0)
                throw new CommandRefusedException(ExitCode.Usage, "--hours must be 0 to 10000, --most at least 1, --rows at least 0");

            var maker = new ReportMaker(DateTimeOffset.UtcNow, TimeSpan.FromHours(patience), context.Arguments.GetValue(rows));
            string? next = null;
            do
            {
                var limit = Format.Count(Math.Min(ListCommand.LongestPage, bound - maker.Triplets));
                var page = (await context.Service.Get("/api/triplets", context.Cancellation, ("limit", limit), ("after", next))).As<ShownTriplets>();
                maker.Add(page);
                next = page.Next;
            }
            while (next is not null && maker.Triplets < bound);

            var decisions = (await context.Service.Get("/api/decisions", context.Cancellation, ("limit", "1000"))).As<ShownDecisions>();
            var report = maker.Make(decisions, isWhole: next is null);
            if (context.WantsJson)
                context.Screen.WriteJson(JsonSerializer.Serialize(report, ServiceClient.Options));
            else
                Show(context.Screen, report);
            return ExitCode.Ok;
        });
    }

    /// <summary>Prints the report, and its limits.</summary>
    public static void Show(Screen screen, Report report)
    {
        screen.WriteLine($"{Format.Time(report.At)}: {report.Triplets} triplets, {report.Passed} passed, {report.Waiting} waiting");
        if (!report.IsWhole)
            screen.WriteLine("Incomplete: --most limited the number of triplets. The numbers below cover only the triplets that were read.");
        if (!report.Away.IsEmpty)
            screen.WriteLine($"Partitions {string.Join(", ", report.Away)} do not answer: their triplets are missing.");

        screen.WriteLine("");
        screen.WriteLine($"Never retried: {report.NeverRetried} triplets that could have passed for at least {Format.Span(report.RetryAllowanceSeconds)}");
        if (!report.ByClient.IsEmpty)
        {
            screen.Write(new Listing(["client", "triplets", "oldest", "for example"], [.. report.ByClient.Select(client => ImmutableArray.Create<Cell>(
                client.Client, Format.Count(client.Triplets), Format.Time(client.Oldest), $"{Format.Path(client.From)} to {Format.Path(client.To)}"))]));
        }

        screen.WriteLine("");
        screen.WriteLine(report.StuckMails == 0 ? "Stuck: none" : $"Stuck: {report.StuckMails} sender/recipient pairs that are retried from different networks and never pass");
        if (!report.Stuck.IsEmpty)
        {
            screen.Write(new Listing(["from", "to", "networks", "oldest", "latest"], [.. report.Stuck.Select(mail => ImmutableArray.Create<Cell>(
                Format.Path(mail.From), Format.Path(mail.To), Format.Count(mail.Clients), Format.Time(mail.Oldest), Format.Time(mail.Latest)))]));
        }

        screen.WriteLine("");
        ShowDelays(screen, report);
        screen.WriteLine("");
        screen.WriteLine("Unknown: the last attempt of a triplet; triplets that were forgotten (after twice greylisting.retry-window); whether mail that was not retried was");
        screen.WriteLine("spam, was sent through another server, or was given up; delays before the oldest kept decision.");
    }

    private static void ShowDelays(Screen screen, Report report)
    {
        var basis = report.DecisionsSince is { } since ? $"{report.Decisions} decisions since {Format.Time(since)}" : "no kept decisions";
        var lost = report.DecisionsLost > 0 ? $"; {report.DecisionsLost} more were not recorded" : "";
        if (report.Delays is not { } delays)
        {
            screen.WriteLine($"Delay: no mail passed after a wait ({basis}{lost})");
            return;
        }

        screen.WriteLine(
            $"Delay of {delays.Count} attempts that passed ({basis}{lost}): median {Format.Span(delays.Median)}, 90 % within {Format.Span(delays.NinetyPercent)}, "
            + $"shortest {Format.Span(delays.Shortest)}, longest {Format.Span(delays.Longest)}");
        var largest = delays.Buckets.Max(bucket => bucket.Count);
        screen.Write(new Listing(["waited", "passed", ""], [.. delays.Buckets.Where(bucket => bucket.Count > 0).Select(bucket => ImmutableArray.Create<Cell>(
            bucket.BelowSeconds is { } bound ? $"less than {Format.Span(bound)}" : "longer",
            Format.Count(bucket.Count),
            new string('#', (int)Math.Ceiling((double)WidestBar * bucket.Count / largest))))]));
    }
}
