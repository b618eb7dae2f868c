namespace GreyActors.Greylisting;

/// <summary>What bounds a partition of the greylist.</summary>
/// <param name="MaxOutstanding">Attempts whose answer waits for the store; those beyond it are answered at once with Unavailable.</param>
/// <param name="SnapshotEvery">Events after which a snapshot replaces them.</param>
public sealed record PartitionLimits(int MaxOutstanding = 2000, int SnapshotEvery = 1000);
