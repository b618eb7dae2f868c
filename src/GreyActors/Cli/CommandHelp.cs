using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace GreyActors.Cli;

/// <summary>The help of a command, without the arguments of the commands around it: <c>forget known</c> does not take those of <c>forget</c>.</summary>
internal sealed class CommandHelp(HelpAction help) : SynchronousCommandLineAction
{
    /// <summary>Replaces the help of a program.</summary>
    public static void Use(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new CommandHelp((HelpAction)option.Action!);
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        for (var around = parseResult.CommandResult.Parent as CommandResult; around is not null; around = around.Parent as CommandResult)
        {
            foreach (var argument in around.Command.Arguments)
                argument.Hidden = true;
        }

        return help.Invoke(parseResult);
    }
}
