using System.Net;
using System.Net.Sockets;

namespace GreyActors.Core.Greylisting;

/// <summary>One form for each client address: IPv4 wherever it came as IPv4, and no zone.</summary>
internal static class ClientAddress
{
    public static IPAddress Canonical(IPAddress address) => address switch
    {
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4(),
        { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: not 0 } => new IPAddress(address.GetAddressBytes()),
        _ => address,
    };

    /// <summary>Reads an address written in full; null when it is none.</summary>
    /// <remarks>The framework also reads <c>10.1</c> as 10.0.0.1 and <c>010.0.0.1</c> as 8.0.0.1, which nobody means who writes a rule.</remarks>
    public static IPAddress? Parse(string text) =>
        IPAddress.TryParse(text, out var address) && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text)
            ? Canonical(address)
            : null;

    /// <summary>The network of <paramref name="prefix"/> bits that the address lies in.</summary>
    public static IPNetwork NetworkOf(IPAddress canonical, int prefix)
    {
        var bytes = canonical.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] &= (byte)(0xFF00 >> Math.Clamp(prefix - (i * 8), 0, 8));
        return new IPNetwork(new IPAddress(bytes), prefix);
    }
}
