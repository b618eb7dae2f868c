namespace GreyActors.Configuration.Values;

/// <summary>Parses the recipients that exist: addresses, and <c>@example.com</c> for every address of a domain.</summary>
internal static class RecipientText
{
    /// <summary>Checks an entry. Its text is kept, because a second copy of a million texts would cost memory.</summary>
    public static Checked<string> Recipient(string text)
    {
        var at = text.LastIndexOf('@');
        if (Problem(text, at) is { } problem)
            return new Wrong(problem);
        var domain = text[(at + 1)..];
        return DomainText.DomainOrLiteral(domain).Problem is { } why ? new Wrong($"has an invalid domain: `{ShownText.Of(domain)}` {why}") : Checked<string>.Of(text);
    }

    private static string? Problem(string text, int at) => text switch
    {
        "" => "is empty: expected for example ann@example.com, or @example.com for every address of the domain",
        ['/', ..] => "is not a recipient: regular expressions are not supported here",
        ['<', ..] or [.., '>'] => "is not a recipient: leave out the angle brackets",
        _ when at < 0 && text.Contains('.', StringComparison.Ordinal) => $"is not a recipient: expected @{text} for every address of a domain, or an address such as ann@{text}",
        _ when at < 0 => $"has no domain: expected for example {text}@example.com",
        ['*', '@', ..] => $"is not a recipient: wildcards are not supported here; expected {text[1..]} for every address of the domain",
        _ when text.Any(char.IsControl) => "contains a control character",
        _ when text[..at] is not ['"', .., '"'] && text[..at].Any(char.IsWhiteSpace) => "is not a recipient: it contains a space; is a comma missing?",
        _ => null,
    };
}
