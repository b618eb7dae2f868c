using System.Net;
using GreyActors.Core.Addresses;
using GreyActors.Core.Relaying;

namespace GreyActors.Delivery;

/// <summary>The limits of a <see cref="RelayBudget"/>.</summary>
/// <param name="Max">Relays in all.</param>
/// <param name="Ipv4Prefix">Bits that make an IPv4 network.</param>
/// <param name="Ipv6Prefix">Bits that make an IPv6 network.</param>
/// <param name="IsExempt">Clients whose network is not bound by its share.</param>
public sealed record RelayLimits(int Max, int Ipv4Prefix, int Ipv6Prefix, Predicate<IPAddress> IsExempt)
{
    /// <summary>The division among networks.</summary>
    public PlaceShares Shares => new(Max);

    /// <summary>The network for which a client's place counts; an IPv6 site counts as one.</summary>
    public PlaceHolder HolderOf(IPAddress client) => new(ClientAddress.SiteOf(client, Ipv4Prefix, Ipv6Prefix), IsExempt(client));
}
