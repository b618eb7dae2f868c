using System.Net;
using GreyActors.Net;

namespace GreyActors.Mail;

/// <summary>What bounds a <see cref="RelayBudget"/>.</summary>
/// <param name="Max">Relays in all.</param>
/// <param name="Ipv4Prefix">Bits that make an IPv4 network.</param>
/// <param name="Ipv6Prefix">Bits that make an IPv6 network.</param>
/// <param name="IsExempt">Clients that are counted in all, but not for their network.</param>
public sealed record RelayLimits(int Max, int Ipv4Prefix, int Ipv6Prefix, Predicate<IPAddress> IsExempt)
{
    // Nobody gets more than a quarter.
    private const int Share = 4;

    /// <summary>What one client network may have of that.</summary>
    public ClientLimits PerNetwork => new(Math.Max(1, Max / Share), PerMinute: 0, Ipv4Prefix, Ipv6Prefix);
}
