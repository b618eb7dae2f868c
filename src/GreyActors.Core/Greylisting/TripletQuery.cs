using GreyActors.Core.Addresses;

namespace GreyActors.Core.Greylisting;

/// <summary>Which triplets somebody wants to see; what is null does not matter.</summary>
/// <param name="HasPassed">Those that have passed, or those that wait.</param>
/// <param name="SeenFrom">First seen then or later, in Unix milliseconds.</param>
/// <param name="SeenUntil">First seen then or earlier, in Unix milliseconds.</param>
public sealed record TripletQuery(
    IdentityPattern? Identity = null,
    TextPattern? ReversePath = null,
    TextPattern? ForwardPath = null,
    bool? HasPassed = null,
    long? SeenFrom = null,
    long? SeenUntil = null)
{
    /// <summary>Whether a triplet is one of them.</summary>
    public bool Matches(TripletView known) =>
        (HasPassed is null || HasPassed == known.Times.HasPassed)
        && !(known.Times.FirstSeen < SeenFrom)
        && !(known.Times.FirstSeen > SeenUntil)
        && (ReversePath is null || ReversePath.Matches(known.ReversePath))
        && (ForwardPath is null || ForwardPath.Matches(known.ForwardPath))
        && (Identity is null || Identity.Matches(known.Identity));
}

/// <summary>Where a search through one <see cref="GreylistState"/> goes on.</summary>
/// <remarks>It names no place in memory but what a triplet is found by, which stays the same while others come and go, as long as the process lives.</remarks>
/// <param name="Segment">Which segment is next, 0 to <see cref="GreylistState.Segments"/> - 1.</param>
/// <param name="After">Behind which hash in it; -1 for its beginning.</param>
public readonly record struct SegmentCursor(int Segment, long After)
{
    /// <summary>Where a search begins.</summary>
    public static readonly SegmentCursor Start = new(0, -1);
}
