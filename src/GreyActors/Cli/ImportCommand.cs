using System.CommandLine;

namespace GreyActors.Cli;

/// <summary><c>greyactors import</c>: takes over from another greylist.</summary>
internal static class ImportCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Make(ProgramOptions options) => new(
        "import", "Take over from another greylist: its configuration, and what it knows. The service must be stopped where triplets are loaded.")
    {
        ImportKamaeliaCommand.Make(options),
        ImportPostgreyCommand.Make(options),
        ImportSpamdCommand.Make(options),
    };
}
