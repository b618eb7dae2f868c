using GreyActors.Core.Addresses;

namespace GreyActors.Core.Access;

/// <summary>Which reverse-paths or forward-paths an entry of a list means.</summary>
public abstract record PathEntry
{
    private PathEntry()
    {
    }

    /// <summary>Reads an entry, with or without angle brackets; null when it is none. Whether its domain can be one is not looked at.</summary>
    public static PathEntry? Of(string text)
    {
        if (text is ['/', ..])
            return text.TrimEnd('i') is ['/', .. var pattern, '/'] && text.Length - pattern.Length <= 3 ? new Expression(pattern) : null;

        var isOpen = text.StartsWith('<');
        if (text.Length == 0 || isOpen != text.EndsWith('>'))
            return null;

        var bare = isOpen ? text[1..^1] : text;
        var at = bare.LastIndexOf('@');
        if (bare.AsSpan().ContainsAny('<', '>') || bare.Any(char.IsWhiteSpace))
            return null;
        if (bare.AsSpan().ContainsAny('*', '?'))
            return new Wildcards(bare);

        return (bare, at) switch
        {
            ("", _) => new NullPath(),
            ("@" or ".", _) => null,
            (['.', .. var parent], < 0) => new Subdomains(parent),
            (_, < 0) => bare.Contains('.', StringComparison.Ordinal) || bare.StartsWith('[') ? new Domain(bare) : null,
            (_, 0) => new Domain(bare[1..]),
            _ when at == bare.Length - 1 => new LocalPart(bare[..at]),
            _ => new Mailbox(bare[..at], bare[(at + 1)..]),
        };
    }

    /// <summary><c>&lt;&gt;</c>: the null reverse-path, and nothing else does.</summary>
    public sealed record NullPath : PathEntry;

    /// <summary><c>user@example.org</c>, with any extension behind a plus sign.</summary>
    public sealed record Mailbox(string Local, string AtDomain) : PathEntry;

    /// <summary><c>user@</c>: this local-part at every domain, with any extension behind a plus sign.</summary>
    public sealed record LocalPart(string Text) : PathEntry;

    /// <summary><c>example.org</c> or <c>@example.org</c>: the domain, and not its subdomains.</summary>
    public sealed record Domain(string Text) : PathEntry;

    /// <summary><c>.example.org</c>: the subdomains, at any depth, and not the domain.</summary>
    public sealed record Subdomains(string Parent) : PathEntry;

    /// <summary>A text with <c>*</c> and <c>?</c>, as <see cref="TextPattern"/> reads it.</summary>
    public sealed record Wildcards(string Text) : PathEntry;

    /// <summary><c>/…/</c> or <c>/…/i</c>: a regular expression.</summary>
    public sealed record Expression(string Text) : PathEntry;
}
