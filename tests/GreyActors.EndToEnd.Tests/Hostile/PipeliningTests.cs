using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Hostile;

/// <summary>The commands that one packet may contain (RFC 2920 3.1), and the treatment of clients that do not wait.</summary>
public sealed class PipeliningTests(PipeliningTests.Peers peers) : IClassFixture<PipeliningTests.Peers>
{
    private const string OutOfTurn = "554 5.5.0 Error: SMTP protocol synchronization";

    /// <summary>Inputs in one packet after the banner.</summary>
    public static TheoryData<string> OutOfTurnGroups =>
    [
        "EHLO a<CRLF>MAIL FROM:<a@example.net><CRLF>",
        "EHLO a<CRLF>EHLO b<CRLF>",
        "EHLO a<CRLF>QUIT<CRLF>",
        "EHLO a<CRLF>N",
        "EHLO a<CRLF><NUL>",
        "HELO a<CRLF>MAIL FROM:<a@example.net><CRLF>",
        "NOOP<CRLF>EHLO a<CRLF>",
        "RSET<CRLF>RSET<CRLF>",
        "MAIL FROM:<a@example.net><CRLF>RCPT TO:<b@example.test><CRLF>DATA<CRLF>x<CRLF>.<CRLF>",
    ];

    [Theory]
    [MemberData(nameof(OutOfTurnGroups))]
    public async Task A_client_that_pipelines_before_PIPELINING_was_offered_is_disconnected(string group)
    {
        using var client = await SmtpClientSocket.Connect(peers.Program.SmtpPort);
        await client.Expect("220 ");
        await client.SendBytes(Octets.Of(group));
        await client.ExpectLast(OutOfTurn);
    }

