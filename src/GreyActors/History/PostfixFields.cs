using GreyActors.Core.Smtp;

namespace GreyActors.History;

/// <summary>Finds the fields in the messages of Postfix.</summary>
internal static class PostfixFields
{
    // No path in a mail transaction is longer.
    private const int LongestPath = CommandParser.MaxExtendedLine;
    private const int LongestQueueId = 30;
    private const int ShortestQueueId = 5;

    /// <summary>The queue id at the beginning of a message, as in <c>4A1B2C3D4E: client=…</c>; empty if there is none.</summary>
    /// <remarks>Short ids are hexadecimal, long ones (<c>enable_long_queue_ids</c>) have the digits and most letters.</remarks>
    public static ReadOnlySpan<char> QueueId(ReadOnlySpan<char> text)
    {
        var colon = text.IndexOf(": ");
        return colon is >= ShortestQueueId and <= LongestQueueId && IsQueueId(text[..colon]) ? text[..colon] : [];
    }

    /// <summary>The queue id after <c>queued as</c>; empty if there is none.</summary>
    public static ReadOnlySpan<char> QueuedAs(ReadOnlySpan<char> text)
    {
        const string Words = "queued as ";
        if (text.LastIndexOf(Words) is not (>= 0 and var start))
            return [];
        var rest = text[(start + Words.Length)..];
        var end = 0;
        while (end < rest.Length && char.IsAsciiLetterOrDigit(rest[end]))
            end++;
        return rest[..end];
    }

    /// <summary>A field in angle brackets, as in <c>from=&lt;a@example.org&gt;</c>; null if there is none, or if it is no path.</summary>
    /// <param name="text">The message.</param>
    /// <param name="name">The name with its equals sign: <c>from=</c>.</param>
    public static string? Path(ReadOnlySpan<char> text, string name)
    {
        for (var at = 0; text[at..].IndexOf(name) is >= 0 and var found; at += found + name.Length)
        {
            // "to=" is also the end of "orig_to=".
            if (at + found > 0 && text[at + found - 1] != ' ')
                continue;
            var rest = text[(at + found + name.Length)..];
            if (!rest.StartsWith("<"))
                return null;
            rest = rest[1..];
            // A quoted local-part may contain a bracket.
            var end = rest.IndexOf(">,") is >= 0 and var comma && (rest.IndexOf("> ") is not (>= 0 and var space) || comma < space) ? comma : rest.IndexOf('>');
            return end is >= 0 and <= LongestPath ? rest[..end].ToString() : null;
        }

        return null;
    }

    /// <summary>A field up to the next comma or space; empty if there is none.</summary>
    /// <param name="text">The message.</param>
    /// <param name="name">The name with its separator and equals sign: <c>, status=</c>.</param>
    public static ReadOnlySpan<char> Word(ReadOnlySpan<char> text, string name)
    {
        if (text.IndexOf(name) is not (>= 0 and var start))
            return [];
        var rest = text[(start + name.Length)..];
        return rest.IndexOfAny(' ', ',') is >= 0 and var end ? rest[..end] : rest;
    }

    private static bool IsQueueId(ReadOnlySpan<char> word)
    {
        if (word is "NOQUEUE" or "warning" or "fatal" or "error" or "panic" or "statistics")
            return false;
        foreach (var character in word)
        {
            if (!char.IsAsciiLetterOrDigit(character))
                return false;
        }

        return true;
    }
}
