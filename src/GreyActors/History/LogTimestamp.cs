namespace GreyActors.History;

/// <summary>Parses the times at the beginning of log lines. Every parser returns the length of the time, or 0 if there is none.</summary>
internal static class LogTimestamp
{
    private const string Months = "JanFebMarAprMayJunJulAugSepOctNovDec";

    /// <summary>RFC 3339, as rsyslog, RFC 5424 and <c>journalctl -o short-iso</c> write it: the offset may lack its colon, or be missing (then the time is local).</summary>
    public static int Rfc3339(ReadOnlySpan<char> text, TimeZoneInfo zone, out DateTimeOffset at) => Parse(text, 'T', zone, out at);

    /// <summary>A date, a space and a time, as Exim and rspamd write it: local, or with an offset after another space (Exim's <c>log_timezone</c>).</summary>
    public static int Spaced(ReadOnlySpan<char> text, TimeZoneInfo zone, out DateTimeOffset at) => Parse(text, ' ', zone, out at);

    /// <summary>Fourteen digits and milliseconds in UTC, as in our own greylist log.</summary>
    public static int Compact(ReadOnlySpan<char> text, out DateTimeOffset at)
    {
        at = default;
        if (text.Length < 18 || text[14] != '.'
            || DateOf(Number(text, 0, 4), Number(text, 4, 2), Number(text, 6, 2)) is not { } date
            || TimeOf(Number(text, 8, 2), Number(text, 10, 2), Number(text, 12, 2)) is not { } time
            || Number(text, 15, 3) is not (>= 0 and var milliseconds))
        {
            return 0;
        }

        at = new DateTimeOffset(date.Add(time).AddMilliseconds(milliseconds), TimeSpan.Zero);
        return 18;
    }

    /// <summary>The classic syslog format, with or without a fraction of the second.</summary>
    public static int Classic(ReadOnlySpan<char> text, out YearlessTime at)
    {
        at = default;
        // The day has one or two digits: "Mar  1", "Mar 01" and "Mar 1".
        if (text.Length < 14 || text[3] != ' ' || Months.AsSpan().IndexOf(text[..3]) is not (>= 0 and var month) || month % 3 != 0)
            return 0;
        var start = text[4] == ' ' ? 5 : 4;
        var digits = char.IsAsciiDigit(text[start + 1]) ? 2 : 1;
        var clock = start + digits + 1;
        if (text.Length < clock + 8 || Number(text, start, digits) is not (>= 1 and <= 31 and var day) || text[clock - 1] != ' '
            || Clock(text[clock..]) is not { } time)
        {
            return 0;
        }

        at = new YearlessTime((month / 3) + 1, day, time + Fraction(text, clock + 8, out var length));
        return clock + 8 + length;
    }

    /// <summary>A local time. One that a clock change skips is as long after midnight as on other days; one that occurs twice is the second.</summary>
    public static DateTimeOffset Local(DateTime time, TimeZoneInfo zone) => new DateTimeOffset(time, zone.GetUtcOffset(time)).ToUniversalTime();

    private static int Parse(ReadOnlySpan<char> text, char between, TimeZoneInfo zone, out DateTimeOffset at)
    {
        at = default;
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || text[10] != between
            || DateOf(Number(text, 0, 4), Number(text, 5, 2), Number(text, 8, 2)) is not { } date
            || Clock(text[11..]) is not { } time)
        {
            return 0;
        }

        var local = date.Add(time).Add(Fraction(text, 19, out var fraction));
        var length = 19 + fraction;
        var rest = text[length..];
        if (rest.StartsWith("Z"))
        {
            at = new DateTimeOffset(local, TimeSpan.Zero);
            return length + 1;
        }

        var gap = between == ' ' && rest.StartsWith(" ") ? 1 : 0;
        if (Offset(rest[gap..], out var offset) is > 0 and var offsetLength)
        {
            at = new DateTimeOffset(local, offset).ToUniversalTime();
            return length + gap + offsetLength;
        }

        at = Local(local, zone);
        return length;
    }

    private static TimeSpan? Clock(ReadOnlySpan<char> text) =>
        text.Length >= 8 && text[2] == ':' && text[5] == ':' ? TimeOf(Number(text, 0, 2), Number(text, 3, 2), Number(text, 6, 2)) : null;

    private static TimeSpan Fraction(ReadOnlySpan<char> text, int start, out int length)
    {
        length = 0;
        if (start >= text.Length || text[start] is not ('.' or ','))
            return TimeSpan.Zero;
        var (ticks, unit) = (0L, TimeSpan.TicksPerSecond / 10);
        for (var at = start + 1; at < text.Length && char.IsAsciiDigit(text[at]); at++)
        {
            ticks += (text[at] - '0') * unit;
            unit /= 10;
            length = at - start + 1;
        }

        return TimeSpan.FromTicks(ticks);
    }

    private static int Offset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (text.Length < 5 || text[0] is not ('+' or '-'))
            return 0;
        var minutes = text[3] == ':' ? 4 : 3;
        if (text.Length < minutes + 2 || Number(text, 1, 2) is not (>= 0 and <= 14 and var hour) || Number(text, minutes, 2) is not (>= 0 and <= 59 and var minute)
            || (hour == 14 && minute > 0))
        {
            return 0;
        }

        offset = new TimeSpan(hour, minute, 0) * (text[0] == '-' ? -1 : 1);
        return minutes + 2;
    }

    // Years at the ends of the range would overflow when the offset is applied.
    private static DateTime? DateOf(int year, int month, int day) =>
        year is >= 2 and <= 9998 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateTime(year, month, day) : null;

    // A leap second is the last second of its minute.
    private static TimeSpan? TimeOf(int hour, int minute, int second) =>
        hour is >= 0 and <= 23 && minute is >= 0 and <= 59 && second is >= 0 and <= 60 ? new TimeSpan(hour, minute, Math.Min(second, 59)) : null;

    private static int Number(ReadOnlySpan<char> text, int start, int digits)
    {
        var number = 0;
        for (var at = start; at < start + digits; at++)
        {
            if (at >= text.Length || !char.IsAsciiDigit(text[at]))
                return -1;
            number = (number * 10) + (text[at] - '0');
        }

        return number;
    }
}
