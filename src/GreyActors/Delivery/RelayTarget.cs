using System.Net;
using GreyActors.Core.Addresses;

namespace GreyActors.Delivery;

/// <summary>One address of a backend, to which a relay may be opened.</summary>
/// <param name="Server">The configured backend, whose name its certificate must contain.</param>
/// <param name="Address">The address to connect to: an IP address from the last look-up of a probe, or a UNIX socket.</param>
public sealed record RelayTarget(EndPoint Server, EndPoint Address)
{
    /// <summary>The configured form of a backend.</summary>
    public static string NameOf(EndPoint server) => HostAndPort.Of(server);
}
