using System.Collections.Immutable;
using GreyActors.Core.Judging;

namespace GreyActors.Replay;

/// <summary>Counts the outcomes of a replay. Only this class reads the labels of the history.</summary>
internal static class FigureMaker
{
    private const int CodeLimit = 10 * 60 * 1000;

    /// <summary>The upper ends of the ranges of delays, in minutes.</summary>
    private static readonly int[] DelayBounds = [0, 5, 10, 15, 30, 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60, int.MaxValue / 60_000];

    private static readonly (int From, int? To)[] DeferralRanges = [(0, 0), (1, 1), (2, 2), (3, 3), (4, 5), (6, 10), (11, null)];

    /// <summary>The figures of a replay.</summary>
    public static ReplayFigures Of(ReplayRun run)
    {
        var all = Recipients(run);
        // If the history does not say which mail is wanted, all of it counts.
        var wanted = all.Where(one => one.Class != MessageClass.Unwanted && one.Outcome is { State: not RecipientState.Refused, Rule: not RecipientRule.AllowedClient }).ToList();
        return new ReplayFigures(
            Traffic(run, all),
            Contacts([.. wanted.Where(one => one.IsFirst)]),
            Contacts([.. wanted.Where(one => !one.IsFirst)]),
            Deferrals(wanted),
            Lost(wanted),
            Retries(wanted),
            Spam(all),
            Store(run),
            [.. all.CountBy(one => one.Outcome.Rule).OrderBy(rule => rule.Key).Select(rule => new RuleFigure(RecipientRules.Of(rule.Key).Name, rule.Value))],
            [.. run.Days.Select(day => new DayFigures(day.Day, day.AtOnce, day.Later, day.Deferred, day.Refused))]);
    }

    private static List<JudgedRecipient> Recipients(ReplayRun run)
    {
        var (all, contacts) = (new List<JudgedRecipient>(), new Correspondents());
        for (var number = 0; number < run.Messages.Length; number++)
        {
            var message = run.Messages[number];
            for (var recipient = 0; recipient < message.ForwardPaths.Length; recipient++)
            {
                all.Add(new JudgedRecipient(message, recipient, contacts.IsFirst(message, recipient), run.Outcomes[number][recipient]));
            }
        }

        return all;
    }

    private static TrafficFigures Traffic(ReplayRun run, List<JudgedRecipient> all)
    {
        var accepted = all.Count(one => one.Outcome.State == RecipientState.Accepted);
        return new TrafficFigures(
            run.Messages.Length,
            all.Count,
            run.Attempts,
            run.Attempts - accepted,
            Share(run.Attempts - accepted, run.Attempts),
            all.Count(one => one.Outcome.State == RecipientState.Refused),
            run.Omitted,
            all.Count(one => one.Outcome.IsAssumed));
    }

    private static ContactFigures Contacts(List<JudgedRecipient> some)
    {
        var delays = some.Select(one => one.Delay).Order().ToList();
        var delayed = some.Count(one => one.Outcome.IsDelayed);
        var accepted = delays.FindLastIndex(delay => delay != JudgedRecipient.Lost);
        return new ContactFigures(
            some.Count,
            delayed,
            Share(delayed, some.Count),
            Quantile(delays, 0.5),
            Quantile(delays, 0.95),
            Quantile(delays, 0.99),
            Quantile(delays, 1),
            accepted < 0 ? null : Seconds(delays[accepted]),
            Quantile(delays[(some.Count - delayed)..], 0.5),
            Distribution(delays));
    }

    private static ImmutableArray<DelayRange> Distribution(List<int> delays)
    {
        var counts = new int[DelayBounds.Length + 1];
        foreach (var delay in delays)
            counts[delay == JudgedRecipient.Lost ? ^1 : Array.FindIndex(DelayBounds, minutes => delay <= minutes * 60_000L)]++;
        return [.. counts.Select((count, range) => new DelayRange(range < DelayBounds.Length ? DelayBounds[range] * 60.0 : null, count))];
    }

    private static DeferralFigures Deferrals(List<JudgedRecipient> wanted)
    {
        var often = wanted.Count(one => one.Outcome.LateDeferrals > 1);
        return new DeferralFigures(
            often,
            Share(often, wanted.Count),
            wanted.Count == 0 ? 0 : wanted.Max(one => one.Outcome.Deferrals),
            [.. DeferralRanges.Select(range => new DeferralRange(
                range.From, range.To, wanted.Count(one => one.Outcome.Deferrals >= range.From && one.Outcome.Deferrals <= (range.To ?? int.MaxValue))))]);
    }

    private static LossFigures Lost(List<JudgedRecipient> wanted)
    {
        var lost = wanted.Where(one => one.Delay == JudgedRecipient.Lost).ToList();
        var senders = LostSenders.Of(lost);
        return new LossFigures(
            lost.Count,
            Share(lost.Count, wanted.Count),
            lost.Count(one => one.HasRetried),
            senders.Length,
            senders.Count(sender => sender.HasRetried),
            [.. senders.Take(LostSenders.Shown)]);
    }

    private static RetryFigures Retries(List<JudgedRecipient> wanted)
    {
        var pools = wanted.Where(one => one.Labels.IsPooled && one.Outcome.Deferrals > 0).ToList();
        var codes = wanted.Where(one => one.Labels.IsUrgent).ToList();
        return new RetryFigures(
            pools.Count,
            pools.Count == 0 ? null : Share(pools.Count(one => one.Outcome.LateDeferrals == 0 && one.Delay != JudgedRecipient.Lost), pools.Count),
            codes.Count,
            codes.Count == 0 ? null : Share(codes.Count(one => one.Delay > CodeLimit), codes.Count));
    }

    private static SpamFigures? Spam(List<JudgedRecipient> all)
    {
        var spam = all.Where(one => one is { Class: MessageClass.Unwanted, IsMailbox: true }).ToList();
        var once = spam.Where(one => one.Labels.NeverRetries ?? !one.HasRetried).ToList();
        return spam.Count == 0 ? null : new SpamFigures(
            spam.Count,
            Share(spam.Count(one => one.Outcome.State != RecipientState.Accepted), spam.Count),
            Share(spam.Count(one => one.Delay == 0), spam.Count),
            once.Count,
            once.Count == 0 ? null : Share(once.Count(one => one.Outcome.State != RecipientState.Accepted), once.Count));
    }

    private static StoreFigures Store(ReplayRun run) => new(
        run.Samples.Select(sample => sample.Triplets + sample.KnownEntries).Append(run.Triplets + run.KnownEntries).Max(),
        run.Triplets,
        run.KnownEntries,
        run.IgnoredIdentities,
        [.. run.Samples.Select(sample => new StoreFigure(DateTimeOffset.FromUnixTimeMilliseconds(sample.At), sample.Triplets, sample.KnownEntries))]);

    // The value at the place ceil(share * count), from 1.
    private static double? Quantile(List<int> sorted, double share) =>
        sorted.Count == 0 ? 0 : Seconds(sorted[Math.Min(sorted.Count, Math.Max(1, (int)Math.Ceiling(share * sorted.Count))) - 1]);

    private static double? Seconds(int delay) => delay == JudgedRecipient.Lost ? null : delay / 1000.0;

    private static double Share(long part, long whole) => whole == 0 ? 0 : 100.0 * part / whole;
}
