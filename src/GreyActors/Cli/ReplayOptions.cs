using System.CommandLine;

namespace GreyActors.Cli;

/// <summary>The arguments and options of <c>greyactors replay</c>.</summary>
internal sealed class ReplayOptions
{
    private const string Time = "TIME";
    private const string File = "FILE";

    /// <summary>The files.</summary>
    public Argument<string[]> History { get; } = new("HISTORY")
    {
        Description = "Traces, or logs of GreyActors, Postfix or Exim; rotated and compressed ones too, in any order. - is a log from standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>The other settings of a comparison.</summary>
    public Option<string?> Against { get; } = new("--against")
    {
        Description = "Compare with another configuration: a file, or overrides such as known-clients=off,greylisting.initial-delay=5m.",
        HelpName = "OTHER",
    };

    /// <summary>The file for the decisions.</summary>
    public Option<string?> Decisions { get; } = new("--decisions") { Description = "Write every decision to this file, as lines of JSON.", HelpName = File };

    /// <summary>The file for the plot.</summary>
    public Option<string?> Plot { get; } = new("--plot") { Description = "Draw the delays, and the decisions of each day, in this file (SVG).", HelpName = File };

    /// <summary>The time until which the site learns.</summary>
    public Option<string?> Learn { get; } = new("--learn")
    {
        Description = "Learn from the mail until then, as greyactors learn does, and replay the mail after it: a time after the beginning such as 30d, or a date.",
        HelpName = Time,
    };

    /// <summary>The time at which the replay begins.</summary>
    public Option<string?> From { get; } = new("--from")
    {
        Description = "Replay only messages that begin then or later: a time after the beginning of the history such as 30d, or a date such as 2026-01-31.",
        HelpName = Time,
    };

    /// <summary>The time at which the replay ends.</summary>
    public Option<string?> Until { get; } = new("--until") { Description = "Replay only messages that begin before this time.", HelpName = Time };

    /// <summary>The time of the retry that a log does not contain.</summary>
    public Option<string> AssumeRetry { get; } = new("--assume-retry")
    {
        Description = "If a try is deferred that the log accepted, assume one retry after this time; 0s for none.",
        HelpName = "DURATION",
        DefaultValueFactory = _ => "15m",
    };

    /// <summary>Whether the DNS is asked.</summary>
    public Option<bool> Resolve { get; } = new("--resolve") { Description = "Ask the DNS, as it is today, about clients whose identities the log does not contain." };

    /// <summary>Adds everything to a command.</summary>
    public Command AddTo(Command command)
    {
        command.Arguments.Add(History);
        foreach (var option in new Option[] { Against, Decisions, Plot, Learn, From, Until, AssumeRetry, Resolve })
            command.Options.Add(option);
        return command;
    }
}
