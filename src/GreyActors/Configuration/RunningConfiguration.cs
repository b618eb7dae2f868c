using System.Collections.Immutable;
using GreyActors.Core.Access;
using GreyActors.Core.Capacity;

namespace GreyActors.Configuration;

/// <summary>A configuration with everything that is made of it: whole, and immutable.</summary>
/// <param name="Configuration">As it was read, but for what waits for a restart.</param>
/// <param name="Settings">Its settings, lowered to the capacity of the process.</param>
/// <param name="Access">Its rules, compiled.</param>
/// <param name="Pair">Its certificate; null: there is no TLS.</param>
public sealed record RunningConfiguration(LoadedConfiguration.Valid Configuration, GreyActorsSettings Settings, AccessPolicy Access, KeyPair? Pair)
{
    /// <summary>What the process may have, and how it is divided.</summary>
    public ProcessCapacity Capacity { get; init; } =
        ProcessCapacity.Of(Settings, DescriptorBudget.Unlimited, long.MaxValue, DescriptorBudget.HttpConnections(DescriptorBudget.Unlimited));

    /// <summary>What stands in the files and is not gone by before a restart.</summary>
    public ImmutableArray<ChangedKey> AwaitingRestart { get; init; } = [];

    /// <summary>What stood in the files that settings name, as fingerprints by name.</summary>
    public ImmutableDictionary<string, string> Contents { get; init; } = ImmutableDictionary<string, string>.Empty;
}
