using System.Net;
using GreyActors.Configuration;
using GreyActors.Core.Greylisting;
using GreyActors.Net;

namespace GreyActors.Mail;

/// <summary>How many relays may be open at once, in all and for one client network; shared by all policies, and safe to be.</summary>
/// <remarks>
/// A client that is let through and then says nothing holds a connection of the real mail server, which has few: without a bound one
/// client could hold them all. An actor that gives permits would cost each mail a round of messages for a count that takes no time.
/// </remarks>
/// <param name="max">In all.</param>
/// <param name="ipv4Prefix">Bits that make an IPv4 network.</param>
/// <param name="ipv6Prefix">Bits that make an IPv6 network.</param>
/// <param name="isExempt">Clients that are counted in all, but not for their network.</param>
public sealed class RelayBudget(int max, int ipv4Prefix, int ipv6Prefix, Predicate<IPAddress> isExempt)
{
    // Nobody gets more than a quarter.
    private const int Share = 4;

    private readonly Lock _gate = new();
    private readonly ConnectionLedger _networks = new(new ClientLimits(Math.Max(1, max / Share), PerMinute: 0, ipv4Prefix, ipv6Prefix));
    private int _open;

    /// <summary>The budget that the configuration gives.</summary>
    public static RelayBudget Of(GreyActorsSettings settings, AccessPolicy access) => new(
        settings.Relay.MaxConnections, settings.Greylisting.Ipv4Prefix, settings.Greylisting.Ipv6Prefix, access.IsAllowedClient);

    /// <summary>Counts a relay for this client in; false when it is one too many.</summary>
    public bool TryOpen(IPAddress client)
    {
        lock (_gate)
        {
            if (_open >= max || (!isExempt(client) && _networks.Admit(client, TimeSpan.Zero) != Admission.Admitted))
                return false;
            _open++;
            return true;
        }
    }

    /// <summary>Counts a relay of this client out.</summary>
    public void Close(IPAddress client)
    {
        lock (_gate)
        {
            _open--;
            if (!isExempt(client))
                _networks.Leave(client, TimeSpan.Zero);
        }
    }
}
