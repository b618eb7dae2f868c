using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Hostile;

/// <summary>Commands that are not supported, other protocols, and clients with many errors.</summary>
public sealed class StrangeCommandTests(StrangeCommandTests.Peers peers) : IClassFixture<StrangeCommandTests.Peers>
{
    [Theory]
    [InlineData("XCLIENT ADDR=127.0.9.9 NAME=trusted.example.test")]
    [InlineData("XCLIENT LOGIN=admin")]
    [InlineData("xclient addr=[unavailable]")]
    [InlineData("XFORWARD NAME=trusted.example.test ADDR=127.0.9.9")]
    [InlineData("PROXY TCP4 127.0.9.9 127.0.0.1 1025 25")]
    [InlineData("AUTH LOGIN")]
    [InlineData("AUTH PLAIN AGFkbWluAHNlc2FtZQ==")]
    [InlineData("STARTTLS")]
    [InlineData("ETRN example.test")]
    [InlineData("EXPN staff")]
    [InlineData("TURN")]
    public async Task A_command_that_is_not_offered_is_refused_logged_and_not_passed_on(string command)
    {
        var verb = command.Split(' ')[0];
        using var client = await SmtpClientSocket.Connect(peers.Program.SmtpPort, "127.0.4.1");
        await client.Expect("220 ");
        // PROXY headers precede everything else.
        await client.Say(command, "502 5.5.1");
        await client.Say("EHLO client.example.org", "250");
        await client.Say(command, "502 5.5.1");
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say(command, "502 5.5.1");
        // It has made no client trusted.
        await client.Say("RCPT TO:<a@example.com>", "550 5.7.1");
        await Eventually.Holds("a line on the console", () => peers.Program.Output.Split('\n').Any(line =>
            line.Contains("127.0.4.1", StringComparison.Ordinal) && line.Contains(verb, StringComparison.Ordinal)));
        Assert.DoesNotContain(peers.Recorder.Commands, line => line.StartsWith(verb, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_password_sent_by_a_client_is_not_on_the_console()
    {
        using var client = await peers.Stranger();
        await client.Say("AUTH PLAIN c2VjcmV0LXBhc3N3b3Jk", "502");
        await client.Say("ETRN after.the.password", "502");
        await Eventually.Holds("both are logged", () => peers.Program.Output.Contains("ETRN", StringComparison.Ordinal));
        Assert.DoesNotContain("c2VjcmV0LXBhc3N3b3Jk", peers.Program.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BDAT 71 LAST\r\nMAIL FROM:<a@example.net>\r\nRCPT TO:<smuggled@example.test>\r\nDATA\r\n", "")]
    [InlineData("BDAT 71 LAST\r\n", "MAIL FROM:<a@example.net>\r\nRCPT TO:<smuggled@example.test>\r\nDATA\r\n")]
    [InlineData("bdat 71\r\nRSET\r\nMAIL FROM:<a@example.net>\r\nRCPT TO:<smuggled@example.test>\r\n", "DATA\r\n")]
    public async Task The_content_of_a_chunk_is_never_executed_as_commands(string first, string then)
    {
        using var client = await peers.AllowedClient();
        Assert.DoesNotContain("CHUNKING", (await client.Say("EHLO client.example.org", "250")).ToString(), StringComparison.Ordinal);
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say("RCPT TO:<chunk@example.test>", "250");

        await client.SendBytes(first);
        await client.Expect("554 5.5.1");
        await client.SendBytes(then);
        await client.ExpectEnd();

        Assert.DoesNotContain(peers.Recorder.Commands, line => line.Contains("smuggled", StringComparison.Ordinal) || line.Contains("BDAT", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(peers.Recorder.Delivered, message => message.IsFor("chunk@example.test"));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: mx.example.test\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: mx.example.test\r\nContent-Length: 60\r\n\r\nEHLO a\r\nMAIL FROM:<a@example.net>\r\n")]
    [InlineData("CONNECT mx.example.test:25 HTTP/1.1\r\n\r\n")]
    [InlineData("HEAD / HTTP/1.0\r\n\r\n")]
    [InlineData("OPTIONS * HTTP/1.1\r\n\r\n")]
    public async Task A_client_of_another_protocol_is_disconnected_at_its_first_line(string request)
    {
        using var client = await SmtpClientSocket.Connect(peers.Program.SmtpPort);
        await client.Expect("220 ");
        await client.SendBytes(request);
        await client.ExpectLast("554 5.5.0");
    }

    [Theory]
    // TLS 1.2 and 1.3 ClientHello beginnings, SSL 2, SSH, RDP, a SIP request, a Redis command, spaces.
    [InlineData("<16><03><01><02><00><01><00><01><fc><03><03>xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx<20><CRLF>")]
    [InlineData("<80><2e><01><00><02><00><15><00><00><00><10><LF>")]
    [InlineData("SSH-2.0-OpenSSH_9.2<CRLF>")]
    [InlineData("<03><00><00><13><0e><e0><00><00><00><00><00><01><00><08><00><03><00><00><00><LF>")]
    [InlineData("INVITE sip:a@example.test SIP/2.0<CRLF>")]
    [InlineData("*1<LF>")]
    [InlineData("   <CRLF>")]
    [InlineData("<09>EHLO a<CRLF>")]
    [InlineData(" EHLO a<CRLF>")]
    [InlineData("<CRLF>")]
    [InlineData("EHLO<CRLF>")]
    [InlineData("HELLO a<CRLF>")]
    [InlineData("EHLO a b<CRLF>")]
    [InlineData("MAIL<CRLF>")]
    [InlineData("DATA<CRLF>")]
    [InlineData("RCPT TO:<a@example.test><CRLF>")]
    public async Task A_line_that_is_not_a_command_or_comes_too_early_is_an_error_and_the_session_continues(string line)
    {
        using var client = await SmtpClientSocket.Connect(peers.Program.SmtpPort);
        await client.Expect("220 ");
        await client.SendBytes(Octets.Of(line));
        Assert.InRange((await client.Reply()).Code, 500, 503);
        await client.Say("RSET", "250");
        await client.Say("EHLO a", "250");
    }

    [Theory]
    [InlineData("BOGUS", 500)]
    [InlineData("RCPT TO:<a@example.test>", 503)]
    [InlineData("MAIL FROM:nobody", 501)]
    [InlineData("AUTH PLAIN AGEAYg==", 502)]
    [InlineData("", 500)]
    public async Task A_client_with_too_many_errors_gets_421_and_is_disconnected(string line, int code)
    {
        using var client = await peers.Stranger();
        for (var i = 0; i < 20; i++)
            Assert.Equal(code, (await client.Say(line)).Code);
        await client.Send(line);
        await client.ExpectLast("421 4.7.0");
    }

    [Fact]
    public async Task Endless_pipelined_errors_end_the_session()
    {
        using var client = await peers.Stranger();
        await client.SendBytes(string.Concat(Enumerable.Repeat("BOGUS\r\n", 1000)));
        for (var i = 0; i < 20; i++)
            await client.Expect("500");
        await client.ExpectLast("421 4.7.0");
    }

    [Fact]
    public async Task Refused_recipients_count_as_errors_and_a_delivered_mail_resets_the_count()
    {
        using var client = await peers.AllowedClient();
        for (var i = 0; i < 15; i++)
            await client.Say("BOGUS", "500");
        Assert.Equal(250, (await client.Deliver("a@example.net", "forgiven@example.test", "x\r\n")).Code);
        for (var i = 0; i < 15; i++)
            await client.Say("BOGUS", "500");
        using var harvester = await peers.Stranger();
        await harvester.Say("MAIL FROM:<a@example.net>", "250");
        for (var i = 0; i < 20; i++)
            await harvester.Say($"RCPT TO:<guess{i}@example.com>", "550");
        await harvester.Send("RCPT TO:<guess20@example.com>");
        await harvester.ExpectLast("421 4.7.0");
    }

    /// <summary>One program and one backend for all tests.</summary>
    public sealed class Peers : ProgramAndBackend;
}
