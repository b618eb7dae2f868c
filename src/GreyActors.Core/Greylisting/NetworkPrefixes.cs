using System.Net;
using System.Net.Sockets;

namespace GreyActors.Core.Greylisting;

/// <summary>The prefix lengths that make one client of all addresses of a network.</summary>
/// <param name="Ipv4">Bits, 0 to 32.</param>
/// <param name="Ipv6">Bits, 0 to 128.</param>
public readonly record struct NetworkPrefixes(int Ipv4, int Ipv6)
{
    /// <summary>The prefix length for addresses of this family.</summary>
    public int Of(AddressFamily family) => family == AddressFamily.InterNetwork ? Ipv4 : Ipv6;

    /// <summary>The identity of the network that an address belongs to.</summary>
    public ClientIdentity IdentityOf(IPAddress address) => ClientIdentity.OfNetwork(address, Ipv4, Ipv6);
}
