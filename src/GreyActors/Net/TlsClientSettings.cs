using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace GreyActors.Net;

/// <summary>The client's side of a TLS handshake, with the backend.</summary>
/// <param name="Host">The requested name (SNI), which a certificate must contain if it is verified; an address is not sent.</param>
/// <param name="Trust">The accepted certificates.</param>
/// <param name="Protocols">The TLS versions that are allowed.</param>
/// <param name="HandshakeTimeout">The time limit for the whole handshake.</param>
public sealed record TlsClientSettings(string Host, TlsTrust Trust, SslProtocols Protocols, TimeSpan HandshakeTimeout)
    : TlsSide(HandshakeTimeout)
{
    /// <inheritdoc/>
    internal override bool OutlivesPeersEnd => false;

    /// <inheritdoc/>
    internal override Task Authenticate(SslStream stream) => stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
    {
        TargetHost = Host,
        EnabledSslProtocols = Protocols,
        AllowRenegotiation = false,
        CertificateChainPolicy = ChainPolicy(),
        // Without a callback of ours, the library's own error describes best what is wrong with a certificate.
        RemoteCertificateValidationCallback = Trust is TlsTrust.Anybody ? (_, _, _, errors) => errors == SslPolicyErrors.None || Trust is TlsTrust.Anybody : null,
    });

    /// <inheritdoc/>
    internal override string NameOf(SslStream stream) => stream.RemoteCertificate?.Subject ?? "";

    private X509ChainPolicy ChainPolicy()
    {
        var policy = new X509ChainPolicy
        {
            // Missing certificates and revocation lists are not downloaded: a handshake must not wait for other servers.
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        if (Trust is TlsTrust.Roots roots)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(roots.Certificates);
        }

        return policy;
    }
}
