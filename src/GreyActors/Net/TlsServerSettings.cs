using System.Net.Security;
using System.Security.Authentication;

namespace GreyActors.Net;

/// <summary>The server's side of a handshake: towards clients.</summary>
/// <param name="Certificate">The certificate of this moment, with its chain; asked for at each handshake.</param>
/// <param name="Protocols">The versions that are spoken.</param>
/// <param name="HandshakeTimeout">How long the whole handshake may take.</param>
/// <remarks>A client is not asked for a certificate: what it proves of itself decides nothing here.</remarks>
public sealed record TlsServerSettings(Func<SslStreamCertificateContext> Certificate, SslProtocols Protocols, TimeSpan HandshakeTimeout)
    : TlsSide(HandshakeTimeout)
{
    /// <inheritdoc/>
    internal override bool OutlivesPeersEnd => true;

    /// <inheritdoc/>
    internal override Task Authenticate(SslStream stream) => stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
    {
        ServerCertificateContext = Certificate(),
        EnabledSslProtocols = Protocols,
        ClientCertificateRequired = false,
        // A client could make us work by asking for one handshake after the other; nobody needs it.
        AllowRenegotiation = false,
    });

    /// <inheritdoc/>
    internal override string NameOf(SslStream stream) => stream.TargetHostName;
}
