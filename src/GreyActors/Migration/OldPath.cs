using GreyActors.Core.Smtp;

namespace GreyActors.Migration;

/// <summary>Paths in the form that other greylists stored.</summary>
internal static class OldPath
{
    // No command line has space for a longer path.
    private const int Longest = CommandParser.MaxExtendedLine;

    /// <summary>The path without its angle brackets, empty for the null reverse-path; null for text that is not a path.</summary>
    public static string? Bare(string text)
    {
        var isOpen = text.StartsWith('<');
        if (isOpen != text.EndsWith('>'))
            return null;
        var path = isOpen ? text[1..^1] : text;
        return path.Length <= Longest && !path.Any(character => char.IsControl(character) || char.IsWhiteSpace(character)) && !path.AsSpan().ContainsAny('<', '>')
            ? path
            : null;
    }

    /// <summary>Whether a path without brackets is that of a recipient.</summary>
    public static bool IsRecipient(string? path) => path is { Length: > 0 } && path.LastIndexOf('@') > 0;
}
