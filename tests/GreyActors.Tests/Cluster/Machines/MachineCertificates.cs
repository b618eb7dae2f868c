using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GreyActors.Configuration;

namespace GreyActors.Tests.Cluster.Machines;

/// <summary>An authority of a cluster, and the certificates that it signs.</summary>
internal sealed class MachineCertificates : IDisposable
{
    private static readonly DateTimeOffset Since = DateTimeOffset.UtcNow.AddDays(-2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("greyactors-machines-");
    private readonly X509Certificate2 _authority = Authority();
    private int _made;

    /// <summary>The certificates of the authority.</summary>
    public X509Certificate2Collection Roots => [_authority];

    /// <summary>The files of a machine with a certificate of this authority.</summary>
    public ClusterTlsSettings Machine() => SettingsOf(Sign());

    /// <summary>Files with any certificate, and this authority.</summary>
    public ClusterTlsSettings SettingsOf(X509Certificate2 certificate)
    {
        var name = Path.Combine(_folder.FullName, $"machine-{++_made}");
        File.WriteAllText($"{name}.pem", certificate.ExportCertificatePem());
        File.WriteAllText($"{name}.key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText($"{name}.authority", _authority.ExportCertificatePem());
        return new ClusterTlsSettings($"{name}.pem", $"{name}.key", $"{name}.authority") { Roots = Roots };
    }

    /// <summary>A certificate of this authority.</summary>
    public X509Certificate2 Sign(bool isAuthority = false, DateTimeOffset? until = null, params string[] usages)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=machine", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, hasPathLengthConstraint: false, 0, critical: true));
        var all = new OidCollection();
        foreach (var usage in usages)
            all.Add(new Oid(usage));
        if (usages.Length > 0)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(all, critical: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(_authority, Since, until ?? DateTimeOffset.UtcNow.AddDays(1), Guid.NewGuid().ToByteArray());
        return certificate.CopyWithPrivateKey(key);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority of a cluster", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(Since, DateTimeOffset.UtcNow.AddDays(2));
    }
}
