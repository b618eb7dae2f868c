using System.CommandLine;
using GreyActors.Components;
using GreyActors.Configuration;

namespace GreyActors.Cli;

/// <summary><c>greyactors manual [PAGE]</c>: prints a reference page in Markdown. The manual pages of the package are made of these pages (packaging/manual/build).</summary>
internal static class ManualCommand
{
    private const string Keys = "greyactors.conf";

    /// <summary>The command.</summary>
    /// <param name="root">The command line that the page describes.</param>
    public static Command Make(RootCommand root)
    {
        var page = new Argument<string?>("PAGE")
        {
            Description = "greyactors.conf for the configuration file, or a command such as import. Without it: all commands.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        return ProgramOptions.LocalCommand(new Command("manual", "Print a reference page in Markdown.") { page }, (given, screen) =>
        {
            screen.WriteOwnText(given.GetValue(page) switch
            {
                null => CommandPage.OfAll(root),
                Keys => KeyPage.Of(ReferenceEntries.Of(EmbeddedReference.Text)),
                var name => CommandPage.OfOne(root, root.Subcommands.FirstOrDefault(command => command.Name == name)
                    ?? throw new CommandRefusedException(ExitCode.Usage, $"unknown page {name}: expected {Keys} or a command")),
            });
            return ExitCode.Ok;
        });
    }
}
