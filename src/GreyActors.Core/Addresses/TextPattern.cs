using System.Text;

namespace GreyActors.Core.Addresses;

/// <summary>A search pattern for reverse-paths or forward-paths, compared with the normalised paths of the triplets.</summary>
/// <remarks>
/// <c>*</c> matches any text and <c>?</c> one byte: <c>ann@example.org</c>, <c>ann*</c>, <c>*@*.example.org</c>. A pattern that starts with <c>@</c> is
/// a domain; <c>&lt;&gt;</c> is the null reverse-path.
/// </remarks>
public sealed class TextPattern
{
    private readonly byte[] _pattern;

    private TextPattern(string source, string pattern) => (Source, _pattern) = (source, Encoding.UTF8.GetBytes(pattern));

    /// <summary>The text that was parsed.</summary>
    public string Source { get; }

    /// <summary>Parses a pattern. Case does not matter, nor whether an international domain is written in Unicode or as A-labels.</summary>
    public static TextPattern Of(string text)
    {
        if (text == "<>")
            return new TextPattern(text, "");
        var whole = text.StartsWith('@') ? "*" + text : text;
        var at = whole.LastIndexOf('@');
        return new TextPattern(text, at < 0 ? whole.ToLowerInvariant() : $"{whole[..at].ToLowerInvariant()}@{DomainName.Fold(whole[(at + 1)..])}");
    }

    /// <summary>Whether a text, in UTF-8, matches.</summary>
    public bool Matches(ReadOnlySpan<byte> text)
    {
        // Greedy, with backtracking to the last star only: the time is bounded by the product of both lengths.
        var (at, pattern) = (0, 0);
        var (star, resume) = (-1, 0);
        while (at < text.Length)
        {
            if (pattern < _pattern.Length && _pattern[pattern] == (byte)'*')
                (star, resume) = (pattern++, at);
            else if (pattern < _pattern.Length && (_pattern[pattern] == (byte)'?' || _pattern[pattern] == text[at]))
                (at, pattern) = (at + 1, pattern + 1);
            else if (star >= 0)
                (at, pattern) = (++resume, star + 1);
            else
                return false;
        }

        return _pattern.AsSpan(pattern).TrimStart((byte)'*').IsEmpty;
    }
}
