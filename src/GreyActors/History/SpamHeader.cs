namespace GreyActors.History;

/// <summary>Recognises log lines about a header by which a filter marks spam.</summary>
/// <remarks>Postfix logs such lines for <c>header_checks</c> and <c>milter_header_checks</c>: <c>ID: ACTION: header X-Spam-Flag: YES from …</c>.</remarks>
internal static class SpamHeader
{
    // The action of rspamd that is no verdict.
    private const string NoAction = "no action";

    // A header, and how its value begins if the mail is spam.
    private static readonly (string Name, string Value)[] Marks =
    [
        ("X-Spam-Flag:", "yes"),
        ("X-Spam-Status:", "yes"),
        ("X-Spam:", "yes"),
        ("X-Spam-Action:", ""),
        ("X-Rspamd-Action:", ""),
    ];

    /// <summary>Whether the line reports such a header.</summary>
    public static bool IsIn(ReadOnlySpan<char> text)
    {
        if (!text.Contains(": header ", StringComparison.Ordinal))
            return false;
        foreach (var (name, value) in Marks)
        {
            if (text.IndexOf(name, StringComparison.OrdinalIgnoreCase) is not (>= 0 and var start))
                continue;
            var rest = text[(start + name.Length)..].TrimStart(' ');
            if (rest.StartsWith(value, StringComparison.OrdinalIgnoreCase) && (value.Length > 0 || !rest.StartsWith(NoAction, StringComparison.OrdinalIgnoreCase)))
                return true;
        }

        return false;
    }
}
