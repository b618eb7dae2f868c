using System.CommandLine;

namespace GreyActors.Cli;

/// <summary>The command line: <c>greyactors [run] [--config FILE] [--set key=value]…</c>.</summary>
public static class CommandLine
{
    /// <summary>Reads the arguments and does what they say; returns the exit code.</summary>
    public static async Task<int> Invoke(string[] arguments)
    {
        var config = new Option<FileInfo?>("--config", "-c")
        {
            Description = "The configuration file; without it hocon/greyactors.conf, then /etc/greyactors/greyactors.conf.",
            HelpName = "FILE",
            Recursive = true,
        };
        var set = new Option<string[]>("--set", "-s")
        {
            Description = "Overrides one key of the configuration, for example --set greylisting.initial-delay=5m; may be repeated.",
            HelpName = "key=value",
            Recursive = true,
            DefaultValueFactory = _ => [],
        };
        var run = new Command("run", "Run the service (the default).");
        var root = new RootCommand("GreyActors: a greylisting SMTP front end.") { run };
        root.Options.Add(config);
        root.Options.Add(set);
        foreach (var command in new[] { root, run })
            command.SetAction(given => RunCommand.Run(given.GetValue(config)?.ToString(), given.GetValue(set)!, Console.Error));

        var parsed = root.Parse(arguments);
        // The host listens to SIGTERM and SIGINT itself and takes as long as the drain does.
        var exitCode = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
        return parsed.Errors.Count > 0 ? ExitCode.Usage : exitCode;
    }
}
