using System.CommandLine;
using System.Text;

namespace GreyActors.Cli;

/// <summary>The reference of commands in Markdown, from the same descriptions as <c>--help</c>.</summary>
internal static class CommandPage
{
    /// <summary>The page of the whole program.</summary>
    public static string OfAll(RootCommand root)
    {
        var page = new StringBuilder();
        Append(page, $"# SYNOPSIS\n\n**{root.Name}** [*COMMAND*] [**--config** *FILE*] [**--set** *key=value*]...\n");
        Append(page, $"# DESCRIPTION\n\n{root.Description} Without a command, the service runs.\n");
        Append(page, "# COMMANDS\n");
        foreach (var command in root.Subcommands.Where(command => !command.Hidden))
            AppendCommand(page, root.Name, command);
        Append(page, "# OPTIONS OF EVERY COMMAND\n");
        AppendOptions(page, root);
        return page.ToString();
    }

    /// <summary>The page of one command with its subcommands.</summary>
    public static string OfOne(RootCommand root, Command command)
    {
        var page = new StringBuilder();
        Append(page, $"# SYNOPSIS\n\n{Usage(root.Name, command)}\n");
        Append(page, $"# DESCRIPTION\n\n{command.Description}\n");
        if (command.Subcommands.Count > 0)
            Append(page, "# COMMANDS\n");
        foreach (var part in command.Subcommands)
            AppendCommand(page, $"{root.Name} {command.Name}", part);
        Append(page, "# OPTIONS\n");
        AppendOptions(page, command);
        AppendOptions(page, root);
        return page.ToString();
    }

    private static void AppendCommand(StringBuilder page, string above, Command command)
    {
        Append(page, $"## {above} {command.Name}\n\n{Usage(above, command)}\n");
        Append(page, $"{command.Description}\n");
        AppendOptions(page, command);
        foreach (var part in command.Subcommands.Where(part => !part.Hidden))
            AppendCommand(page, $"{above} {command.Name}", part);
    }

    private static string Usage(string above, Command command)
    {
        var arguments = command.Arguments.Select(argument => argument.Arity.MinimumNumberOfValues == 0 ? $" [*{argument.Name}*]" : $" *{argument.Name}*");
        var subcommand = command.Subcommands.Count > 0 ? " [*COMMAND*]" : "";
        return $"**{above} {command.Name}**{string.Concat(arguments)}{subcommand}{(command.Options.Count > 0 ? " [*OPTION*]..." : "")}";
    }

    private static void AppendOptions(StringBuilder page, Command command)
    {
        foreach (var argument in command.Arguments.Where(argument => argument.Description is { Length: > 0 }))
            AppendEntry(page, $"*{argument.Name}*", argument.Description!);
        foreach (var option in command.Options.Where(option => !option.Hidden).OrderBy(option => option.Name, StringComparer.Ordinal))
        {
            var names = option.Aliases.Append(option.Name).Order(StringComparer.Ordinal).Select(name => $"**{name}**");
            AppendEntry(page, string.Join(", ", names) + (option.HelpName is { } value ? $" *{value}*" : ""), option.Description ?? "");
        }
    }

    // A definition list of pandoc.
    private static void AppendEntry(StringBuilder page, string term, string description) => Append(page, $"{term}\n:   {MarkdownText.Escaped(description)}\n");

    private static void Append(StringBuilder page, string text) => page.Append(text).Append('\n');
}
