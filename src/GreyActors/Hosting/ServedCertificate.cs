using System.Net.Security;
using GreyActors.Configuration;

namespace GreyActors.Hosting;

/// <summary>The certificate for TLS handshakes with clients: read by all sessions, replaced by a reload.</summary>
/// <remarks>A handshake in progress keeps its certificate, and an encrypted session does not need one.</remarks>
public sealed class ServedCertificate(KeyPair first)
{
    private volatile SslStreamCertificateContext _context = ContextOf(first);

    /// <summary>The certificate in the form that the TLS library needs.</summary>
    public SslStreamCertificateContext Context => _context;

    /// <summary>Replaces the certificate for all later handshakes.</summary>
    public void Replace(KeyPair pair) => _context = ContextOf(pair);

    // Offline: missing certificates of the chain are not downloaded.
    private static SslStreamCertificateContext ContextOf(KeyPair pair) =>
        SslStreamCertificateContext.Create(pair.Certificate, pair.Intermediates, offline: true);
}
