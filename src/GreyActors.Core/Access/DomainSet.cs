using System.Buffers;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Access;

/// <summary>Domains (<c>example.com</c>), and domains whose subdomains at any depth are included (<c>.example.com</c>).</summary>
public sealed class DomainSet
{
    private static readonly SearchValues<char> NotInDomains = SearchValues.Create("@<>/ \t");

    // No frozen sets: a million domains would take long to freeze, at every reload again.
    private readonly HashSet<string> _domains = new(StringComparer.Ordinal);
    private readonly HashSet<string> _parents = new(StringComparer.Ordinal);

    private DomainSet(IEnumerable<AccessEntry> entries)
    {
        foreach (var (text, _, _) in entries)
        {
            if (text is ['.', .. var parent])
                _parents.Add(Domain(parent, text));
            else
                _domains.Add(Domain(text, text));
        }
    }

    /// <summary>Whether there is no entry.</summary>
    public bool IsEmpty => _domains.Count == 0 && _parents.Count == 0;

    /// <summary>Reads the entries.</summary>
    /// <exception cref="ArgumentException">An entry is not a domain; the message holds the entry.</exception>
    public static DomainSet Compile(IEnumerable<AccessEntry> entries) => new(entries);

    /// <summary>Whether a domain is included; A-labels and U-labels are the same.</summary>
    public bool Contains(string domain) => DomainName.Fold(domain) is var folded && (_domains.Contains(folded) || IsSubdomain(folded));

    private bool IsSubdomain(string domain)
    {
        // The names between the dots of an address literal are no domains.
        if (_parents.Count == 0 || domain is ['[', ..])
            return false;
        var parents = _parents.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var dot = domain.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = domain.IndexOf('.', dot + 1))
        {
            // A name that begins with a dot is no subdomain.
            if (dot > 0 && parents.Contains(domain.AsSpan(dot + 1)))
                return true;
        }

        return false;
    }

    private static string Domain(string domain, string entry) =>
        domain.Length > 0 && domain[0] != '.' && !domain.AsSpan().ContainsAny(NotInDomains)
            ? DomainName.Fold(domain)
            : throw new ArgumentException($"Not a domain: \"{entry}\"");
}
