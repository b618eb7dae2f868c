namespace GreyActors.Replay;

/// <summary>Reads the tries of a line without a JSON reader: they are three quarters of all tokens of a trace, and have the simplest form.</summary>
internal static class TraceTries
{
    private const int MostDigits = 9;

    /// <summary>Reads <c>"tries":[[0,0],[177.2,0]]</c>.</summary>
    /// <param name="line">The line.</param>
    /// <param name="longest">The longest delay in milliseconds.</param>
    /// <param name="tries">Gets the tries.</param>
    /// <param name="value">The place of the array in the line.</param>
    /// <returns>False if there is no such field, or if it has another form: then the JSON reader finds the reason.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, long longest, List<ReplayTry> tries, out Range value)
    {
        value = default;
        var at = line.IndexOf("\"tries\""u8) + "\"tries\"".Length;
        if (at < "\"tries\"".Length || !Skip(line, ref at, (byte)':') || !Skip(line, ref at, (byte)'['))
            return false;
        var start = at - 1;
        do
        {
            if (!Skip(line, ref at, (byte)'[') || Milliseconds(line, ref at) is not { } delay || delay > longest
                || !Skip(line, ref at, (byte)',') || Whole(line, ref at) is not { } host || !Skip(line, ref at, (byte)']'))
            {
                tries.Clear();
                return false;
            }

            tries.Add(new ReplayTry((int)delay, (int)host));
        }
        while (Skip(line, ref at, (byte)','));

        if (!Skip(line, ref at, (byte)']'))
        {
            tries.Clear();
            return false;
        }

        value = start..at;
        return true;
    }

    private static bool Skip(ReadOnlySpan<byte> line, ref int at, byte expected)
    {
        Spaces(line, ref at);
        if (at >= line.Length || line[at] != expected)
            return false;
        at++;
        return true;
    }

    private static void Spaces(ReadOnlySpan<byte> line, ref int at)
    {
        while (at < line.Length && line[at] == ' ')
            at++;
    }

    private static long? Whole(ReadOnlySpan<byte> line, ref int at)
    {
        Spaces(line, ref at);
        return Digits(line, ref at);
    }

    private static long? Milliseconds(ReadOnlySpan<byte> line, ref int at)
    {
        Spaces(line, ref at);
        if (Digits(line, ref at) is not { } seconds)
            return null;
        if (at >= line.Length || line[at] != '.')
            return seconds * 1000;
        at++;
        var from = at;
        return Digits(line, ref at) is { } decimals && at - from <= 3
            ? (seconds * 1000) + (decimals * ((at - from) switch { 1 => 100, 2 => 10, _ => 1 }))
            : null;
    }

    private static long? Digits(ReadOnlySpan<byte> line, ref int at)
    {
        var (value, from) = (0L, at);
        for (; at < line.Length && line[at] is >= (byte)'0' and <= (byte)'9'; at++)
            value = (value * 10) + (line[at] - '0');
        return at > from && at - from <= MostDigits ? value : null;
    }
}
