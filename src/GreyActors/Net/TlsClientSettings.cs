using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace GreyActors.Net;

/// <summary>The client's side of a handshake: towards the backend.</summary>
/// <param name="Host">The name that we ask for (SNI) and that a certificate must bear where it is looked at; an address is not sent.</param>
/// <param name="Trust">Whose certificate we take.</param>
/// <param name="Protocols">The versions that are spoken.</param>
/// <param name="HandshakeTimeout">How long the whole handshake may take.</param>
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
        // Without a word of ours, the library says best itself what is wrong with a certificate.
        RemoteCertificateValidationCallback = Trust is TlsTrust.Anybody ? (_, _, _, errors) => errors == SslPolicyErrors.None || Trust is TlsTrust.Anybody : null,
    });

    /// <inheritdoc/>
    internal override string NameOf(SslStream stream) => stream.RemoteCertificate?.Subject ?? "";

    private X509ChainPolicy ChainPolicy()
    {
        var policy = new X509ChainPolicy
        {
            // What is missing from the chain is not fetched, nor who was revoked: that would be a look into the net in the midst of a handshake.
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
