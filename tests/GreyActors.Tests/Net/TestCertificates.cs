using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GreyActors.Tests.Net;

/// <summary>Certificates that sign themselves, made anew for each run.</summary>
internal static class TestCertificates
{
    /// <summary>For 127.0.0.1.</summary>
    public static readonly X509Certificate2 Loopback = Make("loopback", names => names.AddIpAddress(IPAddress.Loopback));

    /// <summary>For another host.</summary>
    public static readonly X509Certificate2 Elsewhere = Make("elsewhere", names => names.AddDnsName("elsewhere.example"));

    public static SslStreamCertificateContext Context(X509Certificate2 certificate) =>
        SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);

    private static X509Certificate2 Make(string name, Action<SubjectAlternativeNameBuilder> names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var builder = new SubjectAlternativeNameBuilder();
        names(builder);
        request.CertificateExtensions.Add(builder.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
