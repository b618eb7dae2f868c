using System.CommandLine;
using GreyActors.Components;

namespace GreyActors.Cli;

/// <summary><c>greyactors completion bash|zsh|fish</c>: prints the completion script of a shell, which asks the program for the words.</summary>
internal static class CompletionCommand
{
    private static readonly string[] Shells = ["bash", "zsh", "fish"];

    /// <summary>The command.</summary>
    public static Command Make()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong(Shells);
        var command = new Command("completion", "Print the completion script of a shell, for example for source <(greyactors completion bash).") { shell };
        return ProgramOptions.LocalCommand(command, (given, screen) =>
        {
            screen.WriteOwnText(Script(given.GetRequiredValue(shell)));
            return ExitCode.Ok;
        });
    }

    private static string Script(string shell)
    {
        using var stream = typeof(CompletionCommand).Assembly.GetManifestResourceStream($"completion/greyactors.{shell}")
            ?? throw new InvalidOperationException($"The program was built without the completion script of {shell}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
