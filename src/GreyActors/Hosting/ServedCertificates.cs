using System.Collections.Immutable;
using System.Net.Security;
using Akka.Event;
using GreyActors.Configuration;
using GreyActors.Net;
using GreyActors.Observability;

namespace GreyActors.Hosting;

/// <summary>The certificates for TLS handshakes with clients: read by all sessions, replaced by a reload, absent until a configuration has one.</summary>
/// <remarks>A handshake in progress keeps its certificate, and an encrypted session does not need one.</remarks>
internal sealed class ServedCertificates(TimeProvider time, ILoggingAdapter log)
{
    private volatile ServerCertificates? _table;
    private ImmutableDictionary<string, SslStreamCertificateContext> _served = ImmutableDictionary<string, SslStreamCertificateContext>.Empty;

    /// <summary>Uses <paramref name="pairs"/> for the handshakes to come, those of open sessions too: the old certificates may be about to expire.</summary>
    public void Serve(ImmutableArray<KeyPair> pairs)
    {
        if (pairs.IsEmpty)
            return;
        var served = ImmutableDictionary.CreateBuilder<string, SslStreamCertificateContext>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            if (served.ContainsKey(pair.Fingerprint))
                continue;
            if (!_served.TryGetValue(pair.Fingerprint, out var context))
            {
                context = ContextOf(pair);
                Report(pair);
            }

            served.Add(pair.Fingerprint, context);
        }

        _served = served.ToImmutable();
        StateMeters.RecordCertificates(pairs.Select(pair => (pair.Certificate.Subject, new DateTimeOffset(pair.Certificate.NotAfter.ToUniversalTime()))));
        _table = ServerCertificates.Of([.. pairs.Select(pair => (_served[pair.Fingerprint], pair.Names))]);
    }

    /// <summary>TLS for the sessions of a configuration; null when it has no certificate.</summary>
    public TlsServerSettings? SettingsFor(RunningConfiguration running)
    {
        var tls = running.Settings.Tls;
        return running.Pairs.IsEmpty || _table is null ? null : new TlsServerSettings(name => _table.For(name), tls.Protocols, tls.HandshakeTimeout);
    }

    private void Report(KeyPair pair)
    {
        var (from, to) = (pair.Certificate.NotBefore.ToUniversalTime(), pair.Certificate.NotAfter.ToUniversalTime());
        var now = time.GetUtcNow().UtcDateTime;
        if (now < from || now > to)
            log.Warning(LogLines.CertificateNotValid, pair.Certificate.Subject, from, to);
        else
            log.Info(LogLines.CertificateServed, pair.Certificate.Subject, to);
    }

    // Offline: missing certificates of the chain are not downloaded.
    private static SslStreamCertificateContext ContextOf(KeyPair pair) =>
        SslStreamCertificateContext.Create(pair.Certificate, pair.Intermediates, offline: true);
}
