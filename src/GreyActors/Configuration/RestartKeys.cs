using System.Collections.Immutable;

namespace GreyActors.Configuration;

/// <summary>Which settings a running program cannot take over, and what it goes by as long as it is not started anew.</summary>
/// <remarks>
/// An address that is not listened on any more would cut off its clients, the store's partitions say where each triplet lies, the
/// introspection endpoint is how the change is asked for, and Akka reads its own section once.
/// </remarks>
public static class RestartKeys
{
    private const string Listen = "grey-actors.listen";
    private const string StoreTimeout = "grey-actors.store.timeout";

    // Of `listen` only the addresses do, of the store all but for how long it is waited for.
    private static readonly ImmutableArray<string> Sections = ["akka", "grey-actors.introspection", "grey-actors.store"];

    /// <summary>Whether a change of this key needs a restart.</summary>
    public static bool NeedRestart(string key, GreyActorsSettings running, GreyActorsSettings wanted) => key == Listen
        ? InOrderOf(running.Listen, wanted.Listen) is null
        : key != StoreTimeout && Sections.Any(section => key == section || key.StartsWith($"{section}.", StringComparison.Ordinal));

    /// <summary>What is wanted, as far as it can be had without a restart.</summary>
    public static GreyActorsSettings UntilRestart(GreyActorsSettings running, GreyActorsSettings wanted) => wanted with
    {
        Listen = InOrderOf(running.Listen, wanted.Listen) ?? running.Listen,
        Store = running.Store with { Timeout = wanted.Store.Timeout },
        Introspection = running.Introspection,
    };

    /// <summary>The same of a whole configuration: keys that wait for the restart have their old values and origins.</summary>
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

    // What is wanted of each listener that runs; null where the addresses are not the same ones.
    private static ImmutableArray<ListenSettings>? InOrderOf(ImmutableArray<ListenSettings> running, ImmutableArray<ListenSettings> wanted)
    {
        var left = wanted.ToList();
        var found = ImmutableArray.CreateBuilder<ListenSettings>();
        foreach (var listener in running)
        {
            if (left.Find(candidate => candidate.Endpoint.Equals(listener.Endpoint)) is not { } same)
                return null;
            left.Remove(same);
            found.Add(same);
        }

        return left.Count == 0 ? found.ToImmutable() : null;
    }
}
