using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>A certificate authority of one test, which signs what it is asked to.</summary>
public sealed class CertificateAuthority : IDisposable
{
    private readonly TemporaryFolder _folder = new("certificates");
    private readonly X509Certificate2 _root;

    /// <summary>Makes its own certificate.</summary>
    public CertificateAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Test Authority {Guid.NewGuid():N}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-100), DateTimeOffset.UtcNow.AddDays(100));
        Root = _folder["root.pem"];
        File.WriteAllText(Root, _root.ExportCertificatePem());
    }

    /// <summary>The file with its own certificate.</summary>
    public string Root { get; }

    /// <summary>Signs a certificate for this host, which has expired when it is to have.</summary>
    public CertificateFiles Sign(string host, bool expired = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        var until = DateTimeOffset.UtcNow.AddDays(expired ? -1 : 30);
        using var signed = request.Create(_root, until.AddDays(-40), until, RandomNumberGenerator.GetBytes(8));
        var name = Guid.NewGuid().ToString("N");
        var files = new CertificateFiles(_folder[$"{name}.pem"], _folder[$"{name}.key"]);
        File.WriteAllText(files.Certificate, signed.ExportCertificatePem());
        File.WriteAllText(files.Key, key.ExportPkcs8PrivateKeyPem());
        return files;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _root.Dispose();
        _folder.Dispose();
    }
}
