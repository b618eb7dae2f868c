using System.Text;

namespace GreyActors.Cli;

/// <summary>Plain text in a Markdown page.</summary>
internal static class MarkdownText
{
    private const string Special = "\\`*_[]<>|$^~\"'#@";

    /// <summary>The text, with a backslash before each character that Markdown could interpret.</summary>
    public static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var letter in text)
        {
            if (Special.Contains(letter, StringComparison.Ordinal))
                escaped.Append('\\');
            escaped.Append(letter);
        }

        return escaped.ToString();
    }
}
