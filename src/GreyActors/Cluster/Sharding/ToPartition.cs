namespace GreyActors.Cluster.Sharding;

/// <summary>A request or a query on its way to a partition, which may be on another machine.</summary>
/// <param name="Region">The name of the state (<see cref="Greylisting.PartitionFamily.Name"/>).</param>
/// <param name="Number">The number of the partition.</param>
/// <param name="Message">The request or the query.</param>
internal sealed record ToPartition(string Region, int Number, object Message);
