using System.CommandLine;
using GreyActors.Components;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary><c>greyactors allow CLIENT FROM TO</c>: makes one triplet pass from now on.</summary>
internal static class AllowCommand
{
    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var command = new Command("allow", "Make one triplet pass from now on. Needs the token.");
        var triplet = new TripletArguments(command, "The IP address of a client (its whole network is meant), or an identity as shown by list: a network, host:DOMAIN or spf:DOMAIN.");
        return options.ServiceCommand(command, async context =>
        {
            var (client, from, to) = triplet.Read(context.Arguments);
            ChangeOutput.Show(context, await context.Service.Post("/api/allow", new AllowRequest(client, from, to), context.Cancellation), "passes from now on");
            return ExitCode.Ok;
        });
    }
}
