using System.Net;

namespace GreyActors.Mail;

/// <summary>One address of a real mail server, to which a relay may be opened.</summary>
/// <param name="Server">The real mail server as it is configured: its name is the one that a certificate must have.</param>
/// <param name="Address">Where to connect to. A name is never handed on: each probe looks it up.</param>
public sealed record RelayTarget(DnsEndPoint Server, IPEndPoint Address)
{
    /// <summary>A real mail server as the configuration writes it.</summary>
    public static string NameOf(DnsEndPoint server) => HostAndPort.Of(server);
}
