using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GreyActors.Tests.Net;

/// <summary>Self-signed certificates, created for each run.</summary>
internal static class TestCertificates
{
    /// <summary>For 127.0.0.1.</summary>
    public static readonly X509Certificate2 Loopback = Of(
        ECDsa.Create(ECCurve.NamedCurves.nistP256), "loopback", names => names.AddIpAddress(IPAddress.Loopback));

    /// <summary>For another host.</summary>
    public static readonly X509Certificate2 Elsewhere = Of(
        ECDsa.Create(ECCurve.NamedCurves.nistP256), "elsewhere", names => names.AddDnsName("elsewhere.example"));

    public static SslStreamCertificateContext Context(X509Certificate2 certificate) =>
        SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);

    public static X509Certificate2 Of(ECDsa key, string name = "test", Action<SubjectAlternativeNameBuilder>? naming = null) =>
        Make(new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256), naming);

    public static X509Certificate2 Of(RSA key) =>
        Make(new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), naming: null);

    private static X509Certificate2 Make(CertificateRequest request, Action<SubjectAlternativeNameBuilder>? naming)
    {
        if (naming is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            naming(names);
            request.CertificateExtensions.Add(names.Build());
        }

        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
