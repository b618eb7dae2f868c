using GreyActors.Core.Access;

namespace GreyActors.Configuration.Values;

/// <summary>Parses senders and recipients in whitelists. Only the form is checked; the text is kept.</summary>
internal static class PathText
{
    private const string Expected = "expected for example ann@example.org, ann@, example.org, .example.org, *-news@example.org or /^news-[0-9]+@example\\.org$/";

    /// <summary>Reads the entries of one list, among which <see cref="PathList.MostPatterns"/> may be patterns.</summary>
    public static Func<string, Checked<string>> Entry()
    {
        var patterns = 0;
        return text => PathEntry.Of(text) is PathEntry.Wildcards or PathEntry.Expression && ++patterns == PathList.MostPatterns + 1
            ? new Wrong($"exceeds the limit of {PathList.MostPatterns} patterns per list, because each pattern is tried for each recipient")
            : Problem(text) is { } problem ? new Wrong(problem) : Checked<string>.Of(text);
    }

    /// <summary>Reads the entries of a list of spam traps.</summary>
    public static Func<string, Checked<string>> Trap()
    {
        var entry = Entry();
        return text => TrapProblem(text) is { } problem ? new Wrong(problem) : entry(text);
    }

    private static string? TrapProblem(string text) => PathEntry.Of(text) switch
    {
        PathEntry.NullPath => "is not a recipient: expected for example old.address@example.com",
        PathEntry.Mailbox { Local: var local } when AccessPolicy.IsAlwaysAccepted(local) => MustBeReached(local),
        PathEntry.LocalPart { Text: var local } when AccessPolicy.IsAlwaysAccepted(local) => MustBeReached(local),
        PathEntry.Expression or PathEntry.Wildcards when PathList.MatchesEverything(text) => "matches every address: every client would be trapped",
        _ => null,
    };

    private static string MustBeReached(string local) => $"cannot be a spam trap: honest senders must be able to reach {local} (RFC 5321 4.5.1, RFC 2142)";

    private static string? Problem(string text) => PathEntry.Of(text) switch
    {
        PathEntry.NullPath => null,
        PathEntry.Mailbox mailbox => LocalProblem(mailbox.Local) ?? DomainProblem(mailbox.AtDomain),
        PathEntry.LocalPart local => LocalProblem(local.Text),
        PathEntry.Domain domain => DomainProblem(domain.Text),
        PathEntry.Subdomains subdomains => DomainProblem(subdomains.Parent),
        PathEntry.Expression expression when !PathExpression.TryParse(expression.Text, out _, out var why) => $"is not a valid regular expression: {why}",
        PathEntry.Expression or PathEntry.Wildcards => PathList.MatchesEverything(text)
            ? "matches every address: no mail would be deferred"
            : null,
        _ when text is ['/', ..] => "is not a valid regular expression: expected a slash, the pattern, and a slash, or a slash and an i",
        _ when text.Length > 0 && text.All(char.IsAsciiLetterOrDigit) => $"is neither a mail address nor a domain: expected {text}@ for this local-part at every domain, or @{text} for a domain without dots",
        _ => $"is not a mail address, domain or pattern: {Expected}",
    };

    private static string? LocalProblem(string local) => local.Any(char.IsControl) ? "contains a control character" : null;

    private static string? DomainProblem(string domain) => DomainText.DomainOrLiteral(domain).Problem is { } problem ? $"has an invalid domain: `{domain}` {problem}" : null;
}
