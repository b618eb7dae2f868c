using System.Collections.Immutable;

namespace GreyActors.Configuration;

/// <summary>The difference between the active configuration and the one in the files.</summary>
/// <param name="Changed">Keys that take effect at once.</param>
/// <param name="AwaitingRestart">Keys that take effect at the next start.</param>
public sealed record ConfigurationDifference(ImmutableArray<ChangedKey> Changed, ImmutableArray<ChangedKey> AwaitingRestart)
{
    /// <summary>The difference, key by key.</summary>
    public static ConfigurationDifference Between(LoadedConfiguration.Valid running, LoadedConfiguration.Valid wanted)
    {
        var before = running.Effective.ToDictionary(value => value.Key, StringComparer.Ordinal);
        var after = wanted.Effective.ToDictionary(value => value.Key, StringComparer.Ordinal);
        var different = before.Keys.Union(after.Keys)
            .Where(key => before.GetValueOrDefault(key)?.Value != after.GetValueOrDefault(key)?.Value)
            .Order(StringComparer.Ordinal)
            .ToLookup(key => RestartKeys.NeedRestart(key, running.Settings, wanted.Settings), key => Of(before.GetValueOrDefault(key), after.GetValueOrDefault(key)));
        return new ConfigurationDifference([.. different[false]], [.. different[true]]);
    }

    private static ChangedKey Of(EffectiveValue? before, EffectiveValue? after) => new(
        (after ?? before)!.Key,
        before is null ? null : Secrets.Masked(before).Value,
        after is null ? null : Secrets.Masked(after).Value,
        after?.Origin ?? "");
}
