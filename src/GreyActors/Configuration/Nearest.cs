namespace GreyActors.Configuration;

/// <summary>Finds the intended name for a mistyped one.</summary>
internal static class Nearest
{
    /// <summary><c>, did you mean `x`?</c>, or an empty string if no name is similar.</summary>
    public static string Hint(string typed, IEnumerable<string> names) =>
        Of(typed, names) is { } near ? $", did you mean `{near}`?" : "";

    /// <summary>The name with the smallest edit distance, if that is small for its length. Case is ignored.</summary>
    /// <param name="typed">The mistyped name.</param>
    /// <param name="names">The names that exist.</param>
    /// <param name="length">The number of letters that may be mistyped, if not all of them.</param>
    public static string? Of(string typed, IEnumerable<string> names, int? length = null)
    {
        // One slip in four letters; with more, the suggestion is a guess.
        var slips = Math.Max(1, (length ?? typed.Length) / 4);
        return names
            .Select(name => (Name: name, Distance: Distance(typed.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(candidate => (candidate.Distance <= slips && candidate.Distance < candidate.Name.Length) || IsBeginning(typed, candidate.Name))
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
    }

    // `greylist` for `greylisting`.
    private static bool IsBeginning(string typed, string name) => typed.Length >= 4 && name.StartsWith(typed, StringComparison.OrdinalIgnoreCase);

    /// <summary>The edit distance: the number of letters omitted, added, changed or swapped with a neighbour.</summary>
    private static int Distance(string from, string to)
    {
        // Long texts are not mistyped names.
        if (Math.Abs(from.Length - to.Length) > 64 || from.Length > 256)
        {
            return int.MaxValue;
        }

        var steps = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                steps[i, j] = i == 0 || j == 0 ? i + j : Cheapest(steps, i, j, from, to);
            }
        }

        return steps[from.Length, to.Length];
    }

    private static int Cheapest(int[,] steps, int i, int j, string from, string to)
    {
        var changed = steps[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
        var best = Math.Min(changed, Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1);
        var swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
        return swapped ? Math.Min(best, steps[i - 2, j - 2] + 1) : best;
    }
}
