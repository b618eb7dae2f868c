using System.Net;
using System.Runtime.InteropServices;
using GreyActors.Core.Addresses;

namespace GreyActors.Reputation;

/// <summary>Limits the look-ups that are open at once, in total and for each client network: a client can begin one with each EHLO and MAIL.</summary>
internal sealed class LookUpShares
{
    /// <summary>The maximum number of open look-ups of one client network; its sessions at their usual limit need fewer.</summary>
    public const int MaxOfNetwork = 256;

    private const int Max = 16_384;

    // The networks of the defaults of greylisting; for IPv6 that of a site (RFC 6177).
    private const int Ipv4Prefix = 24;

    private readonly Dictionary<IPNetwork, int> _open = [];
    private int _all;

    /// <summary>The network whose share the look-ups of a client use.</summary>
    public static IPNetwork NetworkOf(IPAddress client) => ClientAddress.NetworkOf(client, Ipv4Prefix, ClientAddress.SiteBits);

    /// <summary>Counts a look-up that begins; false if it is one too many.</summary>
    public bool TryEnter(IPNetwork network)
    {
        if (_all >= Max || _open.GetValueOrDefault(network) >= MaxOfNetwork)
            return false;
        _all++;
        CollectionsMarshal.GetValueRefOrAddDefault(_open, network, out _)++;
        return true;
    }

    /// <summary>Counts look-ups that have ended.</summary>
    public void Leave(IPNetwork network, int count)
    {
        _all -= count;
        if ((_open[network] -= count) == 0)
            _open.Remove(network);
    }
}
