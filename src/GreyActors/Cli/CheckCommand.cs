using System.CommandLine;
using GreyActors.Components;

namespace GreyActors.Cli;

/// <summary><c>greyactors check [FILE]</c>: reads the configuration as a start would, and reports every error.</summary>
internal static class CheckCommand
{
    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var file = new Argument<FileInfo?>("FILE") { Description = "The configuration file, instead of --config.", Arity = ArgumentArity.ZeroOrOne };
        return ProgramOptions.LocalCommand(
            new Command("check", "Check the configuration and report every error. Needs no running service. Exits 78 if there are errors.") { file },
            (given, screen) =>
            {
                screen.WriteLine($"{options.Load(given, given.GetValue(file)).Source} is valid");
                return ExitCode.Ok;
            });
    }
}
