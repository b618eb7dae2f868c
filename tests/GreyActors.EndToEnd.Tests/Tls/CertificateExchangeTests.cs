using System.Security.Cryptography.X509Certificates;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Tls;

/// <summary>A certificate is renewed while the program runs.</summary>
public sealed class CertificateExchangeTests
{
    [Fact]
    public async Task A_session_continues_while_the_certificate_is_replaced_and_the_next_handshake_uses_the_new_one()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port).WithTls());
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        await client.StartTls();
        await client.Say("EHLO inside.example.org", "250");
        await client.Say("MAIL FROM:<a@example.net>", "250");

        var renewed = PemPair.Write(program["cert.pem"], program["key.pem"], "mx.example.test");

        await Eventually.Holds("the new certificate", async () => await Shown(program) == renewed.Thumbprint);
        await client.Say("RCPT TO:<through@example.test>", "250");
        await client.Say("DATA", "354");
        await client.SendBytes("x\r\n.\r\n");
        await client.Expect("250");
    }

    [Fact]
    public async Task A_certificate_behind_a_swapped_link_is_reloaded()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port).WithTls());
        var renewed = PemPair.Write(program["cert2.pem"], program["key2.pem"], "mx.example.test");

        foreach (var name in new[] { "key", "cert" })
        {
            File.CreateSymbolicLink(program[$"{name}.link"], $"{name}2.pem");
            File.Move(program[$"{name}.link"], program[$"{name}.pem"], overwrite: true);
        }

        await Eventually.Holds("the new certificate", async () => await Shown(program) == renewed.Thumbprint);
    }

    [Fact]
    public async Task An_invalid_new_pair_is_reported_once_and_the_old_one_is_kept()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port).WithTls());
        var before = await Shown(program);

        await File.WriteAllTextAsync(program["key.pem"], "no key");

        await Eventually.Holds("the complaint", () => program.Output.Contains("tls.key: `key.pem` does not match `cert.pem`", StringComparison.Ordinal));
        Assert.Equal(before, await Shown(program));
    }

    [Fact]
    public async Task The_requested_name_selects_the_certificate_and_each_of_them_is_renewed()
    {
        using var folder = new TemporaryFolder("certificates");
        var (certificate, key) = (folder["second.pem"], folder["second.key"]);
        using var second = PemPair.Write(certificate, key, "*.example.net");
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port).WithTls()
            .With("tls.certificates", $$"""[{ certificate = "{{certificate}}", key = "{{key}}" }]"""));
        var first = await Shown(program);

        Assert.Equal(second.Thumbprint, await Shown(program, "mx.example.net"));
        Assert.Equal(first, await Shown(program, "mx.example.org"));
        Assert.Contains("*.example.net", GreyActorsProcess.Command("status", "--url", $"http://127.0.0.1:{program.IntrospectionPort}").Output, StringComparison.Ordinal);
        using var renewed = PemPair.Write(certificate, key, "*.example.net");

        await Eventually.Holds("the renewed certificate", async () => await Shown(program, "mx.example.net") == renewed.Thumbprint);
        Assert.Equal(first, await Shown(program));
    }

    private static async Task<string> Shown(GreyActorsProcess program, string host = "mx.example.test")
    {
        using var client = await SmtpClientSocket.Connect(program.SmtpsPort);
        using var certificate = new X509Certificate2(await client.Secure(host));
        return certificate.Thumbprint;
    }
}
