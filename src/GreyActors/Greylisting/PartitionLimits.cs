namespace GreyActors.Greylisting;

/// <summary>The limits of a partition.</summary>
/// <param name="MaxOutstanding">Attempts whose answer waits for the store; further attempts are answered with Crowded at once.</param>
/// <param name="SnapshotEvery">The number of events that a snapshot replaces, if the partition is small.</param>
/// <param name="SnapshotSpread">The number of events by which the last partition is later than the first: under an even load, all snapshots would be due at once.</param>
public sealed record PartitionLimits(int MaxOutstanding = 2000, int SnapshotEvery = 5000, int SnapshotSpread = 0);
