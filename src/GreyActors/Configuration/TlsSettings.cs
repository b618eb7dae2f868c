using System.Security.Authentication;

namespace GreyActors.Configuration;

/// <summary>Section <c>tls</c>: what clients may, or must, use.</summary>
/// <param name="Certificate">A file; empty: no TLS.</param>
/// <param name="Key">A file.</param>
/// <param name="Protocols">The versions that are spoken.</param>
/// <param name="Required">Nothing is taken in clear.</param>
/// <param name="HandshakeTimeout">For a whole handshake.</param>
public sealed record TlsSettings(string Certificate, string Key, SslProtocols Protocols, bool Required, TimeSpan HandshakeTimeout)
{
    /// <summary>No TLS.</summary>
    public static readonly TlsSettings None = new("", "", SslProtocols.None, false, TimeSpan.FromSeconds(30));

    /// <summary>TLS can be had.</summary>
    public bool Offered => Certificate.Length > 0;
}
