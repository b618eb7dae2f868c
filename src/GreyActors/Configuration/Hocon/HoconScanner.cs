using System.Text;

namespace GreyActors.Configuration.Hocon;

/// <summary>Scans a text by characters, spaces, comments and strings, and tracks the line.</summary>
/// <remarks>
/// There are no tokens, because the meaning of a character depends on its place (the colons of <c>127.0.0.1:8025</c> and
/// <c>key: value</c>). The parser asks for the characters that may follow.
/// </remarks>
internal sealed class HoconScanner(string source, string text, int firstLine, ConfigurationErrors errors)
{
    private const int SnippetLength = 40;

    private int _at;
    private int _line = firstLine;

    /// <summary>Whether an unclosed string includes the rest of the text, so that further errors are unreliable.</summary>
    public bool CutShort { get; private set; }

    public bool AtEnd => _at >= text.Length;

    public char Current => AtEnd ? '\n' : text[_at];

    public bool AtLineEnd => AtEnd || text[_at] == '\n';

    /// <summary>Whether only spaces precede the position on its line.</summary>
    public bool AtLineStart => string.IsNullOrWhiteSpace(text[(_at == 0 ? 0 : text.LastIndexOf('\n', _at - 1) + 1).._at]);

    /// <summary>Whether the position is at a space: also a tab, carriage return, no-break space or byte order mark, but not a line feed.</summary>
    public bool AtSpace => !AtLineEnd && (char.IsWhiteSpace(text[_at]) || text[_at] == '\uFEFF');

    public bool AtComment => !AtEnd && (text[_at] == '#' || Next("//"));

    public Origin Here => new(source, _line);

    public int Position => _at;

    /// <summary>The indentation of the current line.</summary>
    public int Indentation
    {
        get
        {
            var start = _at == 0 ? 0 : text.LastIndexOf('\n', _at - 1) + 1;
            var end = start;
            while (end < text.Length && text[end] is ' ' or '\t')
            {
                end++;
            }

            return end - start;
        }
    }

    public bool Next(string expected) => string.CompareOrdinal(text, _at, expected, 0, expected.Length) == 0;

    public void Advance(int count = 1)
    {
        for (; count > 0 && !AtEnd; count--)
        {
            if (text[_at++] == '\n')
            {
                _line++;
            }
        }
    }

    public bool Take(string expected)
    {
        var found = Next(expected);
        if (found)
        {
            Advance(expected.Length);
        }

        return found;
    }

    public string Since(int start) => text[start.._at];

    public string TakeBlanks()
    {
        var start = _at;
        while (AtSpace)
        {
            Advance();
        }

        return Since(start);
    }

    /// <summary>Skips spaces and a comment, but not the end of the line.</summary>
    public void SkipBlanks()
    {
        TakeBlanks();
        if (AtComment)
        {
            SkipToLineEnd();
        }
    }

    /// <summary>Skips spaces, comments and line ends.</summary>
    /// <returns>Whether a line ended.</returns>
    public bool SkipBlankLines()
    {
        var line = _line;
        SkipBlanks();
        while (!AtEnd && AtLineEnd)
        {
            Advance();
            SkipBlanks();
        }

        return _line > line;
    }

    public void SkipToLineEnd()
    {
        while (!AtLineEnd)
        {
            Advance();
        }
    }

    /// <summary>Whether the first character after spaces, comments and line ends is one of these. Does not move the position.</summary>
    public bool AfterEmptyLines(string characters)
    {
        var (at, line) = (_at, _line);
        SkipBlankLines();
        var found = !AtEnd && characters.Contains(Current, StringComparison.Ordinal);
        (_at, _line) = (at, line);
        return found;
    }

