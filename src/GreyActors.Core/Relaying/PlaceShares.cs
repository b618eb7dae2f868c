namespace GreyActors.Core.Relaying;

/// <summary>The division of the places among client networks.</summary>
/// <param name="Max">The number of places, at least 1.</param>
public sealed record PlaceShares(int Max)
{
    private const int Part = 4;

    /// <summary>A network with fewer places than this gets the next place before networks with more.</summary>
    public int Share => Math.Max(1, Max / Part);

    /// <summary>The places that networks with their full share leave free for new clients.</summary>
    public int Reserve => Max / Part;
}
