using System.Globalization;
using GreyActors.Replay;

namespace GreyActors.Cli;

/// <summary>Prints the outcome of <c>greyactors replay</c>.</summary>
internal static class ReplayText
{
    /// <summary>Prints to standard error the lines and mails that were not used.</summary>
    public static void ShowSkipped(Screen screen, ReplayHistory history)
    {
        foreach (var mails in history.Unused)
            screen.WriteError($"not used: {Format.Count(mails.Count)}, {mails.Why}");
        foreach (var lines in history.Unreadable)
        {
            screen.WriteError($"unreadable lines: {Format.Count(lines.Count)}, because {lines.Why}");
            foreach (var example in lines.Examples)
                screen.WriteError($"  {example}");
        }
    }

    /// <summary>Prints the tables.</summary>
    public static void Show(Screen screen, ReplayResult result)
    {
        var (history, settings) = (result.History, result.Settings);
        var (traffic, days) = (settings[0].Figures.Traffic, settings[0].Figures.Days);
        screen.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{traffic.Messages} messages with {traffic.Recipients} recipients, from {days[0].Day:yyyy-MM-dd} to {days[^1].Day:yyyy-MM-dd}"));
        if (history.Learned is { } learned)
            screen.WriteLine($"Learnt before the start: {learned.Triplets} triplets and {learned.Pairs} known pairs from {learned.Mails} delivered mails");
        screen.WriteLine(history.Basis switch
        {
            "labels" => "First contacts, later mails, deferrals and losses are about honest mail, as the trace labels it.",
            "delivered" => "First contacts, later mails, deferrals and losses are about mail that the logs delivered; all other mail counts as unwanted.",
            _ => "First contacts, later mails, deferrals and losses are about all mail: the history does not say which mail is wanted.",
        });
        if (traffic.RefusedRecipients * 2 > traffic.Recipients)
            screen.WriteError("most recipients are refused: does allowed-domains contain the domains of this history?");
        screen.WriteLine("");
        Listing[] tables =
        [
            ReplayTable.Figures(settings), ReplayTable.Delays(settings), ReplayTable.Deferrals(settings), ReplayTable.Rules(settings), ReplayTable.Store(settings, history.From),
        ];
        foreach (var table in tables.Where(table => !table.Rows.IsEmpty))
        {
            screen.Write(table);
            screen.WriteLine("");
        }

        foreach (var one in settings.Where(one => !one.Figures.Lost.Examples.IsEmpty))
            ShowLost(screen, one.Figures.Lost, settings.Length == 1 ? "" : $"{one.Name}: ");
    }

    private static void ShowLost(Screen screen, LossFigures lost, string name)
    {
        screen.WriteLine(lost.Examples.Length < lost.Senders
            ? $"{name}{Format.Count(lost.Examples.Length)} of {Format.Count(lost.Senders)} senders with lost mail"
            : $"{name}senders with lost mail");
        screen.Write(ReplayTable.LostSenders(lost));
        screen.WriteLine("");
    }
}
