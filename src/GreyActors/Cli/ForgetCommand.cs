using System.CommandLine;
using GreyActors.Components;

namespace GreyActors.Cli;

/// <summary><c>greyactors forget CLIENT FROM TO</c>: deletes one triplet; <c>forget known</c> and <c>forget reply</c>: one entry of the known clients; <c>forget trap</c>: one trapped client.</summary>
internal static class ForgetCommand
{
    /// <summary>The description of a client in the arguments of changes.</summary>
    public const string Client = "The IP address of a client (its whole network is meant), or an identity as shown by list: a network, host:DOMAIN or spf:DOMAIN.";

    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var command = new Command("forget", "Forget one triplet, as if it had never been seen; one known pair or expected reply; or one trapped client. Needs the token.")
        {
            Known(options),
            Reply(options),
            Trap(options),
        };
        var triplet = new TripletArguments(command, Client);
        return options.ServiceCommand(command, async context =>
        {
            var (client, from, to) = triplet.Read(context.Arguments);
            ChangeOutput.Show(context, await context.Service.Delete("/api/triplets", context.Cancellation, ("client", client), ("from", from), ("to", to)), "is forgotten");
            return ExitCode.Ok;
        });
    }

    private static Command Known(ProgramOptions options)
    {
        var identity = new Argument<string>("IDENTITY") { Description = Client };
        var domain = new Argument<string>("DOMAIN") { Description = "The domain of the sender's organisation." };
        return options.ServiceCommand(
            new Command("known", "Forget one known pair. Other pairs of the client may still let mail of the organisation pass. Needs the token.") { identity, domain },
            context => Forget(context, ("identity", context.Arguments.GetRequiredValue(identity)), ("organisation", context.Arguments.GetRequiredValue(domain))));
    }

    private static Command Reply(ProgramOptions options)
    {
        var domain = new Argument<string>("DOMAIN") { Description = "The domain of the organisation that the user wrote to." };
        var recipient = new Argument<string>("RECIPIENT") { Description = "The local user who expects the reply." };
        return options.ServiceCommand(
            new Command("reply", "Forget one expected reply: mail of the organisation to this user waits again. Needs the token.") { domain, recipient },
            context => Forget(context, ("organisation", context.Arguments.GetRequiredValue(domain)), ("recipient", context.Arguments.GetRequiredValue(recipient))));
    }

    private static Command Trap(ProgramOptions options)
    {
        var client = new Argument<string>("CLIENT") { Description = "The IP address of a trapped client, or its network as shown by list traps." };
        return options.ServiceCommand(
            new Command("trap", "Release one trapped client. Mail to a spam trap traps it again. Needs the token.") { client },
            async context =>
            {
                ChangeOutput.ShowReleased(
                    context, await context.Service.Delete("/api/traps", context.Cancellation, ("client", context.Arguments.GetRequiredValue(client))));
                return ExitCode.Ok;
            });
    }

    private static async Task<int> Forget(CommandContext context, params (string Name, string? Value)[] entry)
    {
        ChangeOutput.ShowKnown(context, await context.Service.Delete("/api/known", context.Cancellation, entry), "is no longer known");
        return ExitCode.Ok;
    }
}
