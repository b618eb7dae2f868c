using System.Net;
using System.Net.Sockets;

namespace GreyActors.Core.Reputation;

/// <summary>A mechanism of a record, with its qualifier (RFC 7208 4.6.2).</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Result">The result if it matches.</param>
internal sealed record SpfMechanism(SpfMechanismKind Kind, SpfResult Result)
{
    /// <summary>The name after the colon; null if there is none.</summary>
    public SpfMacroString? DomainSpec { get; init; }

    /// <summary>The address of <c>ip4</c> and <c>ip6</c>.</summary>
    public IPAddress? Network { get; init; }

    /// <summary>The number of bits of an IPv4 address that must be equal.</summary>
    public int Ipv4Bits { get; init; } = 32;

    /// <summary>The number of bits of an IPv6 address that must be equal.</summary>
    public int Ipv6Bits { get; init; } = 128;

    /// <summary>Whether the mechanism needs the DNS.</summary>
    public bool NeedsDns => Kind is not (SpfMechanismKind.All or SpfMechanismKind.Ip4 or SpfMechanismKind.Ip6);

    /// <summary>Whether <c>all</c>, <c>ip4</c> or <c>ip6</c> matches the client (RFC 7208 5.1, 5.6).</summary>
    public bool Matches(IPAddress client) => Network is null || Covers(Network, client);

    /// <summary>Whether an address is in the same network as the client. Addresses of different families never are.</summary>
    public bool Covers(IPAddress address, IPAddress client)
    {
        if (address.AddressFamily != client.AddressFamily)
            return false;
        Span<byte> left = stackalloc byte[16];
        Span<byte> right = stackalloc byte[16];
        address.TryWriteBytes(left, out _);
        client.TryWriteBytes(right, out _);

        var bits = client.AddressFamily == AddressFamily.InterNetwork ? Ipv4Bits : Ipv6Bits;
        var (bytes, rest) = (bits / 8, bits % 8);
        return left[..bytes].SequenceEqual(right[..bytes]) && (rest == 0 || (left[bytes] ^ right[bytes]) >> (8 - rest) == 0);
    }
}

/// <summary>The mechanisms (RFC 7208 5).</summary>
internal enum SpfMechanismKind
{
    All,
    Include,
    A,
    Mx,
    Ptr,
    Ip4,
    Ip6,
    Exists,
}
