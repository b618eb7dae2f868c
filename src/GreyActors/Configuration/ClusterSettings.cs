using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace GreyActors.Configuration;

/// <summary>Section <c>cluster</c>: the machines that share one greylist.</summary>
/// <param name="Enabled">Whether this machine is part of a cluster.</param>
/// <param name="Endpoint">The address at which the other machines reach this one.</param>
/// <param name="SeedNodes">The addresses of machines that a starting machine asks to join.</param>
/// <param name="Tls">The certificates of the connections between machines.</param>
public sealed record ClusterSettings(bool Enabled, IPEndPoint Endpoint, ImmutableArray<IPEndPoint> SeedNodes, ClusterTlsSettings Tls)
{
    /// <summary>A machine on its own.</summary>
    public static readonly ClusterSettings Off = new(Enabled: false, new IPEndPoint(IPAddress.Loopback, 7948), [], ClusterTlsSettings.None);
}

/// <summary>Section <c>cluster.tls</c>.</summary>
/// <param name="Certificate">The file of the certificate of this machine; empty for connections without TLS.</param>
/// <param name="Key">The file of its private key.</param>
/// <param name="Authority">The file of the authority that signs the certificates of all machines.</param>
public sealed record ClusterTlsSettings(string Certificate, string Key, string Authority)
{
    /// <summary>No TLS.</summary>
    public static readonly ClusterTlsSettings None = new("", "", "");

    /// <summary>Whether the machines connect with TLS.</summary>
    public bool IsUsed => Certificate.Length > 0;

    /// <summary>The certificates of <see cref="Authority"/>.</summary>
    public X509Certificate2Collection Roots { get; init; } = [];
}
