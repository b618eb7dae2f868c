using System.Collections.Immutable;

namespace GreyActors.Cli;

/// <summary>Selects the columns of a table for the width of a terminal, so that no word and no address is broken.</summary>
internal static class TableLayout
{
    // A space on both sides of a column, and a line between two.
    private const int Around = 3;

    /// <summary>The columns that are shown, by index; empty if even the necessary ones are too wide, and each row becomes a record.</summary>
    /// <param name="listing">The table.</param>
    /// <param name="text">The text of a cell as it is printed.</param>
    /// <param name="width">The width of the terminal, in characters.</param>
    public static ImmutableArray<int> Columns(Listing listing, Func<Cell, string> text, int width)
    {
        var least = listing.Columns.Select((column, index) => Math.Max(LongestWord(column), listing.Rows.Max(row => (int?)LongestWord(text(row[index]))) ?? 0)).ToImmutableArray();
        var shown = Enumerable.Range(0, listing.Columns.Length).ToList();
        foreach (var name in listing.Dispensable.Append(null))
        {
            if (shown.Sum(column => least[column] + Around) + 1 <= width)
                return [.. shown];
            if (name is not null)
                shown.Remove(listing.Columns.IndexOf(name));
        }

        return [];
    }

    // Between words, a line may be broken.
    private static int LongestWord(string text) => text.Split(' ').Max(word => word.Length);
}
