using System.CommandLine;
using GreyActors.Components;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary><c>greyactors allow CLIENT FROM TO</c>: makes one triplet pass from now on; <c>greyactors allow IDENTITY DOMAIN</c>: makes one pair known.</summary>
internal static class AllowCommand
{
    private const string TwoForms = "CLIENT FROM TO is a triplet, IDENTITY DOMAIN a known pair";

    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var client = new Argument<string>("CLIENT") { Description = ForgetCommand.Client };
        var from = new Argument<string>("FROM|DOMAIN") { Description = "With TO the reverse-path; '<>' is the null reverse-path. Without TO the domain of the sender's organisation." };
        var to = new Argument<string?>("TO") { Description = "The forward-path. Without it, mail of the organisation from this client passes for every mailbox.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("allow", "Make one triplet pass from now on; or, with two arguments, all mail of an organisation from one client. Needs the token.") { client, from, to };
        return options.ServiceCommand(command, async context =>
        {
            var (who, sender) = (context.Arguments.GetRequiredValue(client), context.Arguments.GetRequiredValue(from));
            if (context.Arguments.GetValue(to) is { } recipient)
                ChangeOutput.Show(context, await context.Service.Post("/api/allow", new AllowRequest(who, sender, recipient), context.Cancellation), "passes from now on");
            else if (sender.Contains('@') || sender == "<>")
                throw new CommandRefusedException(ExitCode.Usage, $"'{sender}' is not a domain: {TwoForms}");
            else
                ChangeOutput.ShowKnown(context, await context.Service.Post("/api/known", new AllowKnownRequest(who, sender), context.Cancellation), "does not wait from now on");
            return ExitCode.Ok;
        });
    }
}
