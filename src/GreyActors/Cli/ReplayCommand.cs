using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Replay;

namespace GreyActors.Cli;

/// <summary><c>greyactors replay HISTORY…</c>: what greylisting would have done to the mail of the past.</summary>
internal sealed class ReplayCommand
{
    private readonly ProgramOptions _options;
    private readonly Argument<string[]> _history = new("HISTORY")
    {
        Description = "Traces, and logs of this program as text or JSON; compressed with gzip or not.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _against = new("--against")
    {
        Description = "Compare with another configuration: a file, or overrides such as known-clients=off,greylisting.initial-delay=5m.",
        HelpName = "OTHER",
    };

    private readonly Option<string?> _decisions = new("--decisions") { Description = "Write every decision to this file, as lines of JSON.", HelpName = "FILE" };

    private readonly Option<string?> _from = new("--from")
    {
        Description = "The site starts then: a time after the beginning of the history such as 30d, or a date such as 2026-01-31.",
        HelpName = "TIME",
    };

    private readonly Option<string?> _until = new("--until") { Description = "Leave out messages that begin then or later.", HelpName = "TIME" };

    private ReplayCommand(ProgramOptions options) => _options = options;

    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var replay = new ReplayCommand(options);
        var command = new Command("replay", "Show what greylisting would have done to the mail of the past.")
        {
            replay._history, replay._against, replay._decisions, replay._from, replay._until, options.Json,
        };
        return ProgramOptions.LocalCommand(command, replay.Run);
    }

    private int Run(ParseResult given, Screen screen)
    {
        var files = given.GetValue(_history)!;
        ReplayUsage.Check(files, given.CommandResult.Command);
        var load = new HistoryLoad();
        foreach (var file in files)
            ImportFiles.Read(() => load.Read(file));
        var history = load.Finish();
        if (history.Messages.IsEmpty)
        {
            Show(screen, history.Skipped);
            throw new CommandRefusedException(ExitCode.DataError, $"there is no message in {string.Join(", ", files)}");
        }

        var (from, until) = (ReplayUsage.TimeOf("--from", given.GetValue(_from), history.Begin) ?? history.Begin, ReplayUsage.TimeOf("--until", given.GetValue(_until), history.Begin));
        var messages = history.Between(from, until ?? long.MaxValue);
        if (messages.IsEmpty)
            throw new CommandRefusedException(ExitCode.Usage, "no message begins between --from and --until");

        var configuration = new ReplayConfiguration(_options, given, history.Sites);
        ImmutableArray<(string Name, GreyActorsSettings Settings)> settings =
            given.GetValue(_against) is { } against ? [configuration.Own(), configuration.Other(against)] : [configuration.Own()];
        using var decisions = ReplayUsage.Create(given.GetValue(_decisions), files);
        var replayed = settings.Select((one, number) => new ReplayedSettings(
            one.Name, FigureMaker.Of(new ReplayEngine(new ReplaySite(one.Settings), number == 0 ? decisions : null).Run(messages, from)))).ToImmutableArray();
        var result = new ReplayResult(
            new ReplayedHistory(
                [.. files], history.Lines, history.Unreadable, history.Skipped, messages.Length, DateTimeOffset.FromUnixTimeMilliseconds(from),
                until is { } end ? DateTimeOffset.FromUnixTimeMilliseconds(end) : null, Format.Word(history.Basis)),
            replayed,
            replayed is [var one, var other] ? ReplayResult.Compare(one.Figures, other.Figures) : []);
        Show(screen, history.Skipped);
        if (given.GetValue(_options.Json))
            screen.WriteJson(JsonSerializer.Serialize(result, ReplayJson.Default.ReplayResult));
        else
            Show(screen, result);
        return ExitCode.Ok;
    }

    private static void Show(Screen screen, ImmutableArray<SkippedReason> skipped)
    {
        foreach (var reason in skipped)
        {
            screen.WriteError($"skipped: {Format.Count(reason.Count)} lines, because {reason.Why}");
            foreach (var example in reason.Examples)
                screen.WriteError($"  {example}");
        }
    }

    private static void Show(Screen screen, ReplayResult result)
    {
        var (history, settings) = (result.History, result.Settings);
        var basis = history.Basis switch
        {
            "labels" => "First contacts, later mails, deferrals and losses: honest mail, as the trace labels it.",
            "delivered" => "First contacts, later mails, deferrals and losses: mail that the logs delivered. Other mail counts as unwanted.",
            _ => "First contacts, later mails, deferrals and losses: all mail, because the history does not say which mail is wanted.",
        };
        screen.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{history.Messages} messages, {settings[0].Figures.Traffic.Recipients} recipients, from {settings[0].Figures.Days[0].Day:yyyy-MM-dd} to {settings[0].Figures.Days[^1].Day:yyyy-MM-dd}"));
        screen.WriteLine(basis);
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
        {
            screen.WriteLine($"{one.Name}: {Format.Count(one.Figures.Lost.Senders)} senders with lost mail");
            screen.Write(ReplayTable.LostSenders(one.Figures.Lost));
            screen.WriteLine("");
        }
    }
}
