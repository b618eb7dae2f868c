using System.Net.Security;
using GreyActors.Configuration;

namespace GreyActors.Mail;

/// <summary>The certificate that handshakes are made with: read by all sessions, replaced by <see cref="CertificateKeeper"/>.</summary>
/// <remarks>A handshake that has begun keeps the one it began with, and a session that is secured needs none any more.</remarks>
public sealed class ServedCertificate
{
    private volatile Serving _serving;

    private ServedCertificate(KeyPair pair) => _serving = new Serving(pair);

    /// <summary>What the TLS library wants to have of it.</summary>
    public SslStreamCertificateContext Context => _serving.Context;

    /// <summary>The pair.</summary>
    public KeyPair Pair => _serving.Pair;

    /// <summary>Reads the files; null where there is to be no TLS.</summary>
    /// <exception cref="IOException">They were good when the configuration was checked, and are not any more.</exception>
    public static ServedCertificate? Of(TlsSettings settings)
    {
        if (!settings.Offered)
            return null;
        return KeyPair.TryRead(settings.Certificate, settings.Key, out var pair, out var problem)
            ? new ServedCertificate(pair)
            : throw new IOException(problem.What);
    }

    /// <summary>From now on handshakes are made with this one.</summary>
    public void Replace(KeyPair pair) => _serving = new Serving(pair);

    // Offline: what is missing of the chain is not fetched from the net.
    private sealed record Serving(KeyPair Pair)
    {
        public SslStreamCertificateContext Context { get; } = SslStreamCertificateContext.Create(Pair.Certificate, Pair.Intermediates, offline: true);
    }
}
