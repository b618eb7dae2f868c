using GreyActors.Core.Addresses;

namespace GreyActors.Core.Greylisting;

/// <summary>A search for triplets; null conditions are ignored.</summary>
/// <param name="HasPassed">Only passed triplets, or only waiting ones.</param>
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
    /// <summary>Whether a triplet matches.</summary>
    public bool Matches(TripletView known) =>
        (HasPassed is null || HasPassed == known.Times.HasPassed)
        && !(known.Times.FirstSeen < SeenFrom)
        && !(known.Times.FirstSeen > SeenUntil)
        && (ReversePath is null || ReversePath.Matches(known.ReversePath))
        && (ForwardPath is null || ForwardPath.Matches(known.ForwardPath))
        && (Identity is null || Identity.Matches(known.Identity));
}

/// <summary>The position at which a search through one <see cref="GreylistState"/> continues.</summary>
/// <remarks>It contains the hash of a triplet, not its place in memory, so it stays valid while triplets are added and removed, until the process ends.</remarks>
/// <param name="Segment">The next segment, 0 to <see cref="GreylistState.Segments"/> - 1.</param>
/// <param name="After">The hash to continue after; -1 for the start of the segment.</param>
public readonly record struct SegmentCursor(int Segment, long After)
{
    /// <summary>The start of a search.</summary>
    public static readonly SegmentCursor Start = new(0, -1);
}
