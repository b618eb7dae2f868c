using System.Collections.Immutable;
using GreyActors.Core.Greylisting;

namespace GreyActors.Introspection;

/// <summary>A page of triplets.</summary>
/// <param name="Next">The <c>after</c> of the next page; null if this is the last page. A page may be empty without being the last.</param>
/// <param name="Away">The partitions that did not answer.</param>
public sealed record ShownTriplets(ImmutableArray<ListedTriplet> Triplets, string? Next, ImmutableArray<int> Away);

/// <summary>One triplet of a page, with its state.</summary>
public sealed record ListedTriplet(string From, string To, ShownTriplet Life)
{
    /// <summary>Converts a triplet.</summary>
    public static ListedTriplet Of(KnownTriplet known, GreylistTiming timing, DateTimeOffset now) => new(
        known.Triplet.ReversePath,
        known.Triplet.ForwardPath,
        ShownTriplet.Of(GreylistExplainer.TimelineOf(known.Triplet.Identity, known.Times, timing, now)));
}

/// <summary>The triplet to allow.</summary>
public sealed record AllowRequest(string? Client, string? From, string? To);

/// <summary>A triplet before an operator changed it.</summary>
public sealed record ShownChange(string From, string To, ShownTriplet Before);
