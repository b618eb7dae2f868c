using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>The SMTP session (RFC 5321), through a real socket.</summary>
public sealed class SessionTests(SessionTests.Peers peers) : IClassFixture<SessionTests.Peers>
{
    // RFC 5321 3.3: "no valid recipients", or out of order.
    private static readonly int[] NoRecipients = [503, 554];

    [Fact]
    public async Task The_greeting_names_the_server_and_EHLO_offers_pipelining()
    {
        using var client = await SmtpClientSocket.Connect(peers.Program.SmtpPort);
        await client.Expect("220 mx.example.test ESMTP");
        var reply = await client.Say("EHLO client.example.org");
        Assert.Equal(250, reply.Code);
        Assert.StartsWith("250-mx.example.test", reply.Lines[0], StringComparison.Ordinal);
        Assert.Contains(reply.Lines, line => line[4..] == "PIPELINING");
        Assert.Contains(reply.Lines, line => line[4..] == "8BITMIME");
        Assert.All(reply.Lines.SkipLast(1), line => Assert.StartsWith("250-", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_one_of_many_clients_is_greeted()
    {
        for (var round = 0; round < 200; round++)
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Greeted()));

        async Task Greeted()
        {
            using var client = await SmtpClientSocket.Connect(peers.Program.SmtpPort, GreyActorsConfiguration.AllowedSender);
            await client.Expect("220 ");
        }
    }

    [Fact]
    public async Task HELO_is_answered_in_one_line_and_mail_goes_through_after_it()
    {
        using var client = await SmtpClientSocket.Connect(peers.Program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        await client.Expect("220 ");
        Assert.Single((await client.Say("HELO client.example.org", "250 ")).Lines);
        Assert.Equal(250, (await client.Deliver("a@example.net", "helo@example.test", "x\r\n")).Code);
    }

    [Fact]
    public async Task Commands_are_answered_in_any_case()
    {
        using var client = await SmtpClientSocket.Connect(peers.Program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        await client.Play("""
            S: 220
            C: ehlo client.example.org
            S: 250
            C: mAiL fRoM:<a@example.net>
            S: 250
            C: rcpt to:<case@EXAMPLE.test>
            S: 250
            C: rset
            S: 250
            C: Quit
            S: 221
            """);
        await client.ExpectEnd();
    }

    [Fact]
    public async Task Commands_out_of_order_are_refused_and_the_session_continues()
    {
        using var client = await SmtpClientSocket.Connect(peers.Program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        await client.Play("""
            S: 220
            C: MAIL FROM:<a@example.net>
            S: 503
            C: RCPT TO:<order@example.test>
            S: 503
            C: DATA
            S: 503
            C: EHLO client.example.org
            S: 250
            C: RCPT TO:<order@example.test>
            S: 503
            C: DATA
            S: 503
            C: MAIL FROM:<a@example.net>
            S: 250
            C: MAIL FROM:<b@example.net>
            S: 503
            """);
        Assert.Contains((await client.Say("DATA")).Code, NoRecipients);
        await client.Play("""
            C: RCPT TO:<order@example.test>
            S: 250
            C: RSET
            S: 250
            C: RCPT TO:<order@example.test>
            S: 503
            """);
        Assert.Equal(250, (await client.Deliver("a@example.net", "order@example.test", "x\r\n")).Code);
    }

    [Fact]
    public async Task A_new_EHLO_ends_the_transaction()
    {
        using var client = await peers.AllowedClient();
        await client.Play("""
            C: MAIL FROM:<a@example.net>
            S: 250
            C: EHLO client.example.org
            S: 250
            C: RCPT TO:<again@example.test>
            S: 503
            """);
    }

    [Fact]
    public async Task NOOP_VRFY_HELP_and_unknown_commands_are_answered_and_change_nothing()
    {
        using var client = await peers.AllowedClient();
        await client.Play("""
            C: MAIL FROM:<a@example.net>
            S: 250
            C: NOOP
            S: 250
            C: NOOP with words
            S: 250
            C: VRFY somebody
            S: 252
            C: HELP
            S: 214
            C: BREW coffee
            S: 500
            C: RCPT TO:<quiet@example.test>
            S: 250
            """);
    }

    [Fact]
    public async Task Malformed_commands_are_refused_and_the_session_continues()
    {
        using var client = await peers.AllowedClient();
        await client.Play("""
            C: MAIL a@example.net
            S: 501
            C: MAIL FROM:<a@example.net
            S: 501
            C: MAIL FROM:<a@example.net>
            S: 250
            C: RCPT TO:<>
            S: 501
            C: RCPT TO:bare@
            S: 501
            C: RCPT TO:<fine@example.test>
            S: 250
            """);
    }

    [Fact]
    public async Task Several_transactions_go_through_one_session()
    {
        using var client = await peers.AllowedClient();
        for (var i = 0; i < 5; i++)
        {
            Assert.StartsWith("250 2.0.0 Ok: queued as ", (await client.Deliver("a@example.net", $"several{i}@example.test", $"{i}\r\n")).Text, StringComparison.Ordinal);
            Assert.Equal($"{i}\r\n", Text.Of((await peers.Recorder.MessageFor($"several{i}@example.test")).Wire));
        }

        await client.Say("QUIT", "221");
        await client.ExpectEnd();
    }

    [Fact]
    public async Task The_null_reverse_path_is_deferred_at_DATA_and_passes_later()
    {
        using var client = await peers.Stranger();
        await client.Play("""
            C: MAIL FROM:<>
            S: 250
            C: RCPT TO:<bounce@example.test>
            S: 250
            C: DATA
            S: 451 4.7.1 Please try again later
            """);
        await Eventually.Holds("the null reverse-path passes", async () =>
        {
            await client.Play("""
                C: RSET
                S: 250
                C: MAIL FROM:<>
                S: 250
                C: RCPT TO:<bounce@example.test>
                S: 250
                """);
            return (await client.Say("DATA")).Code == 354;
        });
        await client.SendBytes("returned\r\n.\r\n");
        await client.Expect("250 2.0.0 Ok: queued as");
        Assert.Equal("MAIL FROM:<>", (await peers.Recorder.MessageFor("bounce@example.test")).Mail);
    }

    [Fact]
    public async Task Only_the_accepted_recipients_of_a_transaction_get_the_mail()
    {
        using var client = await peers.Stranger();
        await client.Play("""
            C: MAIL FROM:<mixed@example.net>
            S: 250
            C: RCPT TO:<early@example.test>
            S: 451
            """);
        await Eventually.Holds("the first recipient passes", async () => (await client.Say("RCPT TO:<early@example.test>")).Code == 250);
        await client.Play("""
            C: RCPT TO:<late@example.test>
            S: 451 4.7.1 Please try again later
            C: DATA
            S: 354
            """);
        await client.SendBytes("mixed\r\n.\r\n");
        await client.Expect("250 2.0.0 Ok: queued as");
        Assert.Single((await peers.Recorder.MessageFor("early@example.test")).Recipients);
    }

    [Fact]
    public async Task Mail_parameters_reach_the_backend()
    {
        using var client = await peers.AllowedClient();
        await client.Say("MAIL FROM:<a@example.net> SIZE=7 BODY=8BITMIME", "250");
        await client.Say("RCPT TO:<parameters@example.test>", "250");
        await client.Say("DATA", "354");
        await client.SendBytes("\u00e4\u00f6\u00fc\r\n.\r\n");
        await client.Expect("250");
        var message = await peers.Recorder.MessageFor("parameters@example.test");
        Assert.Contains("BODY=8BITMIME", message.Mail, StringComparison.Ordinal);
        Assert.Equal("\u00e4\u00f6\u00fc\r\n", Text.Of(message.Wire));
    }

    /// <summary>One program and one backend for all tests.</summary>
    public sealed class Peers : ProgramAndBackend;
}
