using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Greylisting;

/// <summary>The configured <see cref="AccessRules"/>, read once and ready to be asked.</summary>
public sealed class AccessPolicy
{
    private static readonly SearchValues<char> NotInDomains = SearchValues.Create("@<>/ \t");

    private readonly FrozenSet<IPAddress> _allowedClients;
    private readonly ImmutableArray<AddressPattern> _allowedNets;
    private readonly FrozenSet<string> _servedDomains;
    private readonly FrozenSet<(IPAddress Client, PathPattern ReversePath, PathPattern ForwardPath)> _triples;
    private readonly ILookup<(string Helo, PathPattern ForwardPath), AddressPattern> _nonstandardTriples;

    private AccessPolicy(AccessRules rules)
    {
        _allowedClients = rules.AllowedSenders.Select(entry => Address(entry, entry)).ToFrozenSet();
        _allowedNets = [.. rules.AllowedSenderNets.Select(entry => Pattern(entry, entry))];
        _servedDomains = rules.AllowedDomains.Select(Domain).ToFrozenSet(StringComparer.Ordinal);
        _triples = rules.WhitelistedTriples.Select(Triple).ToFrozenSet();
        _nonstandardTriples = rules.WhitelistedNonstandardTriples.Select(NonstandardTriple).ToLookup(triple => triple.Key, triple => triple.Addresses);
    }

    /// <summary>Reads the rules.</summary>
    /// <exception cref="ArgumentException">An entry is not what its list takes; the message holds the entry.</exception>
    public static AccessPolicy Compile(AccessRules rules) => new(rules);

    /// <summary>Whether this client may send anywhere.</summary>
    /// <remarks>Kamaelia: <c>sentFromAllowedIPAddress</c>, <c>sentFromAllowedNetwork</c>.</remarks>
    public bool IsAllowedClient(IPAddress client)
    {
        var address = ClientAddress.Canonical(client);
        return _allowedClients.Contains(address) || _allowedNets.Any(allowed => allowed.Matches(address));
    }

    /// <summary>Whether mail for this domain is taken from everybody; A-labels and U-labels are the same.</summary>
    /// <remarks>Kamaelia: <c>sentToADomainWeForwardFor</c>.</remarks>
    public bool ServesDomain(string domain) => _servedDomains.Contains(DomainName.Fold(domain));

    /// <summary>Whether this mail is let through without greylisting.</summary>
    /// <param name="client">The client's address.</param>
    /// <param name="helo">What the client calls itself.</param>
    /// <param name="reversePath">As the client gave it, without angle brackets.</param>
    /// <param name="forwardPath">As the client gave it, without angle brackets.</param>
    /// <remarks>Kamaelia: <c>whitelisted</c> of GreyListingPolicy.</remarks>
    public bool IsWhitelisted(IPAddress client, string helo, string reversePath, string forwardPath)
    {
        var address = ClientAddress.Canonical(client);
        var recipient = PathPattern.Of(forwardPath);
        return _triples.Contains((address, PathPattern.Of(reversePath), recipient))
            || _nonstandardTriples[(DomainName.Fold(helo), recipient)].Any(addresses => addresses.Matches(address));
    }

    /// <summary>Whether mail for this local-part, at a domain that is served, must reach a human at once (RFC 5321 4.5.1, RFC 2142).</summary>
    public static bool IsAlwaysAccepted(string localPart) =>
        localPart.Equals("postmaster", StringComparison.OrdinalIgnoreCase) || localPart.Equals("abuse", StringComparison.OrdinalIgnoreCase);

    private static string Domain(string entry) =>
        entry.Length > 0 && !entry.AsSpan().ContainsAny(NotInDomains)
            ? DomainName.Fold(entry)
            : throw new ArgumentException($"Not a domain: \"{entry}\"");

    private static (IPAddress Client, PathPattern ReversePath, PathPattern ForwardPath) Triple(string entry)
    {
        var (client, reversePath, forwardPath) = Fields(entry, "client address, reverse-path, forward-path");
        return (Address(client, entry), Path(reversePath, entry), Path(forwardPath, entry));
    }

    private static ((string Helo, PathPattern ForwardPath) Key, AddressPattern Addresses) NonstandardTriple(string entry)
    {
        var (helo, addresses, forwardPath) = Fields(entry, "HELO name, address prefix, forward-path");
        return ((DomainName.Fold(helo), Path(forwardPath, entry)), Pattern(addresses, entry));
    }

    private static (string First, string Second, string Third) Fields(string entry, string expected) =>
        entry.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var first, var second, var third]
            ? (first, second, third)
            : throw new ArgumentException($"Not three fields ({expected}): \"{entry}\"");

    private static IPAddress Address(string text, string entry) =>
        ClientAddress.Parse(text) ?? throw new ArgumentException($"Not an address: \"{text}\" in \"{entry}\"");

    private static AddressPattern Pattern(string text, string entry) =>
        AddressPattern.Parse(text) ?? throw new ArgumentException($"Not an address, a network or the beginning of an address: \"{text}\" in \"{entry}\"");

    private static PathPattern Path(string text, string entry) =>
        PathPattern.Parse(text) ?? throw new ArgumentException($"Not a path: \"{text}\" in \"{entry}\"");
}
