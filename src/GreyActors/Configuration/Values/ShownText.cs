namespace GreyActors.Configuration.Values;

/// <summary>Formats text of the operator for error messages.</summary>
internal static class ShownText
{
    private const int MaxLength = 60;

    /// <summary>The text on one line, shortened, without control characters.</summary>
    public static string Of(string text)
    {
        var line = string.Concat(text.ReplaceLineEndings(" ").Take(MaxLength + 1).Select(character => char.IsControl(character) ? '\uFFFD' : character));
        return line.Length > MaxLength ? line[..MaxLength] + "..." : line;
    }
}
