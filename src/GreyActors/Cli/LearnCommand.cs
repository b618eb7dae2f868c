using System.CommandLine;
using GreyActors.History;

namespace GreyActors.Cli;

/// <summary><c>greyactors learn</c>: learns from the mail that was delivered before, so that regular senders need not wait.</summary>
internal static class LearnCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Make(ProgramOptions options) => new("learn", "Learn from delivered mail, so that regular senders need not wait on the day of the switch.")
    {
        MailLog(options),
    };

    private static Command MailLog(ProgramOptions options)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Logs of Postfix, Exim or GreyActors, rotated and compressed ones too, in any order. - is standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        var since = new Option<string?>("--since") { Description = "Only mail since this day (2026-03-01), time or duration (14d).", HelpName = "DATE|DURATION" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would be learnt, and change nothing." };
        var format = new Option<string>("--format")
        {
            Description = "The kind of the logs. By default each line shows its kind.",
            HelpName = "auto|postfix|exim|greyactors",
            DefaultValueFactory = _ => "auto",
        };
        format.AcceptOnlyFromAmong("auto", "postfix", "exim", "greyactors");
        var noDns = new Option<bool>("--no-dns") { Description = "Identify clients by their networks and the names in the logs only." };
        var command = new Command(
            "maillog", "Learn triplets and known pairs from mail logs, through the running service (needs the token), or in its store while no service runs.")
        {
            files, since, dryRun, format, noDns,
        };
        return options.MixedCommand(command, (given, service, screen, wantsJson, cancelled) => new LearnRun(
            options.Load(given), service, screen, wantsJson).Run(
                new LearnRequestLine(
                    given.GetRequiredValue(files),
                    LearnSince.Parse(given.GetValue(since), TimeProvider.System.GetUtcNow()),
                    given.GetValue(dryRun),
                    Enum.Parse<HistoryFormat>(given.GetValue(format)!, ignoreCase: true),
                    !given.GetValue(noDns)),
                cancelled));
    }
}
