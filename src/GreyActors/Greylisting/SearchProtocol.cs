using System.Collections.Immutable;
using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>A page that a <see cref="PartitionSearch{TQuery, TEntry}"/> fills.</summary>
/// <param name="Query">The condition for the entries.</param>
/// <param name="Most">The size of the page.</param>
/// <param name="After">The end of the previous page; null for the first page.</param>
/// <param name="Page">The answer with the entries, the place where the list continues, and the partitions that did not answer.</param>
internal sealed record PageWanted<TQuery, TEntry>(
    TQuery Query, int Most, PartitionCursor? After, Func<ImmutableArray<TEntry>, PartitionCursor?, ImmutableArray<int>, object> Page)
{
    /// <summary>The page without any search.</summary>
    public object Nothing => Page([], After ?? PartitionCursor.Start, []);
}

/// <summary>Asks a partition for entries of one of its segments; the answer is <see cref="SegmentSearched{TEntry}"/>.</summary>
internal sealed record SearchSegment<TQuery>(TQuery Query, int Most, SegmentCursor From);

/// <summary>The entries that a partition found, and where the search continues.</summary>
internal sealed record SegmentSearched<TEntry>(ImmutableArray<TEntry> Found, SegmentCursor? Next);

/// <summary>The answer to a query whose partition is away.</summary>
internal sealed record PartitionAway
{
    /// <summary>The one instance.</summary>
    public static readonly PartitionAway Instance = new();
}
