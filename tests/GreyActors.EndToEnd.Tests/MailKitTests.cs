using System.Globalization;
using GreyActors.EndToEnd.Tests.Harness;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>All mail data is relayed unchanged; the test compares hashes.</summary>
public sealed class MailKitTests(MailKitTests.Peers peers) : IClassFixture<MailKitTests.Peers>
{
    [Fact]
    public Task Eight_bit_content_arrives_unchanged() =>
        ArrivesUnchanged("eightbit@example.test", "Grüße, 世界, здравствуй\r\n", ContentEncoding.EightBit);

    [Fact]
    public Task Lines_that_begin_with_dots_arrive_unchanged() =>
        ArrivesUnchanged("dots@example.test", ".\r\n..\r\n...\r\n.a\r\n\r\n.\r\n\r\n.\r\n", ContentEncoding.SevenBit);

    [Fact]
    public Task Ten_megabytes_arrive_unchanged()
    {
        var random = new Random(10);
        var line = new char[75];
        var text = new System.Text.StringBuilder(10_000_000);
        while (text.Length < 10_000_000)
        {
            for (var i = 0; i < line.Length; i++)
                line[i] = ".abcdefghij klmnop0123456789"[random.Next(28)];

            text.Append(line).Append("x\r\n");
        }

        return ArrivesUnchanged("large@example.test", text.ToString(), ContentEncoding.SevenBit);
    }

    [Fact]
    public async Task Two_messages_go_through_one_connection()
    {
        using var client = await Connected();
        var first = Message("first@example.test", "one\r\n", ContentEncoding.SevenBit);
        var second = Message("second@example.test", "two\r\n", ContentEncoding.SevenBit);
        await client.SendAsync(first);
        await client.SendAsync(second);

        Assert.Equal(Hash(first), Text.Hash((await peers.Recorder.MessageFor("first@example.test")).Content()));
        Assert.Equal(Hash(second), Text.Hash((await peers.Recorder.MessageFor("second@example.test")).Content()));
        await client.DisconnectAsync(quit: true);
    }

    [Fact]
    public async Task Pipelining_is_offered_and_used()
    {
        using var client = await Connected();
        Assert.True(client.Capabilities.HasFlag(SmtpCapabilities.Pipelining), client.Capabilities.ToString());
        var message = Message("piped1@example.test", "piped\r\n", ContentEncoding.SevenBit);
        for (var i = 2; i <= 50; i++)
            message.To.Add(new MailboxAddress("", string.Create(CultureInfo.InvariantCulture, $"piped{i}@example.test")));

        var reply = await client.SendAsync(message);
        var delivered = await peers.Recorder.MessageFor("piped50@example.test");
        Assert.Equal(50, delivered.Recipients.Count);
        Assert.Contains("Ok: queued as", reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_client_gets_the_deferral_with_its_code_and_text()
    {
        using var client = await Connected(from: "127.0.0.1");
        var refusal = await Assert.ThrowsAsync<SmtpCommandException>(() =>
            client.SendAsync(Message("deferred@example.test", "no\r\n", ContentEncoding.SevenBit)));
        Assert.Equal(451, (int)refusal.StatusCode);
        Assert.Contains("Please try again later", refusal.Message, StringComparison.Ordinal);
    }

    private async Task ArrivesUnchanged(string recipient, string text, ContentEncoding encoding)
    {
        using var client = await Connected();
        var message = Message(recipient, text, encoding);
        await client.SendAsync(message);
        var received = await peers.Recorder.MessageFor(recipient);
        Assert.Equal(Hash(message), Text.Hash(received.Content()));
        await client.DisconnectAsync(quit: true);
    }

    private async Task<SmtpClient> Connected(string from = GreyActorsConfiguration.AllowedSender)
    {
        var client = new SmtpClient { LocalEndPoint = new System.Net.IPEndPoint(System.Net.IPAddress.Parse(from), 0), LocalDomain = "mailkit.example.net" };
        await client.ConnectAsync("127.0.0.1", peers.Program.SmtpPort, SecureSocketOptions.None);
        return client;
    }

    private static MimeMessage Message(string recipient, string text, ContentEncoding encoding) => new(
        [new MailboxAddress("", "mailkit@example.net")],
        [new MailboxAddress("", recipient)],
        "unchanged",
        new TextPart("plain") { Text = text, ContentTransferEncoding = encoding })
    {
        MessageId = $"{recipient}.example.net",
    };

    private static string Hash(MimeMessage message)
    {
        using var bytes = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(format, bytes);
        return Text.Hash(bytes.ToArray());
    }

    /// <summary>One program and one backend for all tests.</summary>
    public sealed class Peers : ProgramAndBackend;
}
