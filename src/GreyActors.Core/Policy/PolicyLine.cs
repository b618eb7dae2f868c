namespace GreyActors.Core.Policy;

/// <summary>One line of a policy request.</summary>
internal static class PolicyLine
{
    /// <summary>A line without its LF; people who type requests send CRLF.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line)
    {
        if (line is [.., (byte)'\n'])
            line = line[..^1];
        return line is [.., (byte)'\r'] ? line[..^1] : line;
    }

    /// <summary>Splits <c>name=value</c>. False if the line has no name of visible ASCII characters.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var equals = line.IndexOf((byte)'=');
        name = equals > 0 ? line[..equals] : default;
        value = equals > 0 ? line[(equals + 1)..] : default;
        return equals > 0 && !name.ContainsAnyExceptInRange((byte)'!', (byte)'~');
    }
}
