using System.Net;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Greylisting;

/// <summary>Under what a client is known to the greylist, for example <c>192.0.2.0/24</c>.</summary>
public readonly record struct ClientIdentity(string Text)
{
    /// <summary>The network the client sends from: large senders retry from a neighbour of the first address.</summary>
    /// <param name="client">The client's address; an IPv4-mapped IPv6 address is the IPv4 address.</param>
    /// <param name="ipv4Prefix">Bits, 0 to 32.</param>
    /// <param name="ipv6Prefix">Bits, 0 to 128.</param>
    /// <exception cref="ArgumentOutOfRangeException">A prefix is longer than the address.</exception>
    public static ClientIdentity OfNetwork(IPAddress client, int ipv4Prefix, int ipv6Prefix) =>
        new(ClientAddress.NetworkOf(client, ipv4Prefix, ipv6Prefix).ToString());

    /// <inheritdoc/>
    public override string ToString() => Text;
}
