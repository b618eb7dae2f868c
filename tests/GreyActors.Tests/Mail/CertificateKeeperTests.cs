using System.Security.Cryptography.X509Certificates;
using Akka.TestKit.Xunit2;
using GreyActors.Configuration;
using GreyActors.Mail;
using GreyActors.Tests.Net;
using Xunit;

namespace GreyActors.Tests.Mail;

public sealed class CertificateKeeperTests : TestKit
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("greyactors-certificate-");
    private readonly TlsSettings _settings;

    public CertificateKeeperTests()
        : base("akka.loglevel = INFO")
    {
        _settings = TlsSettings.None with { Certificate = At("cert.pem"), Key = At("key.pem") };
        Write(TestCertificates.Loopback);
    }

    [Fact]
    public void What_is_new_in_the_files_is_served_and_told()
    {
        var served = ServedCertificate.Of(_settings)!;
        var before = served.Context;
        EventFilter.Info(contains: "CN=loopback").ExpectOne(() => Keep(served));

        EventFilter.Info(contains: "CN=elsewhere").ExpectOne(() => Write(TestCertificates.Elsewhere));

        Assert.Equal(TestCertificates.Elsewhere.Thumbprint, served.Pair.Certificate.Thumbprint);
        Assert.NotSame(before, served.Context);
    }

    [Fact]
    public void A_file_that_is_written_again_as_it_was_changes_nothing()
    {
        var served = ServedCertificate.Of(_settings)!;
        var before = served.Context;
        Keep(served);

        Write(TestCertificates.Loopback);
        File.Delete(At("key.pem"));
        EventFilter.Error(contains: "The old certificate is kept").ExpectOne(() => { });

        Assert.Same(before, served.Context);
    }

    [Fact]
    public void A_broken_pair_is_complained_of_once_and_the_old_one_is_served()
    {
        var served = ServedCertificate.Of(_settings)!;
        Keep(served);

        EventFilter.Error(contains: "The old certificate is kept").ExpectOne(() => File.WriteAllText(At("key.pem"), "no key"));
        EventFilter.Error().Expect(0, TimeSpan.FromMilliseconds(200), () => { });

        Assert.Equal(TestCertificates.Loopback.Thumbprint, served.Pair.Certificate.Thumbprint);
        EventFilter.Info(contains: "CN=elsewhere").ExpectOne(() => Write(TestCertificates.Elsewhere));
    }

    [Fact]
    public void A_certificate_that_is_not_valid_any_more_is_warned_of()
    {
        var served = ServedCertificate.Of(_settings)!;

        EventFilter.Warning(contains: "CN=loopback").ExpectOne(() => Sys.ActorOf(
            CertificateKeeper.Props(_settings, served, new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow.AddDays(2)), Interval)));
    }

    [Fact]
    public void Without_a_certificate_there_is_none_to_be_served() => Assert.Null(ServedCertificate.Of(TlsSettings.None));

    [Fact]
    public void Files_that_went_bad_since_the_configuration_was_checked_are_an_error()
    {
        File.Delete(At("cert.pem"));

        Assert.Contains("cert.pem", Assert.Throws<IOException>(() => ServedCertificate.Of(_settings)).Message, StringComparison.Ordinal);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _folder.Delete(recursive: true);
    }

    private void Keep(ServedCertificate served) => Sys.ActorOf(CertificateKeeper.Props(_settings, served, TimeProvider.System, Interval));

    // The key first, so that for a moment the two do not fit, as when somebody copies them.
    private void Write(X509Certificate2 certificate)
    {
        File.WriteAllText(At("key.pem"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(At("cert.pem"), certificate.ExportCertificatePem());
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
