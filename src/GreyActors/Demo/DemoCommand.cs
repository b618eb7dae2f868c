using System.CommandLine;
using System.Globalization;
using GreyActors.Cli;
using GreyActors.Components;
using GreyActors.Files;
using GreyActors.Hosting;

namespace GreyActors.Demo;

/// <summary><c>greyactors demo</c>: runs the service, a backend, legitimate senders and a burst of spam on this machine, without other requirements.</summary>
internal static class DemoCommand
{
    private const int DefaultPace = 30;
    private const int FastestPace = 600;

    // The demo ends in the past, so that the dashboard shows ages.
    private static readonly TimeSpan Behind = 2 * DemoPlot.Length;

    /// <summary>The command.</summary>
    public static Command Make()
    {
        var pace = new Option<int>("--pace") { Description = $"How many times faster than real time the clock runs, 1 to {FastestPace}.", HelpName = "N", DefaultValueFactory = _ => DefaultPace };
        pace.Validators.Add(given =>
        {
            if (given.Tokens.Any(token => !int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) || wanted is < 1 or > FastestPace))
                given.AddError($"--pace: expected 1 to {FastestPace}");
        });
        var stay = new Option<bool>("--stay") { Description = "Keep the service running after the demo, until Ctrl-C." };
        return ProgramOptions.LocalCommand(
            new Command("demo", "Show greylisting at work. Needs no configuration, mail server or mail, and leaves no files.") { pace, stay },
            (given, screen) => Run(screen, given.GetValue(pace), given.GetValue(stay)));
    }

    private static async Task<int> Run(Screen screen, int pace, bool stay)
    {
        ProcessLimits.KeepFilesPrivate();
        var folder = TemporaryFolder();
        try
        {
            return await Play(screen, folder.FullName, pace, stay);
        }
        catch (TimeoutException failed)
        {
            screen.WriteError(failed.Message);
            return ExitCode.Unavailable;
        }
        finally
        {
            Remove(folder);
        }
    }

    private static DirectoryInfo TemporaryFolder()
    {
        try
        {
            return Directory.CreateTempSubdirectory("greyactors-demo-");
        }
        catch (Exception refused) when (FileProblem.Is(refused))
        {
            throw new CommandRefusedException(
                ExitCode.CannotCreate, $"cannot create a folder in {Path.GetTempPath()}, the folder for temporary files (TMPDIR): {refused.Message}");
        }
    }

    private static void Remove(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another program has already deleted it.
        }
    }

    private static async Task<int> Play(Screen screen, string folder, int pace, bool stay)
    {
        await using var sink = new MailSink();
        var time = new CompressedTime(TimeProvider.System, Behind, pace);
        await using var service = await DemoService.Start(folder, sink.Address, time);
        var demonstration = new Demonstration(service.Listener, DemoPlot.Cast, time);
        screen.WriteLine($"GreyActors listens on {service.Listener}, its backend on {sink.Address}; dashboard: {service.Page}");
        screen.WriteLine($"The clock runs {pace} times faster than real time. Unknown senders must wait 4 minutes.");

        var play = demonstration.Play(service.Ends);
        await new DemoScreen(screen, service.Page, pace).Show(
            async () => new DemoPicture(demonstration.Clock, demonstration.Story.Lines, await service.Tree(), sink.Accepted), play);
        if (play.IsCanceled)
            return ExitCode.Ok;

        await play;
        var story = demonstration.Story.Lines;
        foreach (var line in Story.Summary(story, sink.Accepted))
            screen.WriteLine(line);
        var surprises = Story.Surprises(story, DemoPlot.Cast);
        foreach (var sender in surprises)
            screen.WriteError($"unexpected result: the mail of {sender.From} should have been {sender.Expected.ToString().ToLowerInvariant()}");

        if (stay)
            await StayUntil(screen, service);
        return surprises.IsEmpty ? ExitCode.Ok : ExitCode.Software;
    }

    private static async Task StayUntil(Screen screen, DemoService service)
    {
        screen.WriteLine($"The service runs until Ctrl-C. Dashboard: {service.Page}; live actors: greyactors tree --url {service.Page}");
        await Task.Delay(Timeout.Infinite, service.Ends).ContinueWith(_ => { }, TaskScheduler.Default);
    }
}
