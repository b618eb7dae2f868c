using System.Collections.Immutable;
using GreyActors.Configuration;
using GreyActors.Configuration.Hocon;

namespace GreyActors.Introspection;

/// <summary>The configuration as the endpoint returns it.</summary>
/// <param name="Source">The file that was read.</param>
/// <param name="Values">The active settings, by key.</param>
/// <param name="AwaitingRestart">The changes in the file that take effect after a restart.</param>
/// <param name="LastReload">The outcome of the last reload; null if there was none.</param>
public sealed record ShownConfiguration(
    string Source, ImmutableArray<EffectiveValue> Values, ImmutableArray<ChangedKey> AwaitingRestart, ShownLastReload? LastReload)
{
    /// <summary>Whether the greylist defers.</summary>
    public GreylistingMode Mode { get; init; }
}

/// <summary>The last reload.</summary>
/// <param name="By">What caused it: a signal, a request or a changed file.</param>
/// <param name="Errors">The errors, if it was refused.</param>
public sealed record ShownLastReload(DateTimeOffset At, string By, ReloadResult Outcome, ImmutableArray<ConfigurationError> Errors);
