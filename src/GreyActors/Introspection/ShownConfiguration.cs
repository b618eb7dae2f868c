using System.Collections.Immutable;
using GreyActors.Configuration;
using GreyActors.Configuration.Hocon;

namespace GreyActors.Introspection;

/// <summary>The configuration as it is shown.</summary>
/// <param name="Source">The file that was read.</param>
/// <param name="Values">By key: what is in force.</param>
/// <param name="AwaitingRestart">What stands in the file and is not in force before a restart.</param>
/// <param name="LastReload">What came of the last reload; null: there was none.</param>
public sealed record ShownConfiguration(
    string Source, ImmutableArray<EffectiveValue> Values, ImmutableArray<ChangedKey> AwaitingRestart, ShownLastReload? LastReload);

/// <summary>The last reload.</summary>
/// <param name="By">Who asked for it.</param>
/// <param name="Errors">Why it was refused.</param>
public sealed record ShownLastReload(DateTimeOffset At, string By, ReloadResult Outcome, ImmutableArray<ConfigurationError> Errors);
