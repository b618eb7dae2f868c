using System.Security.Cryptography.X509Certificates;

namespace GreyActors.Configuration;

/// <summary>Decides whether a certificate is one of a machine of the cluster: the authority of the cluster signed it, and nobody else counts.</summary>
/// <param name="roots">The certificates of <c>cluster.tls.authority</c>.</param>
/// <remarks>
/// The roots of the operating system do not count: any public authority could admit a stranger. The names in a certificate do not count either, because
/// every machine with a certificate of this authority has the same rights.
/// </remarks>
public sealed class MachineTrust(X509Certificate2Collection roots)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>The reason to refuse a certificate; null if it is good.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="others">Certificates that may be between it and the authority.</param>
    public string? WhyNot(X509Certificate2 certificate, X509Certificate2Collection others)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.ExtraStore.AddRange(others);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        // A chain must not cause a connection to an address that a stranger writes into a certificate.
        chain.ChainPolicy.DisableCertificateDownloads = true;
        if (!chain.Build(certificate))
            return string.Join("; ", chain.ChainStatus.Select(status => status.StatusInformation.Trim().TrimEnd('.')).Distinct());
        // The authority itself, or one below it, is no machine.
        if (certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(extension => extension.CertificateAuthority))
            return "it is the certificate of an authority, not of a machine";
        // Each machine both opens and accepts connections.
        var usages = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().SelectMany(extension => extension.EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>())
            .Select(usage => usage.Value).ToHashSet(StringComparer.Ordinal);
        return usages.Count == 0 || usages.IsSupersetOf([ServerAuthentication, ClientAuthentication])
            ? null
            : "its extended key usage needs both serverAuth and clientAuth, or must be absent";
    }
}
