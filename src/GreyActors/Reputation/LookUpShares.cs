using System.Net;
using System.Runtime.InteropServices;
using GreyActors.Core.Addresses;

namespace GreyActors.Reputation;

/// <summary>Limits what the clients of one network can cost: their look-ups that are open at once, and the processor time of their evaluations.</summary>
/// <remarks>
/// A client can begin a look-up with each EHLO and MAIL, and the record of its own domain can make each of them take milliseconds, a hundred times the
/// usual time. One actor evaluates all of them, so that a single session could keep it busy.
/// </remarks>
internal sealed class LookUpShares
{
    /// <summary>The maximum number of open look-ups of one client network; at a tenth of a second each, more than a thousand a second.</summary>
    public const int MaxOfNetwork = 128;

    private const int Max = 16_384;

    // The networks of the defaults of greylisting; for IPv6 that of a site (RFC 6177).
    private const int Ipv4Prefix = 24;

    private const long Period = 10_000;

    private readonly Dictionary<IPNetwork, int> _open = [];
    private readonly Dictionary<IPNetwork, TimeSpan> _spent = [];
    private long _periodStart;
    private int _all;

    /// <summary>The processor time of one client network in ten seconds: that of about five thousand usual look-ups.</summary>
    public static TimeSpan MaxTime { get; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The network whose share the look-ups of a client use.</summary>
    public static IPNetwork NetworkOf(IPAddress client) => ClientAddress.NetworkOf(client, Ipv4Prefix, ClientAddress.SiteBits);

    /// <summary>Counts a look-up that begins; false if it is one too many.</summary>
    public bool TryEnter(IPNetwork network, long now)
    {
        if (_all >= Max || _open.GetValueOrDefault(network) >= MaxOfNetwork || HasSpentAll(network, now))
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

    /// <summary>Counts the processor time of a step of an evaluation.</summary>
    public void Spend(IPNetwork network, TimeSpan time) => CollectionsMarshal.GetValueRefOrAddDefault(_spent, network, out _) += time;

    /// <summary>Whether a network has used up its processor time.</summary>
    public bool HasSpentAll(IPNetwork network, long now)
    {
        if (now - _periodStart >= Period)
        {
            _spent.Clear();
            _periodStart = now;
        }

        return _spent.GetValueOrDefault(network) >= MaxTime;
    }
}
