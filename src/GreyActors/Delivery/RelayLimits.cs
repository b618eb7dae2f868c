using System.Net;
using GreyActors.Core.Addresses;
using GreyActors.Core.Relaying;

namespace GreyActors.Delivery;

/// <summary>The limits of a <see cref="RelayBudget"/>.</summary>
/// <param name="Max">The largest number of relays.</param>
/// <param name="Ipv4Prefix">The prefix length of IPv4 networks.</param>
/// <param name="Ipv6Prefix">The prefix length of IPv6 networks.</param>
/// <param name="IsExempt">Whether a client is exempt from the share of its network.</param>
public sealed record RelayLimits(int Max, int Ipv4Prefix, int Ipv6Prefix, Predicate<IPAddress> IsExempt)
{
    /// <summary>The division among networks.</summary>
    public PlaceShares Shares => new(Max);

    /// <summary>The network for which a client's place counts; an IPv6 site counts as one.</summary>
    public PlaceHolder HolderOf(IPAddress client) => new(ClientAddress.SiteOf(client, Ipv4Prefix, Ipv6Prefix), IsExempt(client));
}
