using System.Net;
using GreyActors.Core.Addresses;

namespace GreyActors.Delivery;

/// <summary>One address of a backend, to which a relay may be opened.</summary>
/// <param name="Server">The backend as it is configured: its name is the one that a certificate must have.</param>
/// <param name="Address">Where to connect to. A name is never handed on: each probe looks it up.</param>
public sealed record RelayTarget(DnsEndPoint Server, IPEndPoint Address)
{
    /// <summary>A backend as the configuration writes it.</summary>
    public static string NameOf(DnsEndPoint server) => HostAndPort.Of(server);
}
