using System.CommandLine;
using GreyActors.Components;

namespace GreyActors.Cli;

/// <summary><c>greyactors forget CLIENT FROM TO</c>: deletes one triplet.</summary>
internal static class ForgetCommand
{
    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var command = new Command("forget", "Forget one triplet, as if it had never been seen. Needs the token.");
        var triplet = new TripletArguments(command, "The IP address of a client (its whole network is meant), or an identity as shown by list: a network, host:DOMAIN or spf:DOMAIN.");
        return options.ServiceCommand(command, async context =>
        {
            var (client, from, to) = triplet.Read(context.Arguments);
            ChangeOutput.Show(context, await context.Service.Delete("/api/triplets", context.Cancellation, ("client", client), ("from", from), ("to", to)), "is forgotten");
            return ExitCode.Ok;
        });
    }
}
