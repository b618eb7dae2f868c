using System.Collections.Immutable;

namespace GreyActors.Core.Greylisting;

/// <summary>Everything a partition knew at one moment.</summary>
public sealed record GreylistSnapshot(ImmutableArray<KnownTriplet> Triplets);

/// <summary>A triplet with what is known of it.</summary>
public readonly record struct KnownTriplet(Triplet Triplet, TripletTimes Times);
