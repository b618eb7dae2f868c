using System.Net;
using System.Net.Sockets;

namespace GreyActors.Core.Addresses;

/// <summary>One form for each client address: IPv4 wherever it came as IPv4, and no zone; and the networks that clients are counted by.</summary>
public static class ClientAddress
{
    /// <summary>Bits of the IPv6 network that a site may have for itself (RFC 6177).</summary>
    public const int SiteBits = 48;

    /// <summary>The one form.</summary>
    public static IPAddress Canonical(IPAddress address) => address switch
    {
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4(),
        { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: not 0 } => new IPAddress(address.GetAddressBytes()),
        _ => address,
    };

    /// <summary>The IPv4 address inside an IPv4-mapped IPv6 address; any other address as it is.</summary>
    public static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Reads an address written in full; null when it is none.</summary>
    /// <remarks>The framework also reads <c>10.1</c> as 10.0.0.1 and <c>010.0.0.1</c> as 8.0.0.1, which nobody means who writes a rule.</remarks>
    public static IPAddress? Parse(string text) =>
        IPAddress.TryParse(text, out var address) && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text)
            ? Canonical(address)
            : null;

    /// <summary>The network that a client, in whatever form, counts for.</summary>
    /// <param name="client">Its address.</param>
    /// <param name="ipv4Prefix">Bits, 0 to 32.</param>
    /// <param name="ipv6Prefix">Bits, 0 to 128.</param>
    /// <exception cref="ArgumentOutOfRangeException">A prefix is longer than the address.</exception>
    public static IPNetwork NetworkOf(IPAddress client, int ipv4Prefix, int ipv6Prefix)
    {
        var address = Canonical(client);
        return NetworkOf(address, address.AddressFamily == AddressFamily.InterNetwork ? ipv4Prefix : ipv6Prefix);
    }

    /// <summary>The network of the site that a client belongs to: for IPv6 <see cref="SiteBits"/> bits at most, for IPv4 its network.</summary>
    /// <remarks>
    /// A site gets a /56 or a /48 without further justification (RFC 6177): one host that uses its 65,536 networks in turn would be served like as
    /// many clients, if what clients share were divided among networks of 64 bits.
    /// </remarks>
    public static IPNetwork SiteOf(IPAddress client, int ipv4Prefix, int ipv6Prefix) =>
        NetworkOf(client, ipv4Prefix, Math.Min(ipv6Prefix, SiteBits));

    /// <summary>The network of <paramref name="prefix"/> bits that the address lies in.</summary>
    public static IPNetwork NetworkOf(IPAddress canonical, int prefix)
    {
        var bytes = canonical.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] &= (byte)(0xFF00 >> Math.Clamp(prefix - (i * 8), 0, 8));
        return new IPNetwork(new IPAddress(bytes), prefix);
    }
}
