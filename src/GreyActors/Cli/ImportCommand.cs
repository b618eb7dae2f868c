using System.CommandLine;

namespace GreyActors.Cli;

/// <summary><c>greyactors import</c>: imports the data of another greylist.</summary>
internal static class ImportCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Make(ProgramOptions options) => new(
        "import", "Import configuration and triplets from another greylist. To import triplets, stop the service first.")
    {
        ImportKamaeliaCommand.Make(options),
        ImportPostgreyCommand.Make(options),
        ImportSpamdCommand.Make(options),
    };
}
