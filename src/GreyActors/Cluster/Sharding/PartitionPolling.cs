using GreyActors.Greylisting;

namespace GreyActors.Cluster.Sharding;

/// <summary>Asks a partition for its condition; the answer is <see cref="PartitionPolled"/>. Also starts the partition if it is on no machine.</summary>
/// <param name="CountsVersion">The version of the identity counts that the asking machine has; 0 for none.</param>
internal sealed record PollPartition(long CountsVersion);

/// <summary>The condition of a partition, and the machine on which it is.</summary>
/// <param name="Region">The name of the state.</param>
/// <param name="Number">The number of the partition.</param>
/// <param name="Machine">The machine, as host:port.</param>
/// <param name="Condition">What the partition does.</param>
/// <param name="CountsVersion">The version of the identity counts.</param>
/// <param name="Counts">The identity counts; null if the asking machine has this version.</param>
internal sealed record PartitionPolled(
    string Region, int Number, string Machine, PartitionCondition Condition, long CountsVersion, IdentitiesCounted? Counts);

/// <summary>What a partition does.</summary>
internal enum PartitionCondition
{
    /// <summary>It has not answered yet, or not for a while.</summary>
    Unknown,

    /// <summary>It reads its events and its snapshot.</summary>
    Recovering,

    /// <summary>It decides about requests.</summary>
    Judging,

    /// <summary>It cannot use its store, and is tried again.</summary>
    Away,
}
