using System.Collections.Immutable;

namespace GreyActors.Cluster.Sharding;

/// <summary>Asks the actor that routes requests of a state where its partitions are; the answer is <see cref="PlacesListed"/>.</summary>
internal sealed record ListPlaces
{
    /// <summary>The one instance.</summary>
    public static readonly ListPlaces Instance = new();
}

/// <summary>The places of the partitions of a state, as this machine knows them from the latest polls.</summary>
/// <param name="State">The name of the state.</param>
/// <param name="Places">By number.</param>
internal sealed record PlacesListed(string State, ImmutableArray<PartitionPlace> Places);

/// <summary>The place of a partition.</summary>
/// <param name="Number">The number of the partition.</param>
/// <param name="Machine">The machine, as host:port; empty if the partition never answered.</param>
/// <param name="Condition">What it does; unknown if it has not answered for a while.</param>
internal sealed record PartitionPlace(int Number, string Machine, PartitionCondition Condition);
