using System.Net;
using GreyActors.Core.Addresses;

namespace GreyActors.Core.Traps;

/// <summary>A client that sent mail to a spam trap.</summary>
/// <param name="Network">Its IPv4 address, or the /64 network of its IPv6 address.</param>
/// <param name="Since">When it was trapped, in Unix milliseconds.</param>
/// <param name="Last">When it sent mail to a trap for the last time, in Unix milliseconds.</param>
/// <param name="Trap">The spam trap of that mail.</param>
public sealed record TrappedClient(IPNetwork Network, long Since, long Last, string Trap)
{
    // One customer's network (RFC 4291 2.5.4): its host can change the other bits at any time.
    private const int Ipv6Prefix = 64;

    /// <summary>The network that is trapped with a client.</summary>
    public static IPNetwork NetworkOf(IPAddress client) => ClientAddress.NetworkOf(client, 32, Ipv6Prefix);

    /// <summary><c>192.0.2.1</c> or <c>2001:db8::/64</c>.</summary>
    public string Client => Network.PrefixLength == 32 ? Network.BaseAddress.ToString() : Network.ToString();

    /// <summary>When the client is released, in Unix milliseconds.</summary>
    public long EndAfter(TimeSpan lifetime) => Last + (lifetime.Ticks / TimeSpan.TicksPerMillisecond);

    /// <summary>The trap and the end, as a decision shows them.</summary>
    public TrapNote NoteFor(TimeSpan lifetime) => new(Trap, DateTimeOffset.FromUnixTimeMilliseconds(EndAfter(lifetime)));
}
