using System.CommandLine;
using GreyActors.Components;
using GreyActors.Hosting;

namespace GreyActors.Cli;

/// <summary>The command line: <c>greyactors [COMMAND] [--config FILE] [--set key=value]…</c>; without a command the service runs.</summary>
public static class CommandLine
{
    /// <summary>Executes the command of the arguments and returns the exit code.</summary>
    /// <param name="more">Commands of folders that use this one; the help lists them last.</param>
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
        };
        foreach (var command in more)
            root.Subcommands.Add(command);
        root.Options.Add(options.Config);
        root.Options.Add(options.Set);
        foreach (var command in new[] { root, run })
            command.SetAction(given => RunCommand.Run(given.GetValue(options.Config)?.ToString(), given.GetValue(options.Set)!, signals));

        // Files of arguments (@FILE) would take away the way to write a domain.
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.CommandResult.Command != root && parsed.CommandResult.Command != run)
            signals.Release();
        // The service handles SIGTERM and SIGINT itself and takes as long as the drain does.
        var exitCode = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
        return parsed.Errors.Count > 0 ? ExitCode.Usage : exitCode;
    }
}
