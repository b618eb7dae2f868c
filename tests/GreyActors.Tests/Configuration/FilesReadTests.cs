using System.Security.Cryptography.X509Certificates;
using GreyActors.Configuration;
using GreyActors.Tests.Net;
using Xunit;

namespace GreyActors.Tests.Configuration;

public sealed class FilesReadTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("greyactors-files-");

    [Fact]
    public void Every_file_that_was_read_is_recorded_with_its_absolute_name()
    {
        Write("tls.conf", $$"""grey-actors.tls { certificate = "{{At("cert.pem")}}", key = "{{At("key.pem")}}" }""");
        Write("site.conf", """
            include "tls.conf"
            grey-actors { allowed-domains = ["example.com"] }

            """);
        Write("cert.pem", TestCertificates.Loopback.ExportCertificatePem());
        Write("key.pem", TestCertificates.Loopback.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());

        var loaded = ConfigurationLoader.Load(Path.GetRelativePath(Environment.CurrentDirectory, At("site.conf")), []);

        Assert.Empty(Configured.Errors(loaded));
        var valid = Assert.IsType<LoadedConfiguration.Valid>(loaded);
        Assert.Equal<string>([At("cert.pem"), At("key.pem"), At("site.conf"), At("tls.conf")], valid.Files);
        Assert.Equal<string>([At("cert.pem"), At("key.pem")], valid.Named);
    }

    [Fact]
    public void Every_pair_of_a_list_is_checked_with_its_line()
    {
        Write("cert.pem", TestCertificates.Loopback.ExportCertificatePem());
        Write("other.pem", TestCertificates.Elsewhere.ExportCertificatePem());
        Write("key.pem", TestCertificates.Loopback.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        Write("site.conf", $$"""
            grey-actors.allowed-domains = ["example.com"]
            grey-actors.tls.certificates = [
              { certificate = "{{At("cert.pem")}}", key = "{{At("key.pem")}}" }
              { certificate = "{{At("cert.pem")}}", key = "{{At("key.pem")}}" }
              {
                certificate = "{{At("other.pem")}}"
                key = "{{At("key.pem")}}"
              }
            ]
            """);

        var errors = Configured.Errors(ConfigurationLoader.Load(At("site.conf"), []));

        Assert.Equal(
            [
                $"{At("site.conf")}:4: tls.certificates[1].certificate: `{At("cert.pem")}` contains no DNS name (subjectAltName), so no client would get it",
                $"{At("site.conf")}:7: tls.certificates[2].key: `{At("key.pem")}` is not the key of `{At("other.pem")}`",
            ],
            errors.Select(error => error.ToString()));
    }

    [Fact]
    public void A_missing_file_is_recorded()
    {
        Write("site.conf", """
            include "missing.conf"
            grey-actors { allowed-domains = ["example.com"], relay { tls = verify, tls-ca-file = "/no/such/ca.pem" } }
            """);

        var loaded = ConfigurationLoader.Load(At("site.conf"), []);

        Assert.IsType<LoadedConfiguration.Invalid>(loaded);
        Assert.Equal<string>(["/no/such/ca.pem", At("missing.conf"), At("site.conf")], loaded.Files.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_state_of_a_file_is_recorded_before_reading()
    {
        Write("site.conf", "grey-actors { allowed-domains = [\"example.com\"] }");
        var loaded = ConfigurationLoader.Load(At("site.conf"), []);
        Assert.Equal(loaded.Stamps, loaded.Stamps.Now());

        File.AppendAllText(At("site.conf"), "# one more line\n");

        Assert.NotEqual(loaded.Stamps, loaded.Stamps.Now());
        Assert.Equal<string>([At("site.conf")], loaded.Stamps.Now().DifferentFrom(loaded.Stamps));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Write(string name, string text) => File.WriteAllText(At(name), text);

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
