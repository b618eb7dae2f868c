using System.Collections.Immutable;
using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>Somebody wants to see triplets, a page at a time; the sender is answered with a <see cref="TripletPage"/>.</summary>
/// <param name="Most">How many a page holds, 1 to <see cref="Longest"/>.</param>
/// <param name="After">Where the page before ended; null for the first page.</param>
public sealed record ListTriplets(TripletQuery Query, int Most, TripletCursor? After = null)
{
    /// <summary>More than this no page holds.</summary>
    public const int Longest = 1000;
}

/// <summary>Where a list goes on. Good for as long as the process lives.</summary>
public readonly record struct TripletCursor(int Partition, SegmentCursor Within)
{
    /// <summary>Where a list begins.</summary>
    public static readonly TripletCursor Start = new(0, SegmentCursor.Start);
}

/// <summary>Some triplets; those that are there all the time come once over all pages, whatever else comes and goes.</summary>
/// <param name="Next">Where it goes on; null when this is all. A page may be short, or empty, and yet not the last: it has a bound in time too.</param>
/// <param name="Away">Partitions that could not be asked.</param>
public sealed record TripletPage(ImmutableArray<KnownTriplet> Triplets, TripletCursor? Next, ImmutableArray<int> Away);

/// <summary>Somebody wants to know how many triplets there are; the sender is answered with <see cref="TripletCounts"/>.</summary>
public sealed record CountTriplets
{
    /// <summary>The one instance.</summary>
    public static readonly CountTriplets Instance = new();
}

/// <summary>How many triplets there are; with those that have expired within the last minutes.</summary>
/// <param name="Away">Partitions that could not be asked.</param>
public sealed record TripletCounts(long Waiting, long Passed, ImmutableArray<int> Away);

/// <summary>Somebody changes what is known of one triplet, by hand; the sender is answered with <see cref="TripletChanged"/> when that is durable.</summary>
public abstract record ChangeTriplet
{
    private ChangeTriplet(Triplet triplet) => Triplet = triplet;

    /// <summary>Normalised.</summary>
    public Triplet Triplet { get; }

    /// <summary>It was never seen.</summary>
    public sealed record Forget(Triplet Triplet) : ChangeTriplet(Triplet);

    /// <summary>It passes from now on, for pass-lifetime.</summary>
    public sealed record Allow(Triplet Triplet) : ChangeTriplet(Triplet);
}

/// <summary>What became of a <see cref="ChangeTriplet"/>.</summary>
/// <param name="Before">What was known of it; null when nothing was.</param>
/// <param name="IsDone">False: the store cannot be used now, and nothing is changed.</param>
public sealed record TripletChanged(Triplet Triplet, TripletTimes? Before, bool IsDone);

/// <summary>Asks a partition for triplets of one of its segments; answered with <see cref="SegmentSearched"/>.</summary>
internal sealed record SearchSegment(TripletQuery Query, int Most, SegmentCursor From);

/// <summary>What a partition found.</summary>
internal sealed record SegmentSearched(ImmutableArray<KnownTriplet> Found, SegmentCursor? Next);

/// <summary>What a partition counted.</summary>
internal sealed record PartitionCounted(int Number, int Waiting, int Passed);

/// <summary>Asks a partition how many it has; answered with <see cref="PartitionCounted"/>.</summary>
internal sealed record CountPartition(int Number);
