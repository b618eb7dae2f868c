using System.Collections.Immutable;
using System.Net;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Access;

/// <summary>The configured <see cref="AccessRules"/>, read once and ready to be asked.</summary>
public sealed class AccessPolicy
{
    private readonly Dictionary<IPAddress, AccessEntry> _allowedClients = [];
    private readonly NetworkTable _allowedNets;
    private readonly DomainSet _servedDomains;
    private readonly RecipientList _existing;
    private readonly Dictionary<(IPAddress Client, PathPattern ReversePath, PathPattern ForwardPath), AccessEntry> _triples = [];
    private readonly ILookup<(string Helo, PathPattern ForwardPath), (IPNetwork Addresses, AccessEntry Entry)> _nonstandardTriples;
    private readonly NetworkTable _clients;
    private readonly PathList _senders;
    private readonly PathList _recipients;
    private readonly PathList _traps;

    private AccessPolicy(AccessRules rules)
    {
        foreach (var entry in rules.AllowedSenders)
            _allowedClients.TryAdd(Address(entry.Text, entry), entry);
        foreach (var entry in rules.WhitelistedTriples)
            _triples.TryAdd(Triple(entry), entry);
        _allowedNets = NetworkTable.Compile(rules.AllowedSenderNets);
        _servedDomains = DomainSet.Compile(rules.AllowedDomains);
        _existing = RecipientList.Compile(rules.Recipients);
        _nonstandardTriples = rules.WhitelistedNonstandardTriples.Select(NonstandardTriple).ToLookup(triple => triple.Key, triple => triple.Value);
        _clients = NetworkTable.Compile(rules.WhitelistedClients);
        _senders = PathList.Compile(rules.WhitelistedSenders);
        _recipients = PathList.Compile(rules.WhitelistedRecipients);
        _traps = PathList.Compile(rules.SpamTraps);
    }

    /// <summary>Whether a recipient may take milliseconds, because patterns are tried one by one.</summary>
    public bool MayTakeLong => _senders.MayTakeLong || _recipients.MayTakeLong || _traps.MayTakeLong;

    /// <summary>Whether any domain is served; a program with only policy doors need not list its domains.</summary>
    public bool ServesDomains => !_servedDomains.IsEmpty;

    /// <summary>Reads the rules.</summary>
    /// <exception cref="ArgumentException">An entry is not what its list takes; the message holds the entry.</exception>
    public static AccessPolicy Compile(AccessRules rules) => new(rules);

    /// <summary>The entry by which this client may send anywhere; null when it may not.</summary>
    /// <remarks>Kamaelia: <c>sentFromAllowedIPAddress</c>, <c>sentFromAllowedNetwork</c>.</remarks>
    public AccessMatch? FindAllowed(IPAddress client)
    {
        var address = ClientAddress.Canonical(client);
        return _allowedClients.TryGetValue(address, out var entry) ? new AccessMatch(AccessList.AllowedSenders, entry)
            : Match(AccessList.AllowedSenderNets, _allowedNets.Find(address));
    }

    /// <summary>Whether this client may send anywhere.</summary>
    public bool IsAllowedClient(IPAddress client) => FindAllowed(client) is not null;

    /// <summary>Whether mail for this domain is taken from everybody; A-labels and U-labels are the same.</summary>
    /// <remarks>Kamaelia: <c>sentToADomainWeForwardFor</c>.</remarks>
    public bool ServesDomain(string domain) => _servedDomains.Contains(domain);

    /// <summary>Whether a recipient does not exist: recipients are listed, and this one is not among them. postmaster and abuse always exist.</summary>
    /// <param name="localPart">Without quotes.</param>
    /// <param name="domain">Empty for <c>&lt;postmaster&gt;</c>.</param>
    public bool IsUnknown(string localPart, string domain) =>
        !_existing.IsEmpty && domain.Length > 0 && !IsAlwaysAccepted(localPart) && !_existing.Contains(localPart, domain);

    /// <summary>The entry that exempts the client of this mail from greylisting: the triples first, then clients; null if there is none.</summary>
    /// <param name="client">The client's address.</param>
    /// <param name="helo">What the client calls itself.</param>
    /// <param name="reversePath">As the client gave it, without angle brackets.</param>
    /// <param name="forwardPath">As the client gave it, without angle brackets.</param>
    /// <remarks>Kamaelia: <c>whitelisted</c> of GreyListingPolicy.</remarks>
    public AccessMatch? FindWhitelistedClient(IPAddress client, string helo, string reversePath, string forwardPath)
    {
        var address = ClientAddress.Canonical(client);
        return FindTriple(address, helo, reversePath, forwardPath) ?? Match(AccessList.WhitelistedClients, _clients.Find(address));
    }

