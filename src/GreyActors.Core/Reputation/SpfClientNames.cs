using System.Collections.Immutable;

namespace GreyActors.Core.Reputation;

/// <summary>The reverse names of a client, and which of them are confirmed (RFC 7208 5.5, "validated domain names").</summary>
internal sealed class SpfClientNames(ImmutableArray<string> names)
{
    private readonly ImmutableArray<SpfClientName> _names =
        [.. names.Take(SpfLimits.MaxClientNames).Select(HostName.Parse).OfType<string>().Distinct().Select(name => new SpfClientName(name))];

    /// <summary>The names within a domain, for <c>ptr</c>.</summary>
    public IEnumerable<SpfClientName> Within(string domain) => _names.Where(name => SpfName.IsWithin(name.Text, domain));

    /// <summary>All names, for <c>%{p}</c>: first the domain itself, then the names within it, then the others (RFC 7208 7.3).</summary>
    public IEnumerable<SpfClientName> InOrderFor(string domain) =>
        _names.OrderBy(name => name.Text == domain ? 0 : SpfName.IsWithin(name.Text, domain) ? 1 : 2);
}

/// <summary>A reverse name of the client.</summary>
internal sealed class SpfClientName(string text)
{
    /// <summary>The name, in lower case.</summary>
    public string Text { get; } = text;

    /// <summary>Whether the name resolves to the client's address; null before it is asked for.</summary>
    public bool? IsConfirmed { get; set; }
}
