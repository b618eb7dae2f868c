using System.Net.Security;

namespace GreyActors.Net;

/// <summary>How one side of a handshake goes about it: <see cref="TlsServerSettings"/> or <see cref="TlsClientSettings"/>.</summary>
/// <param name="HandshakeTimeout">How long the whole handshake may take, however busily the peer is sending.</param>
public abstract record TlsSide(TimeSpan HandshakeTimeout)
{
    /// <summary>True when a peer that has said its last word may still listen: then we answer, and close when we like.</summary>
    internal abstract bool OutlivesPeersEnd { get; }

    /// <summary>Performs the handshake; fails with what the TLS library has against it.</summary>
    internal abstract Task Authenticate(SslStream stream);

    /// <summary>Whom the handshake was made with.</summary>
    internal abstract string NameOf(SslStream stream);
}
