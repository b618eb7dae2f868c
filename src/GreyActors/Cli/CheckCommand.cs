using System.CommandLine;
using GreyActors.Components;

namespace GreyActors.Cli;

/// <summary><c>greyactors check [FILE]</c>: reads the configuration as a start would, and tells all that is wrong.</summary>
internal static class CheckCommand
{
    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var file = new Argument<FileInfo?>("FILE") { Description = "The configuration file, instead of --config.", Arity = ArgumentArity.ZeroOrOne };
        return ProgramOptions.Alone(
            new Command("check", "Read the configuration as a start would, and tell every error; asks no service. Exit code 78: there are errors.") { file },
            (given, screen) =>
            {
                screen.Line($"{options.Load(given, given.GetValue(file)).Source} is in order");
                return ExitCode.Ok;
            });
    }
}
