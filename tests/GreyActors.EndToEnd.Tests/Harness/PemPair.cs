using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>A certificate that signs itself, and its key, as an ACME client would leave them: <c>cert.pem</c> and <c>key.pem</c>.</summary>
public static class PemPair
{
    /// <summary>Writes a new pair into a folder; returns the certificate.</summary>
    public static X509Certificate2 Write(TemporaryFolder folder, string host) => Write(folder["cert.pem"], folder["key.pem"], host);

    /// <summary>Writes a new pair; each file is replaced at one blow. The certificate is returned.</summary>
    public static X509Certificate2 Write(string certificateFile, string keyFile, string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        Replace(keyFile, key.ExportPkcs8PrivateKeyPem());
        Replace(certificateFile, certificate.ExportCertificatePem());
        return certificate;
    }

    private static void Replace(string file, string text)
    {
        File.WriteAllText(file + ".new", text);
        File.Move(file + ".new", file, overwrite: true);
    }
}
