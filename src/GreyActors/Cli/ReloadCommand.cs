using System.Collections.Immutable;
using System.CommandLine;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary><c>greyactors reload</c>: makes the service reload its configuration, and prints the changes.</summary>
internal static class ReloadCommand
{
    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options) => options.ServiceCommand(
        new Command("reload", "Reload the configuration of the running service. Needs the token. Exits 78 if it contains errors; then nothing changes."),
        async context =>
        {
            var answer = await context.Service.Post("/api/reload", context.Cancellation);
            var reload = answer.As<ShownReload>();
            if (context.WantsJson)
                context.Screen.WriteJson(answer.Json);
            else
                Show(context.Screen, reload);
            return reload.Outcome == ReloadResult.Refused ? ExitCode.Config : ExitCode.Ok;
        });

    /// <summary>Prints the changes and the settings that need a restart, or every error.</summary>
    public static void Show(Screen screen, ShownReload reload)
    {
        foreach (var error in reload.Errors)
            screen.WriteConfigurationError(error.ToString());
        switch (reload.Outcome)
        {
            case ReloadResult.Refused:
                screen.WriteError($"{reload.Source} was not applied: the running configuration stays active");
                break;
            case ReloadResult.Unchanged:
                screen.WriteLine($"{reload.Source}: no changes");
                break;
            default:
                screen.WriteLine($"{reload.Source} is active");
                Show(screen, "changed", reload.Changed);
                foreach (var file in reload.Files)
                    screen.WriteLine($"changed: content of {file}");
                break;
        }

        Show(screen, "needs a restart", reload.AwaitingRestart);
    }

    private static void Show(Screen screen, string what, ImmutableArray<ChangedKey> changes)
    {
        if (changes.IsEmpty)
            return;
        screen.WriteLine("");
        screen.Write(new Listing([what, "from", "to", "origin"], [.. changes.Select(change => ImmutableArray.Create<Cell>(
            change.Key, change.Before ?? "(none)", change.After ?? "(none)", change.Origin))]));
    }
}
