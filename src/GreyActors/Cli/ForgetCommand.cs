using System.CommandLine;
using GreyActors.Components;

namespace GreyActors.Cli;

/// <summary><c>greyactors forget CLIENT FROM TO</c>: one triplet was never seen.</summary>
internal static class ForgetCommand
{
    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var command = new Command("forget", "Forget one triplet, as if it was never seen; needs the token.");
        var triplet = new TripletArguments(command, "An IP address, which stands for its network, or a network as list shows it.");
        return options.Asking(command, async asked =>
        {
            var (client, from, to) = triplet.Of(asked.Given);
            ChangeShown.Show(asked, await asked.Service.Delete("/api/triplets", asked.Cancelled, ("client", client), ("from", from), ("to", to)), "is forgotten");
            return ExitCode.Ok;
        });
    }
}
