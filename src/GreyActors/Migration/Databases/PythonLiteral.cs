using System.Globalization;
using System.Text;

namespace GreyActors.Migration.Databases;

/// <summary>Parses the <c>repr</c> of Python strings, numbers and tuples. Each character of a string is one byte.</summary>
internal ref struct PythonLiteral(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> _rest = text;

    /// <summary>Whether the end is reached.</summary>
    public readonly bool IsAtEnd => _rest.TrimEnd().IsEmpty;

    /// <summary>The strings of a tuple; null for anything else.</summary>
    public static IReadOnlyList<string>? Tuple(string text)
    {
        var literal = new PythonLiteral(text);
        var texts = new List<string>();
        if (!literal.Skip('('))
            return null;
        while (!literal.Skip(')'))
        {
            if (literal.Text() is not { } one || (!literal.Skip(',') && !literal._rest.TrimStart().StartsWith(")")))
                return null;
            texts.Add(one);
        }

        return literal.IsAtEnd ? texts : null;
    }

    /// <summary>Decodes bytes that were written as characters: as UTF-8 if valid.</summary>
    public static string Decoded(string octets)
    {
        var bytes = Encoding.Latin1.GetBytes(octets);
        return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : octets;
    }

    /// <summary>Skips a character and the spaces before it.</summary>
    public bool Skip(char one)
    {
        var rest = _rest.TrimStart();
        if (rest.IsEmpty || rest[0] != one)
            return false;
        _rest = rest[1..];
        return true;
    }

    /// <summary>A number without a sign; Python 2 may add an L.</summary>
    public long? Number()
    {
        var rest = _rest.TrimStart();
        var length = rest.IndexOfAnyExceptInRange('0', '9');
        if (length < 0)
            length = rest.Length;
        if (!long.TryParse(rest[..length], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        _rest = rest[length..];
        Skip('L');
        return number;
    }

    /// <summary>A string in single or double quotes.</summary>
    public string? Text()
    {
        var rest = _rest.TrimStart();
        if (rest is ['u' or 'b', ..])
            rest = rest[1..];
        if (rest is not ['\'' or '"', ..])
            return null;
        var (quote, read) = (rest[0], new StringBuilder());
        for (var at = 1; at < rest.Length; at++)
        {
            if (rest[at] == quote)
            {
                _rest = rest[(at + 1)..];
                return read.ToString();
            }

            if (rest[at] != '\\')
            {
                read.Append(rest[at]);
                continue;
            }

            var (meant, length) = Escape(rest[(at + 1)..]);
            if (length == 0)
                return null;
            read.Append(meant);
            at += length;
        }

        return null;
    }

    private static (char Meant, int Length) Escape(ReadOnlySpan<char> behind) => behind switch
    {
        ['x', ..] when behind.Length >= 3 && byte.TryParse(behind[1..3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet) => ((char)octet, 3),
        ['n', ..] => ('\n', 1),
        ['r', ..] => ('\r', 1),
        ['t', ..] => ('\t', 1),
        ['\'' or '"' or '\\', ..] => (behind[0], 1),
        _ => default,
    };
}
