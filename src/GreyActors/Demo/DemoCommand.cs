using System.CommandLine;
using System.Globalization;
using GreyActors.Cli;
using GreyActors.Components;
using GreyActors.Files;
using GreyActors.Hosting;

namespace GreyActors.Demo;

/// <summary><c>greyactors demo</c>: the service, a backend, honest senders and a burst of spam on this machine; nothing else is needed.</summary>
internal static class DemoCommand
{
    private const int DefaultPace = 30;
    private const int FastestPace = 600;

    // The play ends in the past, so that what it leaves behind is shown with its age.
    private static readonly TimeSpan Behind = 2 * DemoPlot.Length;

    /// <summary>The command.</summary>
    public static Command Make()
    {
        var pace = new Option<int>("--pace") { Description = $"How many seconds pass in one, 1 to {FastestPace}.", HelpName = "N", DefaultValueFactory = _ => DefaultPace };
        pace.Validators.Add(given =>
        {
            if (given.Tokens.Any(token => !int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) || wanted is < 1 or > FastestPace))
                given.AddError($"--pace: expected 1 to {FastestPace}");
        });
        var stay = new Option<bool>("--stay") { Description = "Go on serving behind the end, until Ctrl-C, to look around." };
        return ProgramOptions.Alone(
            new Command("demo", "See it work: needs no configuration, no mail server and no mail, and leaves nothing behind.") { pace, stay },
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
            screen.Error(failed.Message);
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
                ExitCode.CannotCreate, $"no folder can be made in {Path.GetTempPath()}, the folder for temporary files (TMPDIR): {refused.Message}");
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
            // Something else tidies up there.
        }
    }

    private static async Task<int> Play(Screen screen, string folder, int pace, bool stay)
    {
        await using var sink = new MailSink();
        var time = new CompressedTime(TimeProvider.System, Behind, pace);
        await using var service = await DemoService.Start(folder, sink.Address, time);
        var demonstration = new Demonstration(service.Listener, DemoPlot.Cast, time);
        screen.Line($"GreyActors listens on {service.Listener}, the backend on {sink.Address}; look in at {service.Page}");
        screen.Line($"One second is {pace} s. Who is not known must wait 4 minutes.");

        var play = demonstration.Play(service.Ends);
        await new DemoScreen(screen, service.Page, pace).Show(
            async () => new DemoPicture(demonstration.Clock, demonstration.Story.Lines, await service.Tree(), sink.Taken), play);
        if (play.IsCanceled)
            return ExitCode.Ok;

        await play;
        var story = demonstration.Story.Lines;
        foreach (var line in Story.Summary(story, sink.Taken))
            screen.Line(line);
        var surprises = Story.Surprises(story, DemoPlot.Cast);
        foreach (var performer in surprises)
            screen.Error($"the mail of {performer.From} should have been {performer.Expected}");

        if (stay)
            await StayUntil(screen, service);
        return surprises.IsEmpty ? ExitCode.Ok : ExitCode.Software;
    }

    private static async Task StayUntil(Screen screen, DemoService service)
    {
        screen.Line($"It goes on until Ctrl-C: {service.Page}, or greyactors tree --url {service.Page}");
        await Task.Delay(Timeout.Infinite, service.Ends).ContinueWith(_ => { }, TaskScheduler.Default);
    }
}
