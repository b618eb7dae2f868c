using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Tls;

/// <summary>A Postfix that sends only over TLS.</summary>
public sealed class PostfixTlsTests
{
    private const string Mail = "From: <alice@example.net>\r\nTo: <bob@example.test>\r\nSubject: byte for byte\r\n\r\n..a dot\r\nGr\u00c3\u00bc\u00c3\u009fe   \r\n\r\n";

    [Fact]
    public async Task A_message_is_deferred_over_TLS_and_passes_over_TLS_byte_for_byte()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port).WithTls());
        using var sender = PostfixInstance.SendingEncrypted(to: program.SmtpPort);

        using var client = await SmtpClientSocket.Greeted(sender.Port);
        await client.Say("MAIL FROM:<alice@example.net> BODY=8BITMIME", "250");
        await client.Say("RCPT TO:<bob@example.test>", "250");
        await client.Say("DATA", "354");
        await client.SendBytes(Mail + ".\r\n");
        await client.Expect("250");

        var message = await recorder.MessageFor("bob@example.test", PostfixInstance.Patience);
        Assert.EndsWith(Mail[Mail.IndexOf("\r\nSubject", StringComparison.Ordinal)..], Text.Of(message.Wire), StringComparison.Ordinal);
        await Eventually.Holds("the deferral and the delivery in its log", () => sender.Log is var log
            && log.Contains("451 4.7.1 Please try again later", StringComparison.Ordinal)
            && log.Contains("status=sent", StringComparison.Ordinal)
            && log.Contains("TLS connection established to 127.0.0.1", StringComparison.Ordinal));
    }
}
