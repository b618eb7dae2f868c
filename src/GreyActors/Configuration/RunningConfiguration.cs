using System.Collections.Immutable;
using GreyActors.Core.Access;
using GreyActors.Core.Capacity;

namespace GreyActors.Configuration;

/// <summary>A configuration with everything derived from it; immutable.</summary>
/// <param name="Configuration">The configuration, without changes that need a restart.</param>
/// <param name="Settings">The settings, lowered to the capacity of the process.</param>
/// <param name="Access">The compiled access rules.</param>
/// <param name="Pairs">The certificates, the default first; empty without TLS.</param>
public sealed record RunningConfiguration(
    LoadedConfiguration.Valid Configuration, GreyActorsSettings Settings, AccessPolicy Access, ImmutableArray<KeyPair> Pairs)
{
    /// <summary>The capacity of the process, and its division.</summary>
    public ProcessCapacity Capacity { get; init; } =
        ProcessCapacity.Of(Settings, DescriptorBudget.Unlimited, long.MaxValue, DescriptorBudget.HttpConnections(DescriptorBudget.Unlimited));

    /// <summary>Changes in the files that need a restart.</summary>
    public ImmutableArray<ChangedKey> AwaitingRestart { get; init; } = [];

    /// <summary>Fingerprints of the files that settings name, by name.</summary>
    public ImmutableDictionary<string, string> Contents { get; init; } = ImmutableDictionary<string, string>.Empty;
}
