using System.Net;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Greylisting;

/// <summary>A client as the greylist knows it, for example <c>192.0.2.0/24</c>.</summary>
public readonly record struct ClientIdentity(string Text)
{
    /// <summary>The network of the client, because large senders retry from a neighbouring address.</summary>
    /// <param name="client">The client's address; an IPv4-mapped IPv6 address is the IPv4 address.</param>
    /// <param name="ipv4Prefix">The prefix length, 0 to 32.</param>
    /// <param name="ipv6Prefix">The prefix length, 0 to 128.</param>
    /// <exception cref="ArgumentOutOfRangeException">A prefix is longer than the address.</exception>
    public static ClientIdentity OfNetwork(IPAddress client, int ipv4Prefix, int ipv6Prefix) =>
        new(ClientAddress.NetworkOf(client, ipv4Prefix, ipv6Prefix).ToString());

    /// <inheritdoc/>
    public override string ToString() => Text;
}
