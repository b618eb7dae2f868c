using System.Collections.Immutable;
using GreyActors.Core.Greylisting;

namespace GreyActors.Introspection;

/// <summary>A page of triplets.</summary>
/// <param name="Next">What <c>after</c> is for the next page; null when this is all. A page may be empty and yet not the last.</param>
/// <param name="Away">Partitions that could not be asked.</param>
public sealed record ShownTriplets(ImmutableArray<ListedTriplet> Triplets, string? Next, ImmutableArray<int> Away);

/// <summary>One triplet in a list: whose it is, and its life.</summary>
public sealed record ListedTriplet(string From, string To, ShownTriplet Life)
{
    /// <summary>The triplet as it is now.</summary>
    public static ListedTriplet Of(KnownTriplet known, GreylistTiming timing, DateTimeOffset now) => new(
        known.Triplet.ReversePath,
        known.Triplet.ForwardPath,
        ShownTriplet.Of(GreylistExplainer.TimelineOf(known.Triplet.Identity, known.Times, timing, now)));
}

/// <summary>Which triplet shall pass.</summary>
public sealed record AllowRequest(string? Client, string? From, string? To);

/// <summary>What was known of a triplet before it was changed by hand.</summary>
public sealed record ShownChange(string From, string To, ShownTriplet Before);
