using System.Net.Security;

namespace GreyActors.Net;

/// <summary>One side of a TLS handshake: <see cref="TlsServerSettings"/> or <see cref="TlsClientSettings"/>.</summary>
/// <param name="HandshakeTimeout">The time limit for the whole handshake, even if the peer keeps sending.</param>
public abstract record TlsSide(TimeSpan HandshakeTimeout)
{
    /// <summary>Whether a peer that has closed its side may still read, so that the connection stays open for replies.</summary>
    internal abstract bool OutlivesPeersEnd { get; }

    /// <summary>Performs the handshake; fails with the exception of the TLS library.</summary>
    internal abstract Task Authenticate(SslStream stream);

    /// <summary>The name of the peer.</summary>
    internal abstract string NameOf(SslStream stream);
}
