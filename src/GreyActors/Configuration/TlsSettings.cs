using System.Collections.Immutable;
using System.Security.Authentication;

namespace GreyActors.Configuration;

/// <summary>Section <c>tls</c>: TLS with clients.</summary>
/// <param name="Certificate">The certificate file; empty for none.</param>
/// <param name="Key">The key file.</param>
/// <param name="Protocols">The accepted versions.</param>
/// <param name="Required">Whether commands without TLS are refused.</param>
/// <param name="HandshakeTimeout">The time limit for a handshake.</param>
public sealed record TlsSettings(string Certificate, string Key, SslProtocols Protocols, bool Required, TimeSpan HandshakeTimeout)
{
    /// <summary>No TLS.</summary>
    public static readonly TlsSettings None = new("", "", SslProtocols.None, false, TimeSpan.FromSeconds(30));

    /// <summary>Further certificates, selected by the host name that a client requests.</summary>
    public ImmutableArray<CertificateFiles> Certificates { get; init; } = [];

    /// <summary>All certificates; the first is the default.</summary>
    public ImmutableArray<CertificateFiles> Pairs => Certificate.Length > 0 ? [new CertificateFiles(Certificate, Key), .. Certificates] : Certificates;

    /// <summary>Whether TLS is available.</summary>
    public bool Offered => Certificate.Length > 0 || !Certificates.IsEmpty;
}

/// <summary>The files of one certificate.</summary>
/// <param name="Certificate">The certificate, followed by its intermediate certificates.</param>
/// <param name="Key">Its private key.</param>
public sealed record CertificateFiles(string Certificate, string Key);
