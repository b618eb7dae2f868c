using GreyActors.Configuration;

namespace GreyActors.Hosting;

/// <summary>A reload in words, for the log and the service manager.</summary>
internal static class ReloadWords
{
    /// <summary>The numbers of changes that have taken effect, and of those that need a restart.</summary>
    public static string Of(ReloadOutcome.Applied applied)
    {
        var waiting = $"keys that need a restart: {applied.AwaitingRestart.Length}";
        return applied.Changed.IsEmpty && applied.Files.IsEmpty && !applied.AwaitingRestart.IsEmpty
            ? $"nothing has changed yet, {waiting}"
            : $"changed keys: {applied.Changed.Length}, changed files: {applied.Files.Length}{(applied.AwaitingRestart.IsEmpty ? "" : $", {waiting}")}";
    }
}
