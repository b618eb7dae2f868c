using System.Text;

namespace GreyActors.Core.Addresses;

/// <summary>Which reverse-paths or forward-paths somebody looks for, compared with the normalised paths of the triplets.</summary>
/// <remarks>
/// <c>*</c> stands for any text and <c>?</c> for one octet: <c>ann@example.org</c>, <c>ann*</c>, <c>*@*.example.org</c>. What begins with <c>@</c> is
/// a domain; <c>&lt;&gt;</c> is the null reverse-path.
/// </remarks>
public sealed class TextPattern
{
    private readonly byte[] _pattern;

    private TextPattern(string pattern) => _pattern = Encoding.UTF8.GetBytes(pattern);

    /// <summary>The pattern; letter case does not matter, nor how a domain in another script is written.</summary>
    public static TextPattern Of(string text)
    {
        if (text == "<>")
            return new TextPattern("");
        var whole = text.StartsWith('@') ? "*" + text : text;
        var at = whole.LastIndexOf('@');
        return new TextPattern(at < 0 ? whole.ToLowerInvariant() : $"{whole[..at].ToLowerInvariant()}@{DomainName.Fold(whole[(at + 1)..])}");
    }

    /// <summary>Whether a text, in UTF-8, is meant.</summary>
    public bool Matches(ReadOnlySpan<byte> text)
    {
        // Greedy, going back to the last star only: it takes no longer than pattern times text, whatever they are.
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
