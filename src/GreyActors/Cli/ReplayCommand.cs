using System.Collections.Immutable;
using System.CommandLine;
using System.Runtime;
using System.Text.Json;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Files;
using GreyActors.Replay;

namespace GreyActors.Cli;

/// <summary><c>greyactors replay HISTORY…</c>: what greylisting would have done to the mail of the past.</summary>
internal sealed class ReplayCommand
{
    private readonly ProgramOptions _program;
    private readonly ReplayOptions _options = new();
    private readonly Command _command;

    private ReplayCommand(ProgramOptions program)
    {
        _program = program;
        _command = _options.AddTo(new Command("replay", "Show what greylisting would have done to the mail of the past."));
        _command.Options.Add(program.Json);
    }

    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var replay = new ReplayCommand(options);
        return ProgramOptions.LocalCommand(replay._command, replay.Run);
    }

    private async Task<int> Run(ParseResult given, Screen screen)
    {
        // Nothing waits for this process: a collection in the background would only take longer.
        GCSettings.LatencyMode = GCLatencyMode.Batch;
        var files = given.GetRequiredValue(_options.History);
        ReplayUsage.Check(files, _command);
        var history = await Read(given, screen, files);
        ReplayText.ShowSkipped(screen, history);
        if (history.Messages.IsEmpty)
            throw new CommandRefusedException(ExitCode.DataError, $"there is no message in {string.Join(", ", files)}");

        var window = ReplayWindow.Of(given, _options, history);
        var configuration = new ReplayConfiguration(_program, given, history.Sites);
        ImmutableArray<(string Name, GreyActorsSettings Settings)> settings =
            given.GetValue(_options.Against) is { } against ? [configuration.Own(), configuration.Other(against)] : [configuration.Own()];
        using var decisions = ReplayUsage.Create(given.GetValue(_options.Decisions), files);
        using var plot = ReplayUsage.Create(given.GetValue(_options.Plot), files);
        var isShown = !given.GetValue(_program.Json);
        var replayed = await ShownProgress.Run(isShown ? screen.Terminal : null, "replaying", window.Messages.Length * settings.Length, progress => Task.FromResult(
            settings.Select((one, number) => Replay(one.Name, one.Settings, window, number == 0 ? decisions : null, done => progress((number * window.Messages.Length) + done)))
                .ToImmutableArray()));
        plot?.Write(ReplayPlot.Draw([.. replayed.Select(one => one.Settings)]));

        var result = new ReplayResult(
            new ReplayedHistory(
                [.. files], history.Lines, history.Unreadable, history.Unused, window.Messages.Length, window.From, window.Until, Format.Word(history.Basis), replayed[0].Learned),
            [.. replayed.Select(one => one.Settings)],
            replayed is [var (one, _), var (other, _)] ? ReplayResult.Compare(one.Figures, other.Figures) : []);
        if (isShown)
            ReplayText.Show(screen, result);
        else
            screen.WriteJson(JsonSerializer.Serialize(result, ReplayJson.Default.ReplayResult));
        return ExitCode.Ok;
    }

    private async Task<ReplayHistory> Read(ParseResult given, Screen screen, string[] files)
    {
        var assumedRetry = ReplayUsage.DurationOf("--assume-retry", given.GetRequiredValue(_options.AssumeRetry));
        var isResolving = given.GetValue(_options.Resolve);
        var settings = isResolving ? _program.Load(given).Settings : null;
        using var dns = settings is null ? null : HistoryDns.Open(settings, isWanted: true);
        try
        {
            var load = new HistoryLoad(files, TimeProvider.System.GetUtcNow(), assumedRetry, settings is null ? null : HistoryDns.LookUps(settings, dns));
            return await ShownProgress.Run(
                given.GetValue(_program.Json) ? null : screen.Terminal, "reading", load.Length, progress => load.Read(progress, CancellationToken.None));
        }
        catch (InvalidDataException unsupported)
        {
            throw new CommandRefusedException(ExitCode.DataError, unsupported.Message);
        }
        catch (Exception refused) when (FileProblem.Is(refused))
        {
            throw new CommandRefusedException(ExitCode.NoInput, FileProblem.Describe(refused));
        }
    }

    private static (ReplayedSettings Settings, ReplayLearned? Learned) Replay(
        string name, GreyActorsSettings settings, ReplayWindow window, TextWriter? decisions, Action<int> progress)
    {
        var site = new ReplaySite(settings);
        var learned = window.Learnt is { } messages ? ReplayLearning.Learn(site, messages, window.From) : null;
        var run = new ReplayEngine(site, decisions).Run(window.Messages, window.From.ToUnixTimeMilliseconds(), progress);
        return (new ReplayedSettings(name, FigureMaker.Of(run)), learned);
    }
}