    [Fact]
    public async Task A_client_may_not_pipeline_after_HELO()
    {
        using var client = await SmtpClientSocket.Connect(peers.Program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        await client.Expect("220 ");
        await client.Say("HELO client.example.org", "250");
        await client.SendBytes("MAIL FROM:<a@example.net>\r\nRCPT TO:<helo@example.test>\r\n");
        await client.ExpectLast(OutOfTurn);
    }

    [Fact]
    public async Task Mail_data_sent_before_354_closes_the_session_and_is_not_delivered()
    {
        using var client = await peers.AllowedClient();
        await client.SendBytes("MAIL FROM:<a@example.net>\r\nRCPT TO:<eager@example.test>\r\nDATA\r\nSubject: x\r\n\r\nx\r\n.\r\n");
        await client.Play("""
            S: 250
            S: 250
            """);
        await client.ExpectLast(OutOfTurn);
        await Eventually.Holds("the backend has no session", () => peers.Recorder.OpenSessions == 0);
        Assert.DoesNotContain(peers.Recorder.Delivered, message => message.IsFor("eager@example.test"));
    }

    [Theory]
    [InlineData("MAIL FROM:<a@example.net>\r\nDATA\r\n", "250", "503")]
    [InlineData("MAIL FROM:<a@example.net>\r\nRCPT TO:<a@example.com>\r\nDATA\r\n", "250 550", "554 5.5.1")]
    [InlineData("MAIL FROM:<a@example.net>\r\nRCPT TO:<refused-data@example.test>\r\nDATA\r\n", "250 451", "451 4.7.1")]
    public async Task Mail_data_after_a_refused_DATA_is_discarded_and_answered_once(string envelope, string before, string refusal)
    {
        using var client = await peers.Stranger();
        await client.SendBytes(envelope + "Subject: x\r\n\r\nMAIL FROM:<evil@example.net>\r\nQUIT\r\n..\r\n.x\r\n.\r\nRSET\r\nVRFY x\r\n");
        foreach (var code in before.Split(' '))
            await client.Expect(code);
        await client.Expect(refusal);
        await client.Expect("554 5.5.0");
        await client.Expect("250");
        await client.Expect("252");
        Assert.DoesNotContain(peers.Recorder.Commands, line => line.Contains("evil", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(".\r\n")]
    [InlineData("\r\n.\r\n")]
    [InlineData("..\r\n.\r\n")]
    [InlineData("\n.\n\r\n.\r\n")]
    [InlineData("\0\r\n.\r\n")]
    [InlineData("x\n.\r\nMAIL FROM:<evil@example.net>\r\n.\r\n")]
    [InlineData(".\n.\r\nMAIL FROM:<evil@example.net>\r\n.\r\n")]
    public async Task The_end_of_the_shortest_mail_data_after_a_refused_DATA_is_found(string content)
    {
        using var client = await peers.Stranger();
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say("RCPT TO:<a@example.com>", "550");
        await client.SendBytes("DATA\r\n" + content + "RSET\r\n");
        await client.Play("""
            S: 554 5.5.1
            S: 554 5.5.0
            S: 250
            C: QUIT
            S: 221
            """);
    }

    [Theory]
    [InlineData("\r\n", "")]
    [InlineData("\n", ".\r\nMAIL FROM:<evil@example.net>\r\n")]
    public async Task The_first_line_of_mail_data_after_a_refused_DATA_may_exceed_the_command_limit(string end, string rest)
    {
        using var client = await peers.Stranger();
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say("RCPT TO:<a@example.com>", "550");
        await client.SendBytes("DATA\r\n" + new string('x', 5000) + end + rest + ".\r\nRSET\r\n");
        await client.Play("""
            S: 554 5.5.1
            S: 554 5.5.0
            S: 250
            C: MAIL FROM:<a@example.net>
            S: 250
            """);
    }

    [Fact]
    public async Task Mail_data_after_each_of_several_refused_DATA_commands_is_an_error()
    {
        using var client = await peers.Stranger();
        for (var i = 0; i < 10; i++)
        {
            await client.SendBytes("DATA\r\nx\r\n.\r\n");
            await client.Expect("503");
            await client.Expect("554 5.5.0");
        }

        await client.Say("DATA", "421 4.7.0");
    }

    [Theory]
    [InlineData("x\r\n.\r\n")]
    [InlineData("\n.\r\n")]
    public async Task A_client_whose_only_errors_are_unwanted_mail_data_is_disconnected(string content)
    {
        using var client = await peers.Stranger();
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say("RCPT TO:<endless-content@example.test>", "451");
        for (var i = 0; i < 20; i++)
        {
            await client.SendBytes("DATA\r\nx\r\n.\r\nRSET\r\nMAIL FROM:<a@example.net>\r\nRCPT TO:<endless-content@example.test>\r\n");
            await client.Play("""
                S: 451
                S: 554 5.5.0
                S: 250
                S: 250
                S: 451
                """);
        }

        await client.SendBytes("DATA\r\n" + content);
        await client.Expect("451");
        await client.ExpectLast("421 4.7.0");
    }

    [Fact]
    public async Task Megabytes_of_mail_data_after_a_refused_DATA_are_discarded()
    {
        using var client = await peers.Stranger();
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say("RCPT TO:<swallowed@example.test>", "451");
        await client.SendBytes("DATA\r\n" + string.Concat(Enumerable.Repeat("RCPT TO:<a@example.test>\r\nQUIT\r\n..\r\n", 100_000)).Insert(0, "x\r\n") + ".\r\n");
        await client.Play("""
            S: 451
            S: 554 5.5.0
            C: QUIT
            S: 221
            """);
    }

    [Fact]
    public async Task Two_hundred_transactions_in_the_fewest_packets_lose_no_mail()
    {
        using var client = await peers.AllowedClient();
        var sending = client.SendBytes("MAIL FROM:<a@example.net>\r\nRCPT TO:<many0@example.test>\r\nDATA\r\n");
        for (var i = 1; i <= 200; i++)
        {
            await client.Play("""
                S: 250
                S: 250
                S: 354
                """);
            await sending;
            sending = client.SendBytes($"{i}\r\n.\r\nMAIL FROM:<a@example.net>\r\nRCPT TO:<many{i}@example.test>\r\nDATA\r\n");
            await client.Expect("250 2.0.0 Ok: queued as");
        }

        Assert.Equal(200, peers.Recorder.Delivered.Count(message => message.Recipients[0].StartsWith("RCPT TO:<many", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Ten_thousand_pipelined_commands_are_all_answered_in_order()
    {
        using var client = await peers.Stranger();
        var sending = client.SendBytes(string.Concat(Enumerable.Repeat("NOOP\r\nVRFY x\r\nRSET\r\nHELP\r\n", 2_500)));
        for (var i = 0; i < 2_500; i++)
        {
            Assert.Equal(250, (await client.Reply()).Code);
            Assert.Equal(252, (await client.Reply()).Code);
            Assert.Equal(250, (await client.Reply()).Code);
            Assert.Equal(214, (await client.Reply()).Code);
        }

        await sending;
    }

    /// <summary>A program that defers for longer than the tests run.</summary>
    public sealed class Peers : ProgramAndBackend
    {
        /// <inheritdoc/>
        protected override GreyActorsConfiguration Configure(GreyActorsConfiguration configuration) => configuration.With("greylisting.initial-delay", "10m");
    }
}
