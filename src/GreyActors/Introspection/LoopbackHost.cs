using System.Net;

namespace GreyActors.Introspection;

/// <summary>
/// Refuses requests whose Host is a name of somebody else's: a web page may make its own name point at us (DNS rebinding),
/// and its browser would then let it read what we answer.
/// </summary>
/// <remarks>An address in the Host header cannot be rebound, but only the one the connection came in at is honest. Ports do not matter: tunnels change them.</remarks>
internal static class LoopbackHost
{
    /// <summary>Whether a request that came in at <paramref name="local"/> may call us <paramref name="host"/>.</summary>
    public static bool IsOurs(HostString host, IPAddress? local)
    {
        if (!host.HasValue)
            return false;
        if (host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return true;
        return IPAddress.TryParse(host.Host, out var address)
            && (IPAddress.IsLoopback(address) || (local is not null && Unmapped(address).Equals(Unmapped(local))));
    }

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
