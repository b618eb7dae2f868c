namespace GreyActors.History;

/// <summary>Finds the times of the lines of one file, whatever kind of log it is.</summary>
/// <param name="written">When the file was written last, for times without a year.</param>
/// <param name="zone">The time zone of times without an offset.</param>
internal sealed class LogClock(DateTimeOffset written, TimeZoneInfo zone)
{
    private static readonly string[] JsonTimes = ["\"time\":\"", "\"at\":\""];

    private readonly YearInference _years = new(written, zone);

    /// <summary>Prepares for times without a year: gets all lines of the file, in their order, before they are read. False if the line has a year.</summary>
    public bool Survey(ReadOnlySpan<char> line)
    {
        if (LogTimestamp.Classic(line[PriorityLength(line)..], out var yearless) == 0)
            return false;
        _years.Survey(yearless);
        return true;
    }

    /// <summary>The line with its time, if it has one.</summary>
    public LogLine Read(LogLine line)
    {
        if (line.Text.StartsWith('{'))
            return line with { At = JsonTime(line.Text) };
        var priority = PriorityLength(line.Text);
        var length = Parse(line.Text.AsSpan(priority), out var at);
        return length == 0 ? line : line with { At = at, TimeLength = priority + length };
    }

    private int Parse(ReadOnlySpan<char> text, out DateTimeOffset at)
    {
        var length = LogTimestamp.Classic(text, out var yearless);
        if (length > 0)
        {
            var found = _years.At(yearless);
            at = found ?? default;
            return found is null ? 0 : length;
        }

        if ((length = LogTimestamp.Rfc3339(text, zone, out at)) == 0 && (length = LogTimestamp.Spaced(text, zone, out at)) == 0)
            length = LogTimestamp.Compact(text, out at);
        return length;
    }

    // The time may be anywhere in the object.
    private DateTimeOffset? JsonTime(ReadOnlySpan<char> line)
    {
        foreach (var name in JsonTimes)
        {
            if (line.IndexOf(name) is >= 0 and var start && LogTimestamp.Rfc3339(line[(start + name.Length)..], zone, out var at) > 0)
                return at;
        }

        return null;
    }

    // "<22>" (RFC 3164), or "<22>1 " (RFC 5424).
    private static int PriorityLength(ReadOnlySpan<char> line)
    {
        if (!line.StartsWith("<") || line.IndexOf('>') is not (> 1 and <= 4 and var end) || line[1..end].ContainsAnyExceptInRange('0', '9'))
            return 0;
        return line[(end + 1)..].StartsWith("1 ") ? end + 3 : end + 1;
    }
}
