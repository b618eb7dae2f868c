using System.Collections.Immutable;
using GreyActors.Configuration;
using GreyActors.Configuration.Hocon;

namespace GreyActors.Introspection;

/// <summary>The answer to a reload; docs/introspection.md describes the fields.</summary>
/// <param name="Source">The file that was read.</param>
public sealed record ShownReload(
    string Source,
    ReloadResult Outcome,
    ImmutableArray<ChangedKey> Changed,
    ImmutableArray<string> Files,
    ImmutableArray<ChangedKey> AwaitingRestart,
    ImmutableArray<ConfigurationError> Errors)
{
    /// <summary>Converts an outcome; null if nothing was read.</summary>
    public static ShownReload? Of(string source, ReloadOutcome outcome) => outcome switch
    {
        ReloadOutcome.Applied applied => new(source, ReloadResult.Applied, applied.Changed, applied.Files, applied.AwaitingRestart, []),
        ReloadOutcome.Unchanged unchanged => new(source, ReloadResult.Unchanged, [], [], unchanged.AwaitingRestart, []),
        ReloadOutcome.Refused refused => new(source, ReloadResult.Refused, [], [], [], refused.Errors),
        _ => null,
    };
}

/// <summary>The outcome of a reload, in one word.</summary>
public enum ReloadResult
{
    /// <summary>The changes have taken effect.</summary>
    Applied,

    /// <summary>Nothing has changed.</summary>
    Unchanged,

    /// <summary>The configuration contains errors, and nothing was changed.</summary>
    Refused,
}
