using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GreyActors.Core.Reputation;

/// <summary>The labels of an address in the DNS, the last part first: <c>25.2.0.192</c> (RFC 1035 3.5), or 32 nibbles (RFC 3596 2.5).</summary>
internal static class ReversedAddress
{
    private const string Digits = "0123456789abcdef";

    /// <summary>The labels, followed by a dot and the zone.</summary>
    public static string In(string zone, IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        var name = new StringBuilder(64 + zone.Length);
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            if (bytes.Length == 4)
                name.Append(bytes[i]).Append('.');
            else
                name.Append(Digits[bytes[i] & 15]).Append('.').Append(Digits[bytes[i] >> 4]).Append('.');
        }

        return name.Append(zone).ToString();
    }

    /// <summary>The name whose PTR records are the names of the address.</summary>
    public static string ForPtr(IPAddress address) =>
        In(address.AddressFamily == AddressFamily.InterNetwork ? "in-addr.arpa" : "ip6.arpa", address);
}
