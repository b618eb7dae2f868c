using System.Collections.Immutable;
using GreyActors.Configuration;
using GreyActors.Configuration.Hocon;

namespace GreyActors.Introspection;

/// <summary>What a reload is answered with; docs/introspection.md has the fields.</summary>
/// <param name="Source">The file that was read.</param>
public sealed record ShownReload(
    string Source,
    ReloadResult Outcome,
    ImmutableArray<ChangedKey> Changed,
    ImmutableArray<string> Files,
    ImmutableArray<ChangedKey> AwaitingRestart,
    ImmutableArray<ConfigurationError> Errors)
{
    /// <summary>The outcome as it is shown; null where nothing was read.</summary>
    public static ShownReload? Of(string source, ReloadOutcome outcome) => outcome switch
    {
        ReloadOutcome.Applied applied => new(source, ReloadResult.Applied, applied.Changed, applied.Files, applied.AwaitingRestart, []),
        ReloadOutcome.Unchanged unchanged => new(source, ReloadResult.Unchanged, [], [], unchanged.AwaitingRestart, []),
        ReloadOutcome.Refused refused => new(source, ReloadResult.Refused, [], [], [], refused.Errors),
        _ => null,
    };
}

/// <summary>What came of a reload, in one word.</summary>
public enum ReloadResult
{
    /// <summary>What has changed is in force.</summary>
    Applied,

    /// <summary>Nothing has changed.</summary>
    Unchanged,

    /// <summary>There are errors, and everything is as it was.</summary>
    Refused,
}
