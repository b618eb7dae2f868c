using System.CommandLine;
using GreyActors.Components;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary><c>greyactors allow CLIENT FROM TO</c>: lets one triplet pass from now on.</summary>
internal static class AllowCommand
{
    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var command = new Command("allow", "Let one triplet pass from now on; needs the token.");
        var triplet = new TripletArguments(command, "An IP address, which stands for its network, or a network as list shows it.");
        return options.Asking(command, async asked =>
        {
            var (client, from, to) = triplet.Of(asked.Given);
            ChangeShown.Show(asked, await asked.Service.Post("/api/allow", new AllowRequest(client, from, to), asked.Cancelled), "passes from now on");
            return ExitCode.Ok;
        });
    }
}
