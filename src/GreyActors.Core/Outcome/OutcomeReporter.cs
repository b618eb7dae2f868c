using System.Collections.Immutable;

namespace GreyActors.Core.Outcome;

/// <summary>Makes an <see cref="OutcomeReport"/> from an <see cref="OutcomeState"/>.</summary>
public static class OutcomeReporter
{
    // Two attempts are a sender that was late once; the third one shows that it is not the last.
    private const int StuckAttempts = 3;

    // A sender that retries every minute is not stuck while it waits.
    private const int StuckDelays = 2;

    /// <summary>The report.</summary>
    /// <param name="days">The number of days, today included: 1 to <see cref="OutcomeLimits.Days"/>.</param>
    /// <param name="rows">The length of each list.</param>
    /// <param name="lostDecisions">The decisions that did not reach the state.</param>
    public static OutcomeReport Make(OutcomeState state, DateTimeOffset now, int days, int rows, OutcomeTiming timing, long lostDecisions)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var from = today.AddDays(1 - days);
        var sum = new OutcomeDay(from);
        var longest = new List<LongWait>();
        foreach (var day in state.Days.Where(day => day.Date >= from))
        {
            sum.Add(day);
            longest.AddRange(day.Longest);
        }

        var begin = new DateTimeOffset(from.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        ImmutableArray<WaitingMail> stuck = [.. state.Waiting.All.Where(mail => IsStuck(mail, timing))];
        return new OutcomeReport(
            now,
            state.Since is { } since && since < begin ? begin : state.Since,
            sum.WouldDefer > 0,
            sum.First.Figures(),
            sum.Later.Figures(),
            new OutcomeAttempts(
                sum.Deferred, sum.WouldDefer, state.Waiting.All.Count(mail => !mail.HasPassed), stuck.Length, sum.GaveUp, sum.NeverRetried),
            [.. sum.Passes.OrderByDescending(one => one.Value).ThenBy(one => one.Key.Rule).Select(one => new ReasonFigures(one.Key.Rule, one.Key.By, one.Value))],
            [.. longest.OrderByDescending(wait => wait.Delay).Take(rows).Select(FiguresOf)],
            [.. stuck.OrderByDescending(mail => mail.Attempts).ThenBy(mail => mail.First).Take(rows).Select(mail => StuckOf(mail, timing))],
            [.. Gone(state.GaveUp, begin, timing).OrderByDescending(sender => sender.Last).Take(rows)],
            [.. Gone(state.Unretried, begin, timing).OrderByDescending(sender => sender.Mails).ThenByDescending(sender => sender.Last).Take(rows)],
            [.. Dates(from, today).Select(date => (state.Days.FirstOrDefault(day => day.Date == date) ?? new OutcomeDay(date)).Trend())],
            new OutcomeLosses(state.Seen.Forgotten, state.Waiting.Dropped, lostDecisions));
    }

    private static bool IsStuck(in WaitingMail mail, OutcomeTiming timing) =>
        !mail.HasPassed && mail.Attempts >= StuckAttempts && TimeSpan.FromMilliseconds(mail.Last - mail.First) >= StuckDelays * timing.InitialDelay;

    private static WaitFigures FiguresOf(LongWait wait) => new(
        wait.At, wait.Delay.TotalSeconds, wait.Attempts, wait.Rule, wait.Mail.Client, wait.Mail.Identity, wait.Mail.From, wait.Mail.To);

    private static StuckMail StuckOf(WaitingMail waiting, OutcomeTiming timing)
    {
        var mail = waiting.Mail;
        return new StuckMail(
            mail.Client, mail.Identity, mail.From, mail.To, waiting.Attempts, waiting.NetworkCount, At(waiting.First), At(waiting.Last), waiting.Rule,
            Advice.For(waiting, timing));
    }

    private static IEnumerable<GoneSender> Gone(IEnumerable<WaitingMail> mails, DateTimeOffset begin, OutcomeTiming timing) => mails
        .Where(waiting => At(waiting.Last) >= begin)
        .Select(waiting => (Waiting: waiting, waiting.Mail))
        .GroupBy(one => (one.Mail.Identity, Domain: one.Mail.From[(one.Mail.From.LastIndexOf('@') + 1)..]))
        .Select(group => (Last: group.MaxBy(one => one.Waiting.Last), Mails: group.Count()))
        .Select(one => new GoneSender(
            one.Last.Mail.Client, one.Last.Mail.Identity, one.Last.Mail.From, one.Last.Mail.To, one.Mails, one.Last.Waiting.Attempts,
            At(one.Last.Waiting.First), At(one.Last.Waiting.Last), one.Last.Waiting.Rule, Advice.For(one.Last.Waiting, timing)));

    private static IEnumerable<DateOnly> Dates(DateOnly from, DateOnly to)
    {
        for (var date = from; date <= to; date = date.AddDays(1))
            yield return date;
    }

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
