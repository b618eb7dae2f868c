using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Hostile;

/// <summary>A backend with invalid replies: the client gets 451 and keeps its mail, the log has the reason, and memory does not grow.</summary>
public sealed class WrongMailServerTests(WrongMailServerTests.Peers peers) : IClassFixture<WrongMailServerTests.Peers>
{
    private static int _recipients;

    private readonly string _recipient = $"wrong{Interlocked.Increment(ref _recipients)}@example.test";

    /// <summary>Texts that are not replies, or that must not be passed on.</summary>
    public static TheoryData<string> WrongReplies =>
    [
        "",
        "2",
        "25 ok",
        "2500 ok",
        "250_ok",
        "+250 ok",
        " 250 ok",
        "000 ok",
        "099 ok",
        "199 ok",
        "600 ok",
        "999 ok",
        "-50 ok",
        "354 go on",
        "250-first<CRLF>251 second",
        "250-first<CRLF>garbage",
        "250 <NUL>",
        "250 <1b>[2J",
        "250 bare<LF>250 newline",
        "250 bare<CR>250 newline",
        "<LF>250 ok",
        "<16><03><01><02><00>",
    ];

    /// <summary>The stages with a 2yz reply, so without DATA, which needs 354.</summary>
    public static TheoryData<Stage> Replies => [Stage.Banner, Stage.Hello, Stage.Mail, Stage.Recipient, Stage.Data, Stage.EndOfData];

    [Theory]
    [MemberData(nameof(WrongReplies))]
    public async Task A_wrong_reply_at_any_stage_is_a_temporary_failure_for_the_client(string written)
    {
        using var client = await peers.AllowedClient();
        foreach (var stage in new[] { Stage.Banner, Stage.Hello, Stage.Mail, Stage.Recipient, Stage.Data, Stage.EndOfData })
        {
            // The only stage with this correct reply.
            if (stage == Stage.Data && written == "354 go on")
                continue;
            await ItIsATemporaryFailure(client, stage, new Misbehaviour.Answer(Octets.Of(written)));
        }
    }

    [Theory]
    [MemberData(nameof(Replies))]
    public async Task A_reply_of_a_million_lines_is_a_temporary_failure(Stage stage)
    {
        using var client = await peers.AllowedClient();
        await ItIsATemporaryFailure(client, stage, new Misbehaviour.Flood("250-and so on"));
    }

    [Theory]
    [MemberData(nameof(Replies))]
    public async Task Endless_replies_are_a_temporary_failure_or_the_first_reply_counts(Stage stage)
    {
        using var client = await peers.AllowedClient();
        var code = stage switch { Stage.Banner => 220, Stage.Data => 354, _ => 250 };
        peers.Recorder.Misbehave(stage, new Misbehaviour.Flood($"{code} and again"));
        try
        {
            var heard = await Transaction(client);
            // At the end of mail data the first reply counts.
            Assert.True(heard.Code is >= 400 and < 500 || (stage == Stage.EndOfData && heard.Code == 250), heard.Text);
            await client.Say("RSET", "250");
        }
        finally
        {
            peers.Recorder.Behave();
        }
    }

    [Theory]
    [MemberData(nameof(Replies))]
    public async Task A_reply_of_a_megabyte_is_a_temporary_failure(Stage stage)
    {
        using var client = await peers.AllowedClient();
        await ItIsATemporaryFailure(client, stage, new Misbehaviour.Answer("250 " + new string('x', 1024 * 1024)));
    }

    [Theory]
    [MemberData(nameof(Replies))]
    public async Task A_megabyte_without_a_line_end_is_a_temporary_failure_and_is_not_kept(Stage stage)
    {
        var before = peers.Program.ResidentMebibytes();
        using var client = await peers.AllowedClient();
        await ItIsATemporaryFailure(client, stage, new Misbehaviour.Unfinished("250 " + new string('x', 8 * 1024 * 1024)));
        Assert.InRange(peers.Program.ResidentMebibytes() - before, int.MinValue, 80);
    }

    [Theory]
    [InlineData("250 2.0.0 Ok: queued as EARLY")]
    [InlineData("354 go on")]
    [InlineData("garbage")]
    [InlineData("451 4.3.0 not now")]
    public async Task A_reply_before_the_end_of_mail_data_never_becomes_the_clients_250(string early)
    {
        using var client = await peers.AllowedClient();
        peers.Recorder.Misbehave(Stage.Content, new Misbehaviour.Answer(early));
        try
        {
            Assert.InRange((await Transaction(client, "x\r\n")).Code, 400, 499);
            await client.Say("RSET", "250");
        }
        finally
        {
            peers.Recorder.Behave();
        }
    }

    [Fact]
    public async Task Two_replies_in_one_do_not_count_twice()
    {
        using var client = await peers.AllowedClient();
        peers.Recorder.Misbehave(Stage.Recipient, new Misbehaviour.Answer("250 2.1.5 Ok\r\n354 go on\r\n250 2.0.0 Ok: queued as NEVER"));
        try
        {
            await client.Say("MAIL FROM:<a@example.net>", "250");
            await client.Say($"RCPT TO:<{_recipient}>", "250 2.1.5");
            Assert.InRange((await client.Say("DATA")).Code, 400, 499);
        }
        finally
        {
            peers.Recorder.Behave();
        }
    }

    [Fact]
    public async Task A_close_directly_after_354_is_reported_after_the_end_of_mail_data()
    {
        using var client = await peers.AllowedClient();
        await ItIsATemporaryFailure(client, Stage.Content, new Misbehaviour.Close());
        await ItIsATemporaryFailure(client, Stage.Content, new Misbehaviour.Reset());
    }

    private async Task ItIsATemporaryFailure(SmtpClientSocket client, Stage stage, Misbehaviour how)
    {
        await peers.Program.ServerIsTried(peers.Recorder.Port);
        peers.Recorder.Misbehave(stage, how);
        try
        {
            var heard = await Transaction(client);
            Assert.True(heard.Code is >= 400 and < 500, $"{stage}: {heard}");
            await client.Say("RSET", "250");
            await Eventually.Holds("the relay is gone", async () => (await peers.Program.Tree()).Client(withRelay: true) is null);
            var failed = await Eventually.Find("a line in the greylist log", () => peers.Program.GreylistLog().LastOrDefault(line => line.ForwardPaths == $"<{_recipient}>"));
            Assert.Equal("FAILED", failed.Status);
        }
        finally
        {
            peers.Recorder.Behave();
        }
    }

    private async Task<SmtpReply> Transaction(SmtpClientSocket client, string mail = "Subject: x\r\n\r\nx\r\n")
    {
        await client.Say("MAIL FROM:<a@example.net>", "250");
        if (await client.Say($"RCPT TO:<{_recipient}>") is { Code: < 200 or >= 300 } recipientRefused)
            return recipientRefused;
        if (await client.Say("DATA") is { Code: not 354 } dataRefused)
            return dataRefused;
        await client.SendBytes(mail + ".\r\n");
        return await client.Reply();
    }

    /// <summary>One program with short time limits and one backend for all tests.</summary>
    public sealed class Peers : ProgramAndBackend
    {
        /// <inheritdoc/>
        protected override GreyActorsConfiguration Configure(GreyActorsConfiguration configuration) => configuration
            .With("relay.probe-interval", "1s")
            .With("relay.reply-timeout", "1s")
            .With("relay.end-of-data-timeout", "1s");
    }
}
