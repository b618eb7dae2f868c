namespace GreyActors.Configuration.Values;

/// <summary>What an operator wrote, as an error shows it.</summary>
internal static class ShownText
{
    private const int MaxLength = 60;

    /// <summary>On one line, not too long, and nothing in it that would move the cursor.</summary>
    public static string Of(string text)
    {
        var line = string.Concat(text.ReplaceLineEndings(" ").Take(MaxLength + 1).Select(character => char.IsControl(character) ? '\uFFFD' : character));
        return line.Length > MaxLength ? line[..MaxLength] + "..." : line;
    }
}
