using System.Net;
using System.Net.Sockets;

namespace GreyActors.Core.Addresses;

/// <summary>Normalises client addresses (IPv4-mapped addresses become IPv4, zones are removed), and computes the networks for which clients count.</summary>
public static class ClientAddress
{
    /// <summary>The prefix length of the IPv6 network of a site (RFC 6177).</summary>
    public const int SiteBits = 48;

    /// <summary>The normalised address.</summary>
    public static IPAddress Canonical(IPAddress address) => address switch
    {
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4(),
        { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: not 0 } => new IPAddress(address.GetAddressBytes()),
        _ => address,
    };

    /// <summary>The IPv4 address inside an IPv4-mapped IPv6 address; any other address unchanged.</summary>
    public static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Parses an address in its full form; null if the text is not one.</summary>
    public static IPAddress? Parse(string text) =>
        AddressParser.Parse(text, AddressNotations.Ipv4 | AddressNotations.DecoratedIpv6) is { } address ? Canonical(address) : null;

    /// <summary>The network for which a client counts.</summary>
    /// <param name="client">The client's address, normalised or not.</param>
    /// <param name="ipv4Prefix">The prefix length, 0 to 32.</param>
    /// <param name="ipv6Prefix">The prefix length, 0 to 128.</param>
    /// <exception cref="ArgumentOutOfRangeException">A prefix is longer than the address.</exception>
    public static IPNetwork NetworkOf(IPAddress client, int ipv4Prefix, int ipv6Prefix)
    {
        var address = Canonical(client);
        return NetworkOf(address, address.AddressFamily == AddressFamily.InterNetwork ? ipv4Prefix : ipv6Prefix);
    }

    /// <summary>The network of the site that a client belongs to: for IPv6 <see cref="SiteBits"/> bits at most, for IPv4 its network.</summary>
    /// <remarks>
    /// A site gets a /56 or a /48 without further justification (RFC 6177). If resources were divided among /64 networks, one host could use the shares
    /// of 65,536 networks.
    /// </remarks>
    public static IPNetwork SiteOf(IPAddress client, int ipv4Prefix, int ipv6Prefix) =>
        NetworkOf(client, ipv4Prefix, Math.Min(ipv6Prefix, SiteBits));

    /// <summary>The network with this prefix length that contains the address.</summary>
    public static IPNetwork NetworkOf(IPAddress canonical, int prefix)
    {
        var bytes = canonical.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] &= (byte)(0xFF00 >> Math.Clamp(prefix - (i * 8), 0, 8));
        return new IPNetwork(new IPAddress(bytes), prefix);
    }
}
