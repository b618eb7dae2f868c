using System.Buffers;
using System.Net;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Greylisting;

/// <summary>A client as the greylist knows it: <c>192.0.2.0/24</c>, <c>host:example.org</c> or <c>spf:example.org</c>.</summary>
/// <remarks>A network has no prefix, because stores of earlier releases contain networks in this form.</remarks>
public readonly record struct ClientIdentity(string Text)
{
    private const string HostPrefix = "host:";
    private const string SpfPrefix = "spf:";

    private static readonly SearchValues<char> OfDomains = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-._");

    /// <summary>The proof that the identity rests on.</summary>
    public IdentityKind Kind =>
        Text.StartsWith(SpfPrefix, StringComparison.Ordinal) ? IdentityKind.Spf
        : Text.StartsWith(HostPrefix, StringComparison.Ordinal) ? IdentityKind.Host
        : IdentityKind.Network;

    /// <summary>The network, the organisation or the domain, without the prefix of its kind.</summary>
    public string Name => Text[(Kind switch { IdentityKind.Spf => SpfPrefix.Length, IdentityKind.Host => HostPrefix.Length, _ => 0 })..];

    /// <summary>The network of the client, because large senders retry from a neighbouring address.</summary>
    /// <param name="client">The client's address; an IPv4-mapped IPv6 address is the IPv4 address.</param>
    /// <param name="ipv4Prefix">The prefix length, 0 to 32.</param>
    /// <param name="ipv6Prefix">The prefix length, 0 to 128.</param>
    /// <exception cref="ArgumentOutOfRangeException">A prefix is longer than the address.</exception>
    public static ClientIdentity OfNetwork(IPAddress client, int ipv4Prefix, int ipv6Prefix) =>
        new(ClientAddress.NetworkOf(client, ipv4Prefix, ipv6Prefix).ToString());

    /// <summary>The organisation that a host name of the client belongs to.</summary>
    /// <param name="organisation">Its domain, in lower case and A-labels.</param>
    public static ClientIdentity OfHost(string organisation) => new(HostPrefix + organisation);

    /// <summary>The domain whose SPF record passes for the client (RFC 7208).</summary>
    /// <param name="domain">The domain, in lower case and A-labels.</param>
    public static ClientIdentity OfSpf(string domain) => new(SpfPrefix + domain);

    /// <summary>An organisation or an SPF domain in the form of <see cref="Text"/>; null if the text is none.</summary>
    public static ClientIdentity? ParseName(string text)
    {
        var identity = new ClientIdentity(text.ToLowerInvariant());
        return identity.Kind != IdentityKind.Network && identity.Name.Length > 0 && !identity.Name.AsSpan().ContainsAnyExcept(OfDomains) ? identity : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>The proof that an identity rests on.</summary>
public enum IdentityKind
{
    /// <summary>The client's address.</summary>
    Network,

    /// <summary>A host name that resolves to the client's address.</summary>
    Host,

    /// <summary>A domain whose SPF record passes for the client.</summary>
    Spf,
}
