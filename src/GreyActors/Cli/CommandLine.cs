using System.CommandLine;
using GreyActors.Components;
using GreyActors.Hosting;

namespace GreyActors.Cli;

/// <summary>The command line: <c>greyactors [COMMAND] [--config FILE] [--set key=value]…</c>; without a command the service runs.</summary>
public static class CommandLine
{
    /// <summary>Parses the arguments and runs the command; returns the exit code.</summary>
    /// <param name="more">Commands from folders that depend on this one; listed last in the help.</param>
    public static async Task<int> Invoke(string[] arguments, params Command[] more)
    {
        StandardStreams.Secure();
        var signals = ProcessSignals.Listen();
        var options = new ProgramOptions();
        var run = new Command("run", "Run the service (the default).");
        var root = new RootCommand("GreyActors: a greylisting SMTP front end.")
        {
            run,
            StatusCommand.Make(options),
            TreeCommand.Make(options),
            SessionsCommand.Make(options),
            ExplainCommand.Make(options),
            ListCommand.Make(options),
            AllowCommand.Make(options),
            ForgetCommand.Make(options),
            ReportCommand.Make(options),
            ReloadCommand.Make(options),
            ShowCommand.Make(options),
            CheckCommand.Make(options),
            ImportCommand.Make(options),
            LearnCommand.Make(options),
            StoreCommand.Make(options),
            ReplayCommand.Make(options),
        };
        foreach (var command in more)
            root.Subcommands.Add(command);
        root.Options.Add(options.Config);
        root.Options.Add(options.Set);
        CommandHelp.Use(root);
        foreach (var command in new[] { root, run })
            command.SetAction(given => RunCommand.Run(given.GetValue(options.Config)?.ToString(), given.GetValue(options.Set)!, signals));

        // With argument files (@FILE), a domain such as @example.org could not be written.
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.CommandResult.Command != root && parsed.CommandResult.Command != run)
            signals.Release();
        // The service handles SIGTERM and SIGINT itself, and may take as long as its drain.
        var exitCode = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
        return parsed.Errors.Count > 0 ? ExitCode.Usage : exitCode;
    }
}
