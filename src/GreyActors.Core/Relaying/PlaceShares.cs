namespace GreyActors.Core.Relaying;

/// <summary>How the places are divided among client networks.</summary>
/// <param name="Max">All places, at least 1.</param>
public sealed record PlaceShares(int Max)
{
    private const int Part = 4;

    /// <summary>A network that has fewer places gets the next one before networks that have more.</summary>
    public int Share => Math.Max(1, Max / Part);

    /// <summary>Places that networks with their share leave free, so that a newcomer finds one.</summary>
    public int Reserve => Max / Part;
}