    /// <summary>Whether the following text looks like <c>key =</c>, <c>key +=</c> or <c>key {</c>. Does not move the position.</summary>
    public bool AtStatement()
    {
        var at = _at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '-' or '_' or '.'))
        {
            at++;
        }

        var named = at > _at;
        while (at < text.Length && text[at] is ' ' or '\t')
        {
            at++;
        }

        return named && at < text.Length && (text[at] is '=' or '{' || string.CompareOrdinal(text, at, "+=", 0, 2) == 0);
    }

    /// <summary>The rest of the line, shortened, for a message.</summary>
    public string Snippet()
    {
        if (AtLineEnd)
        {
            return AtEnd ? "the end of the text" : "the end of the line";
        }

        var end = text.IndexOf('\n', _at);
        var rest = (end < 0 ? text[_at..] : text[_at..end]).Trim();
        return rest.Length > SnippetLength ? $"`{rest[..SnippetLength]}...`" : $"`{rest}`";
    }

    /// <summary>Reads <c>"…"</c> or <c>"""…"""</c>; null for a malformed string, which is reported.</summary>
    public string? TakeString() => Take("\"\"\"") ? TakeTripleQuoted() : TakeQuoted();

    private string? TakeTripleQuoted()
    {
        var start = _at;
        var opened = Here;
        var end = text.IndexOf("\"\"\"", _at, StringComparison.Ordinal);
        if (end < 0)
        {
            errors.Add(opened, "the string that begins here with \"\"\" is never closed");
            Advance(text.Length);
            CutShort = true;
            return null;
        }

        // Of more than three quotes at the end, the first ones belong to the string.
        while (end + 3 < text.Length && text[end + 3] == '"')
        {
            end++;
        }

        var content = text[start..end];
        Advance(end + 3 - _at);
        return content;
    }

    private string? TakeQuoted()
    {
        var opened = Here;
        var snippet = Snippet();
        Advance();
        var content = new StringBuilder();
        var sound = true;
        while (!AtLineEnd)
        {
            if (Take("\""))
            {
                return sound ? content.ToString() : null;
            }

            sound &= Current == '\\' ? TakeEscape(content) : TakePlain(content);
        }

        errors.Add(opened, $"the string {snippet} is not closed: a \" is missing on this line");
        BackBeforeClosers();
        return null;
    }

    /// <summary>The brackets and the comma that end the line of an unclosed string belong to the structure, not to the string.</summary>
    private void BackBeforeClosers()
    {
        while (_at > 0 && text[_at - 1] is ']' or '}' or ',' or ' ' or '\t' or '\r')
        {
            _at--;
        }
    }

    private bool TakePlain(StringBuilder content)
    {
        var character = Current;
        Advance();
        content.Append(character);
        if (!char.IsControl(character) || character is '\t' or '\r')
        {
            return true;
        }

        errors.Add(Here, $"the control character U+{(int)character:X4} in a string must be written \\u{(int)character:x4}");
        return false;
    }

    private bool TakeEscape(StringBuilder content)
    {
        var escape = _at + 1 < text.Length ? text[_at + 1] : '\n';
        if (escape == 'u')
        {
            return TakeUnicodeEscape(content);
        }

        const string Escapes = "\"\\/bfnrt";
        const string Meanings = "\"\\/\b\f\n\r\t";
        var which = Escapes.IndexOf(escape, StringComparison.Ordinal);
        if (which < 0)
        {
            errors.Add(Here, $"`\\{(escape == '\n' ? "" : escape)}` is not an escape sequence: expected \\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u and four hexadecimal digits");
            Advance(escape == '\n' ? 1 : 2);
            return false;
        }

        content.Append(Meanings[which]);
        Advance(2);
        return true;
    }

    private bool TakeUnicodeEscape(StringBuilder content)
    {
        var digits = _at + 6 <= text.Length ? text.Substring(_at + 2, 4) : "";
        if (digits.Length == 4 && digits.All(char.IsAsciiHexDigit))
        {
            content.Append((char)Convert.ToInt32(digits, 16));
            Advance(6);
            return true;
        }

        errors.Add(Here, "`\\u` needs four hexadecimal digits");
        Advance(2);
        return false;
    }
}
