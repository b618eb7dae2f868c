using System.Net.Security;
using GreyActors.Configuration;

namespace GreyActors.Hosting;

/// <summary>The certificate that handshakes are made with: read by all sessions, replaced when the configuration is.</summary>
/// <remarks>A handshake that has begun keeps the one it began with, and a session that is secured needs none any more.</remarks>
public sealed class ServedCertificate(KeyPair first)
{
    private volatile SslStreamCertificateContext _context = ContextOf(first);

    /// <summary>What the TLS library wants to have of it.</summary>
    public SslStreamCertificateContext Context => _context;

    /// <summary>From now on handshakes are made with this one.</summary>
    public void Replace(KeyPair pair) => _context = ContextOf(pair);

    // Offline: what is missing of the chain is not fetched from the net.
    private static SslStreamCertificateContext ContextOf(KeyPair pair) =>
        SslStreamCertificateContext.Create(pair.Certificate, pair.Intermediates, offline: true);
}
