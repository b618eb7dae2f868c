using System.Collections.Immutable;
using System.Globalization;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Outcome;

namespace GreyActors.Cli;

/// <summary>Prints an <see cref="OutcomeReport"/> for a postmaster.</summary>
internal static class ReportText
{
    private const int WidestBar = 20;

    /// <summary>Prints the report, and its limits.</summary>
    public static void Show(Screen screen, OutcomeReport report)
    {
        screen.WriteLine(report.Since is { } since
            ? $"Outcome of greylisting from {Format.Time(since)} to {Format.Time(report.At)}"
            : "No mail was judged yet");
        if (!report.Missing.IsEmpty)
            screen.WriteLine($"The figures of {string.Join(", ", report.Missing)} are missing: no answer.");
        if (report.IsHypothetical)
        {
            screen.WriteLine($"These days include observe mode: {Counted(report.Attempts.WouldDefer, "mail")} passed that would have been deferred.");
            screen.WriteLine("They count as delayed by the initial delay, the least; they include spam that would never have been retried.");
        }

        screen.WriteLine("");
        screen.Write(new Listing(
            ["", "mails", "delayed", "median", "95 %", "median of the delayed", "95 %"],
            [Row("first contacts", report.First), Row("later mails", report.Later)]));
        screen.WriteLine("");
        ShowAttempts(screen, report.Attempts);
        ShowReasons(screen, report);
        ShowLongest(screen, report);
        ShowStuck(screen, report);
        ShowGone(screen, "Gave up: senders that retried, did not pass, and have stopped", report.GaveUp);
        ShowGone(screen, "Never retried: clients with a name or an SPF record, those with most mails first", report.Unretried);
        ShowTrend(screen, report);
        ShowLosses(screen, report.Lost);
    }

    private static ImmutableArray<Cell> Row(string name, MailFigures mails) =>
    [
        name, Format.Count(mails.Mails), Share(mails), Delay(mails.Median), Delay(mails.P95), Delay(mails.DelayedMedian), Delay(mails.DelayedP95),
    ];

    private static void ShowAttempts(Screen screen, OutcomeAttempts attempts) => screen.WriteLine(
        $"{Counted(attempts.Deferred, "attempt")} deferred. Of these mails, {Format.Count(attempts.Waiting)} may still pass ({Format.Count(attempts.Stuck)} are stuck), "
        + $"{Format.Count(attempts.GaveUp)} were given up after retries, {Format.Count(attempts.NeverRetried)} were never retried (most of it spam).");

    private static void ShowReasons(Screen screen, OutcomeReport report)
    {
        if (report.Reasons.IsEmpty)
            return;
        var sum = report.Reasons.Sum(reason => reason.Mails);
        screen.WriteLine("");
        screen.Write(new Listing(["why mail passed", "mails", ""], [.. report.Reasons.Select(reason => ImmutableArray.Create<Cell>(
            InWords(reason), Format.Count(reason.Mails), Percent((double)reason.Mails / sum)))]));
    }

    private static string InWords(ReasonFigures reason) => RecipientRules.Of(reason.Rule).Sentence + reason.By switch
    {
        IdentityKind.Network => ", by its network",
        IdentityKind.Host => ", by its name",
        IdentityKind.Spf => ", by SPF",
        _ => "",
    };

    private static void ShowLongest(Screen screen, OutcomeReport report)
    {
        if (report.Longest.IsEmpty)
            return;
        screen.WriteLine("");
        screen.Write(new Listing(["longest waits", "attempts", "client", "from", "to", "passed"], [.. report.Longest.Select(wait => ImmutableArray.Create<Cell>(
            Format.Span(wait.DelaySeconds), wait.Attempts is { } attempts ? Format.Count(attempts) : "", ClientOf(wait.Client, wait.Identity), Format.Path(wait.From),
            Format.Path(wait.To), Format.Time(wait.At)))])
        {
            Dispensable = ["attempts", "passed"],
        });
    }

    private static void ShowStuck(Screen screen, OutcomeReport report)
    {
        screen.WriteLine("");
        screen.WriteLine(report.Attempts.Stuck == 0 ? "Stuck: none" : $"Stuck: {Counted(report.Attempts.Stuck, "mail")} retried without passing");
        foreach (var mail in report.Stuck)
        {
            screen.WriteLine(
                $"  {Format.Path(mail.From)} to {Format.Path(mail.To)}, {ClientOf(mail.Client, mail.Identity)}: {Counted(mail.Attempts, "attempt")} since "
                + $"{Format.Time(mail.First)}, the last at {Format.Time(mail.Last)}");
            Show(screen, mail.Advice);
        }
    }

    private static void ShowGone(Screen screen, string title, ImmutableArray<GoneSender> senders)
    {
        if (senders.IsEmpty)
            return;
        screen.WriteLine("");
        screen.WriteLine(title);
        foreach (var sender in senders)
        {
            screen.WriteLine(
                $"  {Format.Path(sender.From)} to {Format.Path(sender.To)}, {ClientOf(sender.Client, sender.Identity)}: {Counted(sender.Attempts, "attempt")} until "
                + $"{Format.Time(sender.Last)}{(sender.Mails > 1 ? $"; {Format.Count(sender.Mails)} such mails" : "")}");
            Show(screen, sender.Advice);
        }
    }

    // A command is not escaped twice: its backslashes are those of the shell.
    private static void Show(Screen screen, Advice advice)
    {
        screen.WriteLine($"    {advice.Why}");
        screen.WriteEscapedLine($"    $ {advice.Command}");
        if (advice.Setting is not null)
            screen.WriteLine($"    or in the configuration: {advice.Setting}");
    }

    private static void ShowTrend(Screen screen, OutcomeReport report)
    {
        ImmutableArray<TrendDay> days = [.. report.Trend.Where(day => day.First.Mails + day.Later.Mails + day.Deferred > 0)];
        if (days.IsEmpty)
            return;
        screen.WriteLine("");
        screen.Write(new Listing(["day", "first contacts", "delayed", "", "later mails", "delayed", "given up"], [.. days.Select(day => ImmutableArray.Create<Cell>(
            day.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Format.Count(day.First.Mails),
            Share(day.First),
            new string('#', (int)Math.Round(WidestBar * day.First.Share)),
            Format.Count(day.Later.Mails),
            Share(day.Later),
            Format.Count(day.GaveUp)))]));
    }

    private static void ShowLosses(Screen screen, OutcomeLosses lost)
    {
        if (lost.Conversations > 0)
            screen.WriteLine($"{Counted(lost.Conversations, "conversation")} forgotten: their next mail counts as a first contact.");
        if (lost.Waiting > 0)
            screen.WriteLine($"{Counted(lost.Waiting, "deferred mail")} not followed: their outcome is missing.");
        if (lost.Decisions > 0)
            screen.WriteLine($"{Counted(lost.Decisions, "decision")} since the start came too fast and are not counted.");
    }

    private static string Counted(long count, string one) => $"{Format.Count(count)} {one}{(count == 1 ? "" : "s")}";

    private static string ClientOf(string client, string identity) => $"{client} ({identity})";

    private static string Share(MailFigures mails) => mails.Mails == 0 ? "" : $"{Format.Count(mails.Delayed)} ({Percent(mails.Share)})";

    private static string Percent(double part) => part.ToString("0.0 %", CultureInfo.InvariantCulture);

    private static string Delay(double? seconds) => seconds switch
    {
        null => "",
        0 => "none",
        { } delay => Format.Span(delay),
    };
}
