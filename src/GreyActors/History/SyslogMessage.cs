namespace GreyActors.History;

/// <summary>The parts of a line of syslog after its time: of the file formats (<c>HOST PROGRAM[PID]: TEXT</c>) and of RFC 5424 on the wire.</summary>
/// <param name="host">The name of the machine.</param>
/// <param name="program">The program, for example <c>postfix/smtpd</c>.</param>
/// <param name="process">The number of the process; empty if there is none.</param>
/// <param name="text">The message.</param>
internal readonly ref struct SyslogMessage(ReadOnlySpan<char> host, ReadOnlySpan<char> program, ReadOnlySpan<char> process, ReadOnlySpan<char> text)
{
    public ReadOnlySpan<char> Host { get; } = host;

    public ReadOnlySpan<char> Program { get; } = program;

    public ReadOnlySpan<char> Process { get; } = process;

    public ReadOnlySpan<char> Text { get; } = text;

    /// <summary>Parses a line; false if it is no line of syslog.</summary>
    public static bool TryParse(in LogLine line, out SyslogMessage message)
    {
        message = default;
        var rest = line.Rest;
        if (line.At is null || !rest.StartsWith(" "))
            return false;
        rest = rest.TrimStart(' ');
        // FreeBSD writes the facility before the host: "<mail.info>".
        if (rest.StartsWith("<"))
            rest = After(rest);
        var host = Word(rest);
        rest = After(rest);
        return host.Length > 0 && (IsRfc5424(line.Text) ? TryParseRfc5424(host, rest, out message) : TryParseTag(host, rest, out message));
    }

    private static bool TryParseTag(ReadOnlySpan<char> host, ReadOnlySpan<char> rest, out SyslogMessage message)
    {
        message = default;
        var tag = Word(rest);
        if (!tag.EndsWith(":"))
            return false;
        var text = After(rest);
        tag = tag[..^1];
        var open = tag.IndexOf('[');
        message = open > 0 && tag.EndsWith("]")
            ? new SyslogMessage(host, tag[..open], tag[(open + 1)..^1], text)
            : new SyslogMessage(host, tag, [], text);
        return tag.Length > 0;
    }

    // <22>1 TIME HOST PROGRAM PROCESS MESSAGE-ID STRUCTURED-DATA TEXT
    private static bool TryParseRfc5424(ReadOnlySpan<char> host, ReadOnlySpan<char> rest, out SyslogMessage message)
    {
        message = default;
        var program = Word(rest);
        rest = After(rest);
        var process = Word(rest);
        rest = After(After(rest));
        var data = rest.StartsWith("[") ? DataLength(rest) : Word(rest).Length;
        if (program.Length == 0 || data == 0)
            return false;
        var text = rest[data..].TrimStart(' ').TrimStart('\uFEFF');
        message = new SyslogMessage(host, program, process is "-" ? [] : process, text);
        return true;
    }

    // Elements in brackets; their quoted values may contain escaped brackets (RFC 5424 6.3.3).
    private static int DataLength(ReadOnlySpan<char> rest)
    {
        var isQuoted = false;
        for (var at = 0; at < rest.Length; at++)
        {
            if (rest[at] == '\\')
                at++;
            else if (rest[at] == '"')
                isQuoted = !isQuoted;
            else if (rest[at] == ']' && !isQuoted && (at + 1 == rest.Length || rest[at + 1] != '['))
                return at + 1;
        }

        return 0;
    }

    private static bool IsRfc5424(string line) => line.StartsWith('<') && line.IndexOf(">1 ", StringComparison.Ordinal) is > 0 and <= 4;

    private static ReadOnlySpan<char> Word(ReadOnlySpan<char> text) => text.IndexOf(' ') is >= 0 and var end ? text[..end] : text;

    private static ReadOnlySpan<char> After(ReadOnlySpan<char> text) => text[Word(text).Length..].TrimStart(' ');
}