    /// <summary>The entry that exempts mail of this sender, or for this recipient, from greylisting.</summary>
    public AccessSearch FindWhitelistedPath(string reversePath, string forwardPath)
    {
        var senders = Search(AccessList.WhitelistedSenders, _senders, reversePath);
        return senders.Match is null ? Search(AccessList.WhitelistedRecipients, _recipients, forwardPath).After(senders.TimedOut) : senders;
    }

    /// <summary>The entry by which a recipient is a spam trap.</summary>
    public AccessSearch FindTrap(string forwardPath) => Search(AccessList.SpamTraps, _traps, forwardPath);

    /// <summary>Whether mail for this local-part, at a domain that is served, must reach a human at once (RFC 5321 4.5.1, RFC 2142).</summary>
    public static bool IsAlwaysAccepted(string localPart) =>
        localPart.Equals("postmaster", StringComparison.OrdinalIgnoreCase) || localPart.Equals("abuse", StringComparison.OrdinalIgnoreCase);

    private AccessMatch? FindTriple(IPAddress address, string helo, string reversePath, string forwardPath)
    {
        if (_triples.Count == 0 && _nonstandardTriples.Count == 0)
            return null;
        var recipient = PathPattern.Of(forwardPath);
        if (_triples.TryGetValue((address, PathPattern.Of(reversePath), recipient), out var entry))
            return new AccessMatch(AccessList.WhitelistedTriples, entry);

        foreach (var (addresses, nonstandard) in _nonstandardTriples[(DomainName.Fold(helo), recipient)])
        {
            if (addresses.Contains(address))
                return new AccessMatch(AccessList.WhitelistedNonstandardTriples, nonstandard);
        }

        return null;
    }

    private static AccessMatch? Match(AccessList list, AccessEntry? entry) => entry is { } found ? new AccessMatch(list, found) : null;

    private static AccessSearch Search(AccessList list, PathList paths, string path)
    {
        var (found, slow) = paths.Find(path);
        return new AccessSearch(Match(list, found), slow.IsEmpty ? [] : [.. slow.Select(entry => new AccessMatch(list, entry))]);
    }

    private static (IPAddress Client, PathPattern ReversePath, PathPattern ForwardPath) Triple(AccessEntry entry)
    {
        var (client, reversePath, forwardPath) = Fields(entry, "client address, reverse-path, forward-path");
        return (Address(client, entry), Path(reversePath, entry), Path(forwardPath, entry));
    }

    private static ((string Helo, PathPattern ForwardPath) Key, (IPNetwork Addresses, AccessEntry Entry) Value) NonstandardTriple(AccessEntry entry)
    {
        var (helo, addresses, forwardPath) = Fields(entry, "HELO name, address prefix, forward-path");
        return ((DomainName.Fold(helo), Path(forwardPath, entry)), (Network(addresses, entry), entry));
    }

    private static (string First, string Second, string Third) Fields(AccessEntry entry, string expected) =>
        entry.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var first, var second, var third]
            ? (first, second, third)
            : throw new ArgumentException($"Not three fields ({expected}): \"{entry.Text}\"");

    private static IPAddress Address(string text, AccessEntry entry) =>
        ClientAddress.Parse(text) ?? throw new ArgumentException($"Not an address: \"{text}\" in \"{entry.Text}\"");

    private static IPNetwork Network(string text, AccessEntry entry) =>
        AddressPattern.Parse(text) ?? throw new ArgumentException($"Not an address, a network or the beginning of an address: \"{text}\" in \"{entry.Text}\"");

    private static PathPattern Path(string text, AccessEntry entry) =>
        PathPattern.Parse(text) ?? throw new ArgumentException($"Not a path: \"{text}\" in \"{entry.Text}\"");
}

/// <summary>The result of a search for a mail in the lists of paths.</summary>
/// <param name="Match">The entry that matches; null if none does.</param>
/// <param name="TimedOut">Expressions that ran out of time: they count as not matching.</param>
public readonly record struct AccessSearch(AccessMatch? Match, ImmutableArray<AccessMatch> TimedOut)
{
    /// <summary>The same result after another search, in which some expressions ran out of time.</summary>
    public AccessSearch After(ImmutableArray<AccessMatch> timedOut) => timedOut.IsEmpty ? this : this with { TimedOut = [.. timedOut, .. TimedOut] };
}
