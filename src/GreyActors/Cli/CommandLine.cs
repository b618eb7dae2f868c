using System.CommandLine;
using GreyActors.Components;
using GreyActors.Hosting;
using GreyActors.Introspection;

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
        var verbose = new Option<bool>("--verbose") { Description = "Print the stack trace if the service cannot start." };
        root.Options.Add(verbose);
        run.Options.Add(verbose);
        root.Subcommands.Add(HelpOf(root));
        root.Subcommands.Add(ProgramOptions.LocalCommand(new Command("version", "Print the version."), (_, screen) =>
        {
            screen.WriteLine(StatsEndpoints.Version);
            return ExitCode.Ok;
        }));
        root.Subcommands.Add(CompletionCommand.Make());
        root.Subcommands.Add(ManualCommand.Make(root));
        root.Options.Add(options.Config);
        root.Options.Add(options.Set);
        CommandHelp.Use(root);
        foreach (var command in new[] { root, run })
            command.SetAction(given => RunCommand.Run(given.GetValue(options.Config)?.ToString(), given.GetValue(options.Set)!, signals, given.GetValue(verbose)));

        // With argument files (@FILE), a domain such as @example.org could not be written.
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.CommandResult.Command != root && parsed.CommandResult.Command != run)
            signals.Release();
        // A question for the help of a command lacks the arguments of that command.
        if (parsed.Errors.Count > 0 && parsed.Action is not CommandHelp)
        {
            UsageErrors.Write(parsed, Console.Error);
            return ExitCode.Usage;
        }

        // The service handles SIGTERM and SIGINT itself, and may take as long as its drain.
        var exitCode = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
        Screen.LeaveTerminal();
        return exitCode;
    }

    private static Command HelpOf(RootCommand root)
    {
        var of = new Argument<string[]>("COMMAND") { Description = "The command to explain. Without it: the program.", Arity = ArgumentArity.ZeroOrMore };
        var help = new Command("help", "Explain a command, as --help does.") { of };
        help.SetAction((given, cancelled) => root.Parse([.. given.GetValue(of)!, "--help"]).InvokeAsync(cancellationToken: cancelled));
        return help;
    }
}
