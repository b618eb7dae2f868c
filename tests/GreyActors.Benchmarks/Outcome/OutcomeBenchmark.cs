using System.Collections.Immutable;

namespace GreyActors.Benchmarks.Outcome;

/// <summary>The outcome of greylisting for a site: who waits, who is lost, who is stopped.</summary>
internal static class OutcomeBenchmark
{
    private static readonly string[] NeverRetrying = ["bot", "manyip", "dictionary"];

    /// <summary>Replays a trace, writes the decisions, and prints a table.</summary>
    /// <param name="trace">A trace: a header line, then one message in JSON on each line.</param>
    /// <param name="decisions">The file for the decisions.</param>
    /// <param name="withDns">False: a client is known by its network only.</param>
    public static void Run(string trace, string decisions, bool withDns)
    {
        var site = new OutcomeSite(withDns);
        ImmutableArray<RecipientOutcome> outcomes;
        using (var file = new StreamWriter(decisions))
            outcomes = new OutcomeReplay(site, file).Run(TraceMessage.Read(trace));
        Print(outcomes, site);
    }

    private static void Print(ImmutableArray<RecipientOutcome> outcomes, OutcomeSite site)
    {
        var honest = outcomes.Where(outcome => outcome.Message.Label == "honest").ToList();
        var seen = new HashSet<(string, string)>();
        var first = honest.Where(outcome => seen.Add((outcome.Message.Conv, outcome.Message.To[outcome.Recipient]))).ToHashSet();
        var later = honest.Where(outcome => !first.Contains(outcome)).ToList();
        var pools = honest.Where(outcome => outcome.Deferrals > 0 && (outcome.Message.Tags.Contains("pool") || outcome.Message.Tags.Contains("dual"))).ToList();
        var spam = outcomes.Where(outcome => outcome.Message.Label == "spam" && outcome.Message.Exists[outcome.Recipient]).ToList();
        var never = spam.Where(outcome => NeverRetrying.Contains(outcome.Message.Kind)).ToList();
        var delays = first.Select(outcome => outcome.Delay ?? double.PositiveInfinity).Order().ToList();

        Table.Begin();
        Table.Row("first contacts: median of the delay", $"{Quantile(delays, 0.5) / 60:0.0} min", "–");
        Table.Row("first contacts: 95 % wait at most", $"{Quantile(delays, 0.95) / 60:0.0} min", "–");
        Table.Row("pools and dual-stack senders that pass at the first retry", $"{Share(pools, outcome => outcome is { LateDeferrals: 0, Delay: not null }):0.00} %", "≥ 99 %");
        Table.Row("later mails delayed", $"{Share(later, outcome => outcome.Delay is null or > 0):0.00} %", "≤ 12 %");
        Table.Row("honest recipients deferred twice or more after initial-delay", $"{honest.Count(outcome => outcome.LateDeferrals > 1)}", "0");
        Table.Row("honest recipients lost although the sender retried", $"{honest.Count(outcome => outcome.Delay is null && outcome.HasRetried)}", "0");
        Table.Row("spam that never retries, stopped", $"{Share(never, outcome => outcome.Delay is null):0.00} %", "≥ 99 %");
        Table.Row("spam accepted at its first try", $"{Share(spam, outcome => outcome.Delay is 0):0.00} %", "–");
        Table.Row("all spam accepted", $"{Share(spam, outcome => outcome.Delay is not null):0.00} %", "–");
        Table.Row("triplets, and ignored identities, at the end", $"{site.Triplets}, {site.Ignored}", "–");
    }

    private static double Quantile(List<double> sorted, double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];

    private static double Share(List<RecipientOutcome> all, Func<RecipientOutcome, bool> matches) => all.Count == 0 ? 0 : 100.0 * all.Count(matches) / all.Count;
}
