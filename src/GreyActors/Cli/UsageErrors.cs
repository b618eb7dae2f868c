using System.CommandLine;
using System.CommandLine.Parsing;
using GreyActors.Configuration;
using GreyActors.Core.Smtp;

namespace GreyActors.Cli;

/// <summary>Reports a wrong command line: each error, and the usage in one line. The whole help would hide the errors.</summary>
internal static class UsageErrors
{
    /// <summary>Prints the errors.</summary>
    /// <param name="parsed">A result with errors.</param>
    /// <param name="errors">Standard error.</param>
    public static void Write(ParseResult parsed, TextWriter errors)
    {
        var command = parsed.CommandResult.Command;
        string[] names = [.. command.Subcommands.Select(one => one.Name), .. command.Options.Concat(parsed.RootCommandResult.Command.Options).Select(one => one.Name)];
        foreach (var error in parsed.Errors.Select(error => error.Message).Distinct(StringComparer.Ordinal))
        {
            var unknown = parsed.UnmatchedTokens.FirstOrDefault(token => error.Contains($"'{token}'", StringComparison.Ordinal));
            errors.WriteLine($"greyactors: {LogText.ForLine(error.TrimEnd('.'))}{(unknown is null ? "" : Nearest.Hint(unknown, names))}");
        }

        var path = parsed.CommandResult.PathFromRoot();
        var arguments = string.Concat(command.Arguments.Select(argument => argument.Arity.MinimumNumberOfValues == 0 ? $" [{argument.Name}]" : $" {argument.Name}"));
        errors.WriteLine($"usage: {path}{(command.Subcommands.Count > 0 ? " [COMMAND]" : "")}{arguments} [OPTION]...; {path} --help explains them");
    }

    // The name of the root is that of the file, "greyactors.dll" where dotnet runs it.
    private static string PathFromRoot(this CommandResult command) =>
        command.Parent is CommandResult above ? $"{above.PathFromRoot()} {command.Command.Name}" : "greyactors";
}
