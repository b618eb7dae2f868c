using System.Security.Authentication;

namespace GreyActors.Configuration;

/// <summary>Section <c>tls</c>: TLS with clients.</summary>
/// <param name="Certificate">The certificate file; empty for no TLS.</param>
/// <param name="Key">The key file.</param>
/// <param name="Protocols">The accepted versions.</param>
/// <param name="Required">Whether commands without TLS are refused.</param>
/// <param name="HandshakeTimeout">The time limit for a handshake.</param>
public sealed record TlsSettings(string Certificate, string Key, SslProtocols Protocols, bool Required, TimeSpan HandshakeTimeout)
{
    /// <summary>No TLS.</summary>
    public static readonly TlsSettings None = new("", "", SslProtocols.None, false, TimeSpan.FromSeconds(30));

    /// <summary>Whether TLS is available.</summary>
    public bool Offered => Certificate.Length > 0;
}
