using System.Net.Security;
using System.Security.Authentication;

namespace GreyActors.Net;

/// <summary>The server's side of a TLS handshake, with clients.</summary>
/// <param name="Certificate">Returns the current certificate with its chain for the host name that the client requests, or for the empty name; called for
/// each handshake.</param>
/// <param name="Protocols">The TLS versions that are allowed.</param>
/// <param name="HandshakeTimeout">The time limit for the whole handshake.</param>
/// <remarks>Clients are not asked for a certificate, because no decision depends on it.</remarks>
public sealed record TlsServerSettings(Func<string, SslStreamCertificateContext> Certificate, SslProtocols Protocols, TimeSpan HandshakeTimeout)
    : TlsSide(HandshakeTimeout)
{
    /// <inheritdoc/>
    internal override bool OutlivesPeersEnd => true;

    /// <inheritdoc/>
    internal override Task Authenticate(SslStream stream) => stream.AuthenticateAsServerAsync(
        (_, hello, _, _) => ValueTask.FromResult(OptionsFor(hello.ServerName)), state: null);

    /// <inheritdoc/>
    internal override string NameOf(SslStream stream) => stream.TargetHostName;

    private SslServerAuthenticationOptions OptionsFor(string? name) => new()
    {
        ServerCertificateContext = Certificate(name ?? ""),
        EnabledSslProtocols = Protocols,
        ClientCertificateRequired = false,
        // Repeated handshakes would let a client waste processor time, and nobody needs them.
        AllowRenegotiation = false,
    };
}
