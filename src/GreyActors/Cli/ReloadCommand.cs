using System.Collections.Immutable;
using System.CommandLine;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Introspection;

namespace GreyActors.Cli;

/// <summary><c>greyactors reload</c>: the service reads its configuration again, and tells what has changed.</summary>
internal static class ReloadCommand
{
    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options) => options.Asking(
        new Command("reload", "Have the service read its configuration again; needs the token. Exit code 78: it contains errors, and nothing has changed."),
        async asked =>
        {
            var answer = await asked.Service.Post("/api/reload", asked.Cancelled);
            var reload = answer.As<ShownReload>();
            if (asked.WantsJson)
                asked.Screen.Json(answer.Json);
            else
                Show(asked.Screen, reload);
            return reload.Outcome == ReloadResult.Refused ? ExitCode.Config : ExitCode.Ok;
        });

    /// <summary>What has changed, and what waits for a restart; or every error.</summary>
    public static void Show(Screen screen, ShownReload reload)
    {
        foreach (var error in reload.Errors)
            screen.ConfigurationError(error.ToString());
        switch (reload.Outcome)
        {
            case ReloadResult.Refused:
                screen.Error($"{reload.Source} is not in force: everything stays as it was");
                break;
            case ReloadResult.Unchanged:
                screen.Line($"{reload.Source}: nothing has changed");
                break;
            default:
                screen.Line($"{reload.Source} is in force");
                Show(screen, "changed", reload.Changed);
                foreach (var file in reload.Files)
                    screen.Line($"changed: what stands in {file}");
                break;
        }

        Show(screen, "needs a restart", reload.AwaitingRestart);
    }

    private static void Show(Screen screen, string what, ImmutableArray<ChangedKey> changes)
    {
        if (changes.IsEmpty)
            return;
        screen.Line("");
        screen.Show(new Listing([what, "from", "to", "origin"], [.. changes.Select(change => ImmutableArray.Create<Cell>(
            change.Key, change.Before ?? "(nothing)", change.After ?? "(nothing)", change.Origin))]));
    }
}
