using System.Collections.Immutable;
using GreyActors.Core.Greylisting;

namespace GreyActors.Greylisting;

/// <summary>Asks for a page of triplets; the answer is a <see cref="TripletPage"/>.</summary>
/// <param name="Most">The size of a page, 1 to <see cref="Longest"/>.</param>
/// <param name="After">The end of the previous page; null for the first page.</param>
public sealed record ListTriplets(TripletQuery Query, int Most, PartitionCursor? After = null)
{
    /// <summary>The largest page.</summary>
    public const int Longest = 1000;
}

/// <summary>A page of triplets. A triplet that exists during the whole listing is on exactly one page, whatever else is added and removed.</summary>
/// <param name="Next">The place where the list continues; null after the last page. Other pages may be short or empty too, because a page has a time limit.</param>
/// <param name="Away">Partitions that did not answer.</param>
public sealed record TripletPage(ImmutableArray<KnownTriplet> Triplets, PartitionCursor? Next, ImmutableArray<int> Away);

/// <summary>Asks for the number of triplets; the answer is <see cref="TripletCounts"/>.</summary>
public sealed record CountTriplets
{
    /// <summary>The one instance.</summary>
    public static readonly CountTriplets Instance = new();
}

/// <summary>The number of triplets, including those that have expired within the last minutes.</summary>
/// <param name="Away">Partitions that did not answer.</param>
public sealed record TripletCounts(long Waiting, long Passed, ImmutableArray<int> Away);

/// <summary>Changes one triplet by hand. The sender gets <see cref="TripletChanged"/> when the change is durable.</summary>
public abstract record ChangeTriplet
{
    private ChangeTriplet(Triplet triplet) => Triplet = triplet;

    /// <summary>The triplet, normalised.</summary>
    public Triplet Triplet { get; }

    /// <summary>The answer where the store cannot be used now.</summary>
    public TripletChanged NotDone => new(Triplet, null, IsDone: false);

    /// <summary>The event that changes the triplet.</summary>
    /// <param name="now">The time.</param>
    /// <param name="before">The times of the triplet until now; null if it is unknown.</param>
    public abstract GreylistEvent EventAt(DateTimeOffset now, TripletTimes? before);

    /// <summary>Forgets the triplet, as if it had never been seen.</summary>
    public sealed record Forget(Triplet Triplet) : ChangeTriplet(Triplet)
    {
        /// <inheritdoc/>
        public override GreylistEvent EventAt(DateTimeOffset now, TripletTimes? before) =>
            new GreylistEvent.TripletForgotten([Triplet.Identity], Triplet.ReversePath, Triplet.ForwardPath);
    }

    /// <summary>Lets the triplet pass from now on, for pass-lifetime.</summary>
    public sealed record Allow(Triplet Triplet) : ChangeTriplet(Triplet)
    {
        /// <inheritdoc/>
        public override GreylistEvent EventAt(DateTimeOffset now, TripletTimes? before)
        {
            var at = now.ToUnixTimeMilliseconds();
            return new GreylistEvent.TripletPassed([Triplet.Identity], Triplet.ReversePath, Triplet.ForwardPath, Math.Min(before?.FirstSeen ?? at, at), at);
        }
    }
}

/// <summary>The outcome of a <see cref="ChangeTriplet"/>.</summary>
/// <param name="Before">The times of the triplet before; null if it was unknown.</param>
/// <param name="IsDone">False: the store cannot be used now, and nothing is changed.</param>
public sealed record TripletChanged(Triplet Triplet, TripletTimes? Before, bool IsDone);

/// <summary>Asks a partition for its number of triplets; the answer is <see cref="PartitionCounted"/>.</summary>
internal sealed record CountPartition(int Number);

/// <summary>The number of triplets of a partition.</summary>
internal sealed record PartitionCounted(int Number, int Waiting, int Passed);
