namespace GreyActors.Greylisting;

/// <summary>What bounds a partition of the greylist.</summary>
/// <param name="MaxOutstanding">Attempts whose answer waits for the store; those beyond it are answered at once with Crowded.</param>
/// <param name="SnapshotEvery">Events after which a snapshot replaces them, if the partition is small.</param>
/// <param name="SnapshotSpread">By how many more events the last partition is later than the first: under an even load all would be due at once.</param>
public sealed record PartitionLimits(int MaxOutstanding = 2000, int SnapshotEvery = 5000, int SnapshotSpread = 0);
