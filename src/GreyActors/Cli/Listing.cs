using System.Collections.Immutable;

namespace GreyActors.Cli;

/// <summary>A table, as it is meant: how it looks is the <see cref="Screen"/>'s business.</summary>
/// <param name="Columns">Their headings; all empty: the table has none.</param>
internal sealed record Listing(ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<Cell>> Rows)
{
    /// <summary>Names and values, one pair a row; where the value is empty there is no row.</summary>
    public static Listing OfPairs(params IEnumerable<(string Name, Cell Value)> pairs) =>
        new(["", ""], [.. pairs.Where(pair => pair.Value.Text.Length > 0).Select(pair => ImmutableArray.Create<Cell>(pair.Name, pair.Value))]);
}

/// <summary>One cell. Its text may come from anybody, and is escaped when it is shown.</summary>
/// <param name="Guide">What stands in front of the text and is ours: it is not escaped.</param>
internal sealed record Cell(string Text, Tone Tone = Tone.Plain, string Guide = "")
{
    public static implicit operator Cell(string? text) => new(text ?? "");
}

/// <summary>What a cell means for whom it concerns.</summary>
internal enum Tone
{
    Plain,
    Good,
    Waiting,
    Bad,
}
