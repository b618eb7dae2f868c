using System.Net.Security;
using Akka.Event;
using GreyActors.Configuration;
using GreyActors.Net;
using GreyActors.Observability;

namespace GreyActors.Hosting;

/// <summary>The certificate for TLS handshakes with clients: read by all sessions, replaced by a reload, absent until a configuration has one.</summary>
/// <remarks>A handshake in progress keeps its certificate, and an encrypted session does not need one.</remarks>
internal sealed class ServedCertificate(TimeProvider time, ILoggingAdapter log)
{
    private volatile SslStreamCertificateContext? _context;

    /// <summary>Uses <paramref name="pair"/> for the handshakes to come, those of open sessions too: the old certificate may be about to expire.</summary>
    public void Serve(KeyPair? pair)
    {
        if (pair is null)
            return;
        _context = ContextOf(pair);
        var (from, to) = (pair.Certificate.NotBefore.ToUniversalTime(), pair.Certificate.NotAfter.ToUniversalTime());
        var now = time.GetUtcNow().UtcDateTime;
        if (now < from || now > to)
            log.Warning(LogLines.CertificateNotValid, pair.Certificate.Subject, from, to);
        else
            log.Info(LogLines.CertificateServed, pair.Certificate.Subject, to);
    }

    /// <summary>TLS for the sessions of a configuration; null when it has no certificate.</summary>
    public TlsServerSettings? SettingsFor(RunningConfiguration running)
    {
        var tls = running.Settings.Tls;
        return running.Pair is null || _context is null ? null : new TlsServerSettings(() => _context, tls.Protocols, tls.HandshakeTimeout);
    }

    // Offline: missing certificates of the chain are not downloaded.
    private static SslStreamCertificateContext ContextOf(KeyPair pair) =>
        SslStreamCertificateContext.Create(pair.Certificate, pair.Intermediates, offline: true);
}
