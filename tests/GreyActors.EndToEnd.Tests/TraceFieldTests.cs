using System.Text.RegularExpressions;
using GreyActors.EndToEnd.Tests.Harness;
using MailKit.Security;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Security;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>The added header fields are correct, and nothing else of a mail changes.</summary>
public sealed class TraceFieldTests(TraceFieldTests.Peers peers) : IClassFixture<TraceFieldTests.Peers>
{
    private const string Mail = "Subject: x\r\nReceived: from elsewhere\r\n\r\n..body\r\n";

    private static readonly AsymmetricCipherKeyPair Key = NewKey();

    [Fact]
    public async Task The_header_field_has_the_delay_of_a_deferred_mail_and_none_for_a_known_triplet()
    {
        using var client = await peers.Stranger();
        await Eventually.Holds("the retry that passes", async () =>
        {
            await client.Say("MAIL FROM:<a@example.net>", "250");
            var passed = (await client.Say("RCPT TO:<delayed@example.test>")).Code == 250;
            if (!passed)
                await client.Say("RSET", "250");
            return passed;
        });
        await client.Say("RCPT TO:<postmaster@example.test>", "250");
        await client.Say("DATA", "354");
        await client.SendBytes(Mail + ".\r\n");
        await client.Expect("250");
        AssertFields(await peers.Recorder.MessageFor("delayed@example.test"), "delayed [1-9][0-9]* seconds");

        await client.Deliver("a@example.net", "delayed@example.test", Mail);
        await Eventually.Holds("the second mail", () => peers.Recorder.Delivered.Count(message => message.IsFor("delayed@example.test")) == 2);
        AssertFields(peers.Recorder.Delivered.Last(message => message.IsFor("delayed@example.test")), @"not delayed \(known triplet\)");
    }

    [Fact]
    public async Task The_signature_of_a_message_stays_valid()
    {
        var message = new MimeMessage
        {
            Subject = "signed",
            Body = new TextPart("plain") { Text = "..dots\r\nblanks  \r\n\r\n\r\n" },
        };
        message.From.Add(MailboxAddress.Parse("a@example.net"));
        message.To.Add(MailboxAddress.Parse("signed@example.test"));
        var signer = new DkimSigner(Key.Private, "example.net", "test")
        {
            HeaderCanonicalizationAlgorithm = DkimCanonicalizationAlgorithm.Simple,
            BodyCanonicalizationAlgorithm = DkimCanonicalizationAlgorithm.Simple,
        };
        message.Prepare(EncodingConstraint.SevenBit);
        signer.Sign(message, [HeaderId.From, HeaderId.To, HeaderId.Subject, HeaderId.Date, HeaderId.MessageId]);
        using var client = new MailKit.Net.Smtp.SmtpClient();
        client.LocalEndPoint = new System.Net.IPEndPoint(System.Net.IPAddress.Parse(GreyActorsConfiguration.AllowedSender), 0);
        await client.ConnectAsync("127.0.0.1", peers.Program.SmtpPort, SecureSocketOptions.None);
        await client.SendAsync(message);

        var received = (await peers.Recorder.MessageFor("signed@example.test")).Content();
        var arrived = await MimeMessage.LoadAsync(new MemoryStream(received));
        Assert.Equal(["Received", "X-Greylist", "DKIM-Signature"], arrived.Headers.Take(3).Select(header => header.Field));
        Assert.StartsWith("not delayed (the client may send to any domain)\tby GreyActors at mx.example.test;", arrived.Headers["X-Greylist"]!.ReplaceLineEndings(""), StringComparison.Ordinal);
        var verifier = new DkimVerifier(new KeyOf(Key.Public));
        Assert.True(await verifier.VerifyAsync(arrived, arrived.Headers.First(header => header.Id == HeaderId.DkimSignature)));

        received[^5] ^= 1;
        var spoilt = await MimeMessage.LoadAsync(new MemoryStream(received));
        Assert.False(await verifier.VerifyAsync(spoilt, spoilt.Headers.First(header => header.Id == HeaderId.DkimSignature)));
    }

    private static void AssertFields(ReceivedMessage message, string delay)
    {
        var wire = Text.Of(message.Wire);
        var date = @"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000";
        var fields = Regex.Match(
            wire,
            $@"\AReceived: from client\.example\.org \(\[127\.0\.0\.1\]\)\r\n\tby mx\.example\.test \(GreyActors\) with ESMTP;\r\n\t{date}\r\n"
            + $@"X-Greylist: {delay}\r\n\tby GreyActors at mx\.example\.test;\r\n\t{date}\r\n");
        Assert.True(fields.Success, wire);
        Assert.Equal(Mail, wire[fields.Length..]);
    }

    private static AsymmetricCipherKeyPair NewKey()
    {
        var generator = new RsaKeyPairGenerator();
        generator.Init(new KeyGenerationParameters(new SecureRandom(), 2048));
        return generator.GenerateKeyPair();
    }

    private sealed class KeyOf(AsymmetricKeyParameter key) : IDkimPublicKeyLocator
    {
        public AsymmetricKeyParameter LocatePublicKey(string methods, string domain, string selector, CancellationToken cancellationToken = default) => key;

        public Task<AsymmetricKeyParameter> LocatePublicKeyAsync(
            string methods, string domain, string selector, CancellationToken cancellationToken = default) => Task.FromResult(key);
    }

    /// <summary>One program that adds both fields and one backend for all tests.</summary>
    public sealed class Peers : ProgramAndBackend
    {
        /// <inheritdoc/>
        protected override GreyActorsConfiguration Configure(GreyActorsConfiguration configuration) =>
            // A slow store on a busy machine would admit the first mail without a wait.
            configuration.With("relay.received-header", "on").With("relay.greylist-header", "on").With("store.timeout", "60s");
    }
}
