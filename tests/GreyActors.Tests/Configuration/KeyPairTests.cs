using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GreyActors.Configuration;
using GreyActors.Tests.Net;
using Xunit;

namespace GreyActors.Tests.Configuration;

public sealed class KeyPairTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("greyactors-keys-");

    [Theory]
    [InlineData("EC")]
    [InlineData("RSA")]
    public void A_certificate_and_its_key_are_a_pair(string kind)
    {
        using AsymmetricAlgorithm key = kind == "EC" ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : RSA.Create(2048);
        using var certificate = kind == "EC" ? TestCertificates.Of((ECDsa)key) : TestCertificates.Of((RSA)key);

        var pair = Read(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());

        Assert.Equal((certificate.Thumbprint, true), (pair.Certificate.Thumbprint, pair.Certificate.HasPrivateKey));
        Assert.Empty(pair.Intermediates);
    }

    [Fact]
    public void Certificates_after_the_first_are_intermediates()
    {
        var pair = Read(
            $"{TestCertificates.Loopback.ExportCertificatePem()}\n{TestCertificates.Elsewhere.ExportCertificatePem()}\n", KeyOf(TestCertificates.Loopback));

        Assert.Equal(TestCertificates.Loopback.Thumbprint, pair.Certificate.Thumbprint);
        Assert.Equal(TestCertificates.Elsewhere.Thumbprint, Assert.Single(pair.Intermediates).Thumbprint);
    }

    [Fact]
    public void A_key_of_another_certificate_is_reported()
    {
        var problem = Problem(TestCertificates.Loopback.ExportCertificatePem(), KeyOf(TestCertificates.Elsewhere));

        Assert.True(problem.IsKey);
        Assert.Contains("key.pem", problem.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no key")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n")]
    public void A_file_without_a_key_is_reported(string key)
    {
        var problem = Problem(TestCertificates.Loopback.ExportCertificatePem(), key);

        Assert.True(problem.IsKey);
        Assert.Contains("key.pem", problem.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public void A_file_without_a_certificate_is_reported(string certificate)
    {
        var problem = Problem(certificate, KeyOf(TestCertificates.Loopback));

        Assert.False(problem.IsKey);
        Assert.Contains("cert.pem", problem.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_key_file_is_reported()
    {
        File.WriteAllText(At("cert.pem"), TestCertificates.Loopback.ExportCertificatePem());

        Assert.False(KeyPair.TryRead(At("cert.pem"), At("key.pem"), out _, out var problem));

        Assert.True(problem.IsKey);
        Assert.Contains("cannot be read", problem.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Different_files_have_different_fingerprints()
    {
        var one = Read(TestCertificates.Loopback.ExportCertificatePem(), KeyOf(TestCertificates.Loopback));
        var again = Read(TestCertificates.Loopback.ExportCertificatePem(), KeyOf(TestCertificates.Loopback));
        var other = Read(TestCertificates.Elsewhere.ExportCertificatePem(), KeyOf(TestCertificates.Elsewhere));

        Assert.Equal(one.Fingerprint, again.Fingerprint);
        Assert.NotEqual(one.Fingerprint, other.Fingerprint);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private KeyPair Read(string certificate, string key)
    {
        Write(certificate, key);
        Assert.True(KeyPair.TryRead(At("cert.pem"), At("key.pem"), out var pair, out var problem), problem?.What);
        return pair;
    }

    private KeyPairProblem Problem(string certificate, string key)
    {
        Write(certificate, key);
        Assert.False(KeyPair.TryRead(At("cert.pem"), At("key.pem"), out _, out var problem));
        return problem;
    }

    private void Write(string certificate, string key)
    {
        File.WriteAllText(At("cert.pem"), certificate);
        File.WriteAllText(At("key.pem"), key);
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private static string KeyOf(X509Certificate2 certificate) => certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();
}
