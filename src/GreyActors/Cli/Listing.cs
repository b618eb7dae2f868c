using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace GreyActors.Cli;

/// <summary>A table without its appearance, which <see cref="Screen"/> determines.</summary>
/// <param name="Columns">The headings; all empty for a table without headings.</param>
internal sealed record Listing(ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<Cell>> Rows)
{
    /// <summary>The headings of columns that a narrow terminal does without, the least important first.</summary>
    public ImmutableArray<string> Dispensable { get; init; } = [];

    /// <summary>Names and values, one pair per row. Pairs with an empty value are left out.</summary>
    public static Listing OfPairs(params IEnumerable<(string Name, Cell Value)> pairs) =>
        new(["", ""], [.. pairs.Where(pair => pair.Value.Text.Length > 0).Select(pair => ImmutableArray.Create<Cell>(pair.Name, pair.Value))]);
}

/// <summary>One cell. Its text may come from a client, and is escaped when it is printed.</summary>
/// <param name="Guide">A prefix from this program, which is not escaped.</param>
internal sealed partial record Cell(string Text, Tone Tone = Tone.Plain, string Guide = "")
{
    /// <summary>The text on a terminal, if it differs from the one for scripts.</summary>
    public string? OnTerminal { get; init; }

    public static implicit operator Cell(string? text) => new(text ?? "");

    /// <summary>The name of a behaviour, in words on a terminal: <c>AwaitingCommand</c> is <i>awaiting command</i>.</summary>
    public static Cell Behaviour(string? name) => new(name ?? "") { OnTerminal = BoundaryOfWords().Replace(name ?? "", " ").ToLowerInvariant() };

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex BoundaryOfWords();
}

/// <summary>The meaning of a cell, shown as a colour.</summary>
internal enum Tone
{
    Plain,
    Good,
    Waiting,
    Bad,
}
