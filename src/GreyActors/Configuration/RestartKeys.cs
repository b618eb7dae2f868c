using System.Collections.Immutable;

namespace GreyActors.Configuration;

/// <summary>Decides which settings need a restart, and which settings apply until then.</summary>
/// <remarks>
/// A changed listener would disconnect its clients, the partitions of the store determine the place of each triplet, the
/// introspection endpoint serves the reload request itself, the other machines know this one by its address, and Akka reads its section only once.
/// </remarks>
public static class RestartKeys
{
    private const string Listen = "grey-actors.listen";
    private const string StoreTimeout = "grey-actors.store.timeout";

    // In `listen` only addresses and protocols need a restart; in `store` everything except the timeout.
    private static readonly ImmutableArray<string> Sections = ["akka", "grey-actors.cluster", "grey-actors.introspection", "grey-actors.store"];

    /// <summary>Whether a change of this key needs a restart.</summary>
    public static bool NeedRestart(string key, GreyActorsSettings running, GreyActorsSettings wanted) => key == Listen
        ? InOrderOf(running.Listen, wanted.Listen) is null
        : key != StoreTimeout && Sections.Any(section => key == section || key.StartsWith($"{section}.", StringComparison.Ordinal));

    /// <summary>The wanted settings, as far as they can change without a restart.</summary>
    public static GreyActorsSettings UntilRestart(GreyActorsSettings running, GreyActorsSettings wanted) => wanted with
    {
        Listen = InOrderOf(running.Listen, wanted.Listen) ?? running.Listen,
        Store = running.Store with { Timeout = wanted.Store.Timeout },
        Introspection = running.Introspection,
        Cluster = running.Cluster,
    };

    /// <summary>The wanted configuration, with the old values and origins of keys that need a restart.</summary>
    public static LoadedConfiguration.Valid UntilRestart(LoadedConfiguration.Valid running, LoadedConfiguration.Valid wanted, ImmutableArray<ChangedKey> awaiting)
    {
        var keys = awaiting.Select(change => change.Key).ToHashSet(StringComparer.Ordinal);
        return wanted with
        {
            Settings = UntilRestart(running.Settings, wanted.Settings),
            AkkaOverrides = running.AkkaOverrides,
            Effective =
            [
                .. wanted.Effective.Where(value => !keys.Contains(value.Key))
                    .Concat(running.Effective.Where(value => keys.Contains(value.Key)))
                    .OrderBy(value => value.Key, StringComparer.Ordinal),
            ],
        };
    }

    // The wanted settings of each running listener; null if the addresses differ.
    private static ImmutableArray<ListenSettings>? InOrderOf(ImmutableArray<ListenSettings> running, ImmutableArray<ListenSettings> wanted)
    {
        var left = wanted.ToList();
        var found = ImmutableArray.CreateBuilder<ListenSettings>();
        foreach (var listener in running)
        {
            if (left.Find(listener.IsSameListener) is not { } same)
                return null;
            left.Remove(same);
            found.Add(same);
        }

        return left.Count == 0 ? found.ToImmutable() : null;
    }
}
