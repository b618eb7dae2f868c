using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>The boundaries of packets have no meaning (RFC 5321 2.3.8, RFC 2920).</summary>
public sealed class FramingTests(FramingTests.Peers peers) : IClassFixture<FramingTests.Peers>
{
    [Fact]
    public async Task Pipelined_commands_are_answered_in_order()
    {
        using var client = await peers.AllowedClient();
        await client.SendBytes(
            "MAIL FROM:<a@example.net>\r\nRCPT TO:<pipe1@example.test>\r\nVRFY x\r\nRCPT TO:<pipe2@example.test>\r\nHELP\r\nDATA\r\n");
        await client.Play("""
            S: 250
            S: 250
            S: 252
            S: 250
            S: 214
            S: 354
            """);
        // One packet with the end of one transaction and the next one up to DATA.
        await client.SendBytes("one\r\n.\r\nMAIL FROM:<a@example.net>\r\nRCPT TO:<pipe3@example.test>\r\nDATA\r\n");
        await client.Play("""
            S: 250 2.0.0 Ok: queued as
            S: 250
            S: 250
            S: 354
            """);
        await client.SendBytes("two\r\n.\r\nQUIT\r\n");
        await client.Play("""
            S: 250 2.0.0 Ok: queued as
            S: 221
            """);
        Assert.Equal("one\r\n", Text.Of((await peers.Recorder.MessageFor("pipe2@example.test")).Wire));
        Assert.Equal("two\r\n", Text.Of((await peers.Recorder.MessageFor("pipe3@example.test")).Wire));
    }

    [Fact]
    public async Task Each_pipelined_recipient_gets_its_own_verdict_in_order()
    {
        using var client = await peers.Stranger();
        await client.SendBytes("MAIL FROM:<a@example.net>\r\nRCPT TO:<v1@example.test>\r\nRCPT TO:<v2@example.com>\r\nRCPT TO:<v3@example.test>\r\nDATA\r\nNOOP\r\n");
        await client.Play("""
            S: 250
            S: 451 4.7.1 Please try again later
            S: 550 5.7.1
            S: 451 4.7.1 Please try again later
            """);
        Assert.InRange((await client.Reply()).Code, 400, 599);
        await client.Expect("250");
    }

    [Fact]
    public async Task A_session_sent_byte_by_byte_has_the_same_replies_as_in_one_piece()
    {
        using var client = await peers.AllowedClient();
        await ByteByByte(client, "MAIL FROM:<a@example.net>\r\nRCPT TO:<bytes@example.test>\r\nDATA\r\n");
        await client.Play("""
            S: 250
            S: 250
            S: 354
            """);
        await ByteByByte(client, "..\r\n.x\r\nlast\r\n.\r\nNOOP\r\n");
        await client.Play("""
            S: 250 2.0.0 Ok: queued as
            S: 250
            """);
        Assert.Equal("..\r\n.x\r\nlast\r\n", Text.Of((await peers.Recorder.MessageFor("bytes@example.test")).Wire));
    }

    [Fact]
    public async Task Commands_and_mail_data_split_at_any_byte_have_the_same_result_as_in_one_piece()
    {
        const string commands = "MAIL FROM:<a@example.net>\r\nRCPT TO:<cut@example.test>\r\nDATA\r\n";
        const string mail = "x\r\n..\r\n.\r\nRSET\r\n";
        using var client = await peers.AllowedClient();
        for (var cut = 1; cut < commands.Length; cut++)
        {
            var cutMail = cut % (mail.Length - 1) + 1;
            await client.SendBytes(commands[..cut]);
            await client.SendBytes(commands[cut..]);
            await client.Play("""
                S: 250
                S: 250
                S: 354
                """);
            await client.SendBytes(mail[..cutMail]);
            await client.SendBytes(mail[cutMail..]);
            await client.Play("""
                S: 250 2.0.0 Ok: queued as
                S: 250
                """);
        }

        var delivered = peers.Recorder.Delivered.Where(message => message.IsFor("cut@example.test")).ToList();
        Assert.Equal(commands.Length - 1, delivered.Count);
        Assert.All(delivered, message => Assert.Equal("x\r\n..\r\n", Text.Of(message.Wire)));
    }

    private static async Task ByteByByte(SmtpClientSocket client, string text)
    {
        foreach (var octet in Text.Bytes(text))
            await client.SendBytes(new[] { octet });
    }

    /// <summary>One program and one backend for all tests.</summary>
    public sealed class Peers : ProgramAndBackend;
}
