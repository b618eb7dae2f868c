using GreyActors.EndToEnd.Tests.Harness;

namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>The properties of a <see cref="ClusterUnderTest"/>.</summary>
public sealed record ClusterOptions
{
    /// <summary>The number of machines.</summary>
    public int Machines { get; init; } = 3;

    /// <summary>Each machine has a network namespace, so that lines between machines can be cut; otherwise all share the loopback network.</summary>
    public bool HasCuts { get; init; }

    /// <summary>Off: each machine has a greylist of its own in SQLite, and knows nothing of the others.</summary>
    public bool IsShared { get; init; } = true;

    /// <summary>greylisting.initial-delay.</summary>
    public TimeSpan InitialDelay { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Further settings of a machine, by its number.</summary>
    public Func<int, GreyActorsConfiguration, GreyActorsConfiguration> Configure { get; init; } = (_, configuration) => configuration;
}
