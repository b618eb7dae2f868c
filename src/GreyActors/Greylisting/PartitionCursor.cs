using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>The place where a list of all partitions continues. Valid while the process lives.</summary>
public readonly record struct PartitionCursor(int Partition, SegmentCursor Within)
{
    /// <summary>The start of a list.</summary>
    public static readonly PartitionCursor Start = new(0, SegmentCursor.Start);
}
