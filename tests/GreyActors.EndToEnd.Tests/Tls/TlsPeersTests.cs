using System.Text.RegularExpressions;
using GreyActors.EndToEnd.Tests.Harness;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Tls;

/// <summary>TLS with other programs as clients.</summary>
public sealed class TlsPeersTests(TlsPeersTests.Peers peers) : IClassFixture<TlsPeersTests.Peers>
{
    [Theory]
    [InlineData("-tls1_2", "TLSv1.2")]
    [InlineData("-tls1_3", "TLSv1.3")]
    public void OpenSSL_verifies_the_certificate_after_STARTTLS(string version, string protocol)
    {
        var result = SClient(peers.Program.SmtpPort, "-starttls", "smtp", version, "-CAfile", peers.Program["cert.pem"], "-verify_return_error");

        Assert.Contains("Verification: OK", result.Output, StringComparison.Ordinal);
        Assert.Contains($"New, {protocol}, Cipher is ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenSSL_speaks_TLS_from_the_start()
    {
        var result = SClient(peers.Program.SmtpsPort, "-CAfile", peers.Program["cert.pem"], "-verify_return_error");

        Assert.Contains("Verification: OK", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-tls1_1")]
    [InlineData("-tls1")]
    public void Obsolete_TLS_versions_are_refused(string version)
    {
        var result = SClient(peers.Program.SmtpPort, "-starttls", "smtp", version, "-cipher", "DEFAULT:@SECLEVEL=0");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("alert protocol version", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_reason_for_which_a_client_rejects_the_certificate_is_in_the_log()
    {
        var result = SClient(peers.Program.SmtpsPort, "-tls1_3", "-verify_return_error");

        Assert.NotEqual(0, result.ExitCode);
        await Eventually.Holds("the reason", () => peers.Program.Output.Split('\n').Any(line =>
            line.Contains("no TLS: ", StringComparison.Ordinal) && line.Contains("unknown ca", StringComparison.Ordinal)), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Renegotiation_is_refused()
    {
        var result = Command.Run(
            "sh", "-c", $"printf 'R\\n' | openssl s_client -starttls smtp -tls1_2 -connect 127.0.0.1:{peers.Program.SmtpPort} 2>&1");

        // The client is disconnected. A completed handshake would show the certificate a second time.
        Assert.NotEqual(0, result.ExitCode);
        var begun = result.Output.IndexOf("RENEGOTIATING", StringComparison.Ordinal);
        Assert.InRange(begun, 0, int.MaxValue);
        Assert.DoesNotContain("depth=0", result.Output[begun..], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--tls", false)]
    [InlineData("--tls-on-connect", true)]
    public async Task Swaks_is_deferred_and_later_delivers(string option, bool implicitTls)
    {
        var recipient = $"swaks{option}@example.test";
        var port = implicitTls ? peers.Program.SmtpsPort : peers.Program.SmtpPort;
        CommandResult Swaks() => Command.Run("swaks", "--server", "127.0.0.1", "--port", $"{port}", option, "--from", "swaks@example.net", "--to", recipient);

        Assert.Contains("<~* 451 4.7.1 Please try again later", Swaks().Output, StringComparison.Ordinal);
        var passed = await Eventually.Find("the retry that passes", () => Swaks() is { ExitCode: 0 } later ? later : null);

        Assert.Contains("=== TLS started with cipher TLSv1.3:", passed.Output, StringComparison.Ordinal);
        var message = await peers.Recorder.MessageFor(recipient);
        Assert.Contains("with ESMTPS;", Text.Of(message.Wire), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SecureSocketOptions.StartTls)]
    [InlineData(SecureSocketOptions.SslOnConnect)]
    public async Task MailKit_delivers_three_megabytes_unchanged(SecureSocketOptions how)
    {
        var recipient = $"{how}@example.test".ToLowerInvariant();
        var message = new MimeMessage(
            [new MailboxAddress("", "mailkit@example.net")],
            [new MailboxAddress("", recipient)],
            "unchanged",
            new TextPart("plain") { Text = string.Concat(Enumerable.Repeat(".a line of this and that\r\n", 120_000)), ContentTransferEncoding = ContentEncoding.SevenBit });
        using var client = new SmtpClient
        {
            LocalEndPoint = new System.Net.IPEndPoint(System.Net.IPAddress.Parse(GreyActorsConfiguration.AllowedSender), 0),
            ServerCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
        };

        await client.ConnectAsync("127.0.0.1", how == SecureSocketOptions.StartTls ? peers.Program.SmtpPort : peers.Program.SmtpsPort, how);
        Assert.True(client.IsEncrypted);
        await client.SendAsync(message);
        await client.DisconnectAsync(quit: true);

        var received = await peers.Recorder.MessageFor(recipient);
        Assert.EndsWith(Hash(message), HashBehindTrace(received), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_session_shows_its_version_and_cipher_in_the_tree_and_in_the_log()
    {
        using var client = await SmtpClientSocket.Greeted(peers.Program.SmtpPort);
        await client.StartTls();
        await client.Say("EHLO inside.example.org", "250");

        var tree = await peers.Program.Tree();

        var channel = Assert.Single(tree.OfKind("TlsChannel"));
        Assert.Equal(("tls", "Open"), (channel.Name, channel.Behaviour));
        await Eventually.Holds("the log tells of TLS", () => Regex.IsMatch(
            peers.Program.Output, @"client-\d+ \(127\.0\.0\.1:\d+\) uses TLSv1\.3 with TLS_\w+, asked for mx\.example\.test"));
    }

    private static CommandResult SClient(int port, params IEnumerable<string> arguments) =>
        Command.Run("openssl", ["s_client", "-connect", $"127.0.0.1:{port}", "-servername", "mx.example.test", .. arguments]);

    private static string Hash(MimeMessage message)
    {
        using var bytes = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(format, bytes);
        return Text.Hash(bytes.ToArray());
    }

    // The Received field is the first one, of three lines.
    private static string HashBehindTrace(ReceivedMessage message)
    {
        var content = Text.Of(message.Content());
        Assert.StartsWith("Received: ", content, StringComparison.Ordinal);
        var end = content.IndexOf("\r\nFrom: ", StringComparison.Ordinal) + 2;
        return Text.Hash(Text.Bytes(content[end..]));
    }

    /// <summary>One program with TLS for all tests.</summary>
    public sealed class Peers : ProgramAndBackend
    {
        /// <inheritdoc/>
        protected override GreyActorsConfiguration Configure(GreyActorsConfiguration configuration) =>
            configuration.WithTls().With("relay.received-header", "on");
    }
}
