using System.Net;
using System.Net.Sockets;

namespace GreyActors.Core.Addresses;

/// <summary>Addresses that mean something only on this host or in its own network. Public DNS knows nothing about them, so they are not looked up.</summary>
/// <remarks>
/// Networks for documentation (192.0.2.0/24, 2001:db8::/32 …) and for future use (240.0.0.0/4) are not among them: nobody has these addresses, and the
/// clients of tests need some that are looked up.
/// </remarks>
public static class LocalAddresses
{
    /// <summary>Whether the address is local: loopback, private, shared, link-local, unspecified or multicast (RFC 6890). An IPv4-mapped address is IPv4.</summary>
    public static bool Contains(IPAddress address)
    {
        var client = ClientAddress.Canonical(address);
        Span<byte> bytes = stackalloc byte[16];
        client.TryWriteBytes(bytes, out _);
        return client.AddressFamily == AddressFamily.InterNetwork ? IsLocal(bytes[0], bytes[1]) : IsLocalIpv6(client, bytes);
    }

    private static bool IsLocal(byte first, byte second) => (first, second) switch
    {
        // "This network", RFC 1122 3.2.1.3.
        (0, _) => true,
        (10, _) or (172, >= 16 and <= 31) or (192, 168) => true,
        // Shared by the customers of a provider, RFC 6598.
        (100, >= 64 and <= 127) => true,
        (127, _) => true,
        (169, 254) => true,
        ( >= 224 and <= 239, _) => true,
        _ => false,
    };

    // The unspecified address and loopback are :: and ::1; unique local addresses (RFC 4193) are fc00::/7, site-local ones (RFC 3879) fec0::/10.
    private static bool IsLocalIpv6(IPAddress client, ReadOnlySpan<byte> bytes) =>
        client.Equals(IPAddress.IPv6Any) || IPAddress.IsLoopback(client) || client.IsIPv6LinkLocal || client.IsIPv6SiteLocal
        || client.IsIPv6Multicast || (bytes[0] & 0xFE) == 0xFC;
}
