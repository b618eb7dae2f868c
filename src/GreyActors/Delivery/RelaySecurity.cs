using System.Security.Authentication;
using GreyActors.Configuration;
using GreyActors.Core.Smtp;
using GreyActors.Net;

namespace GreyActors.Delivery;

/// <summary>TLS settings for backends.</summary>
public static class RelaySecurity
{
    // RFC 8996: older versions are insecure.
    private const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>The settings for a backend.</summary>
    /// <param name="relay">The configuration.</param>
    /// <param name="host">The configured name.</param>
    public static TlsClientSettings For(RelaySettings relay, string host) => new(
        // Neither certificates nor SNI contain the final dot of an absolute name (RFC 6066 3).
        (relay.TlsName.Length > 0 ? relay.TlsName : host).TrimEnd('.'),
        relay.Tls != RelayTls.Verify ? TlsTrust.Anybody.Instance
        : relay.TlsRoots.Count > 0 ? new TlsTrust.Roots(relay.TlsRoots)
        : TlsTrust.SystemRoots.Instance,
        Versions,
        relay.ConnectTimeout);
}
