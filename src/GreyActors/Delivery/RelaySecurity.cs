using System.Security.Authentication;
using GreyActors.Configuration;
using GreyActors.Core.Smtp;
using GreyActors.Net;

namespace GreyActors.Delivery;

/// <summary>How a handshake with a backend goes.</summary>
public static class RelaySecurity
{
    // RFC 8996: older ones are no protection.
    private const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>The settings for a backend.</summary>
    /// <param name="relay">The configuration.</param>
    /// <param name="host">Its name as the configuration writes it.</param>
    public static TlsClientSettings For(RelaySettings relay, string host) => new(
        // Neither a certificate nor SNI writes the final dot of an absolute name (RFC 6066 3).
        (relay.TlsName.Length > 0 ? relay.TlsName : host).TrimEnd('.'),
        relay.Tls != RelayTls.Verify ? TlsTrust.Anybody.Instance
        : relay.TlsRoots.Count > 0 ? new TlsTrust.Roots(relay.TlsRoots)
        : TlsTrust.SystemRoots.Instance,
        Versions,
        relay.ConnectTimeout);
}
