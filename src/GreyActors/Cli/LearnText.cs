using System.Globalization;
using GreyActors.Greylisting;

namespace GreyActors.Cli;

/// <summary>Prints the outcome of <c>greyactors learn maillog</c>.</summary>
internal static class LearnText
{
    /// <summary>Prints the summary: what was learnt on standard output, lines that could not be read on standard error.</summary>
    public static void Show(Screen screen, LearnSummary summary)
    {
        var found = summary.Found;
        if (found.DnsFailed)
            screen.WriteError("the DNS does not answer: the other clients are identified by their networks and the names in the logs only");
        else if (found.Unanswered > 0)
            screen.WriteError(Text($"the DNS gave no answer to {found.Unanswered} look-ups: these clients are identified by what else is known"));
        if (summary.NotLearnt > 0)
            screen.WriteError(Text($"too many triplets or pairs: {summary.NotLearnt} were not learnt"));

        screen.Write(Listing.OfPairs(
            ("lines read", Format.Count(found.Lines)),
            ("recipients used", Format.Count(found.Used)),
            ("triplets", Changes(summary.Triplets, summary.TripletChanges)),
            ("known pairs", Changes(summary.Pairs, summary.PairChanges)),
            ("stored in", summary.Target ?? "nothing: this was a dry run")));
        foreach (var (reason, count) in found.Unused)
            screen.WriteLine(Text($"not used: {count}, {reason}"));
        foreach (var (reason, lines) in found.Unreadable)
        {
            screen.WriteError(Text($"unreadable lines: {lines.Count}, because {reason}"));
            foreach (var example in lines.Examples)
                screen.WriteError($"  {example}");
        }
    }

    private static string Changes(long all, LearnCounts? changes) => changes is not { } counts
        ? Format.Count(all)
        : Text($"{all}: {counts.Added} new, {counts.Updated} updated, {counts.Unchanged} already known")
            + (counts.Expired > 0 ? Text($", {counts.Expired} too old") : "")
            + (counts.Ahead > 0 ? Text($", {counts.Ahead} in the future") : "");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
