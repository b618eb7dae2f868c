using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>
/// Whatever the backend does, the client gets a reply and keeps its mail if it should, and no mail counts as delivered
/// without a 250 of the backend. <see cref="RelayFailureMatrixTests"/> has the reply in each case.
/// </summary>
public sealed class RelayFailureTests(RelayFailureTests.Peers peers) : IClassFixture<RelayFailureTests.Peers>
{
    private const int EnoughToFillTheBuffers = 4_000_000;

    private static int _recipients;

    private readonly string _recipient = $"failure{Interlocked.Increment(ref _recipients)}@example.test";

    [Theory]
    [InlineData(Stage.Mail)]
    [InlineData(Stage.Recipient)]
    [InlineData(Stage.Data)]
    [InlineData(Stage.EndOfData)]
    public async Task A_malformed_success_reply_is_a_temporary_failure(Stage stage)
    {
        // 354 in place of 250, and 250 in place of 354.
        var wrong = stage == Stage.Data ? "250 2.0.0 go on" : "354 go on";
        Assert.StartsWith("4", await WhatTheClientHears(stage, new Misbehaviour.Answer(wrong)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1_000)]
    [InlineData(0, EnoughToFillTheBuffers)]
    [InlineData(500_000, EnoughToFillTheBuffers)]
    public async Task A_close_during_mail_data_is_a_temporary_failure_reported_after_the_final_dot(int after, int length)
    {
        Assert.StartsWith("4", await WhatTheClientHears(Stage.Content, new Misbehaviour.Close(after), length), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1_000)]
    [InlineData(0, EnoughToFillTheBuffers)]
    [InlineData(500_000, EnoughToFillTheBuffers)]
    public async Task A_reset_during_mail_data_is_a_temporary_failure_reported_after_the_final_dot(int after, int length)
    {
        Assert.StartsWith("4", await WhatTheClientHears(Stage.Content, new Misbehaviour.Reset(after), length), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreachable_backend_is_a_temporary_failure_and_the_session_continues_when_it_recovers()
    {
        using var client = await peers.AllowedClient();
        await peers.Recorder.Refuse();
        try
        {
            Assert.StartsWith("4", (await Transaction(client, 100)).Text, StringComparison.Ordinal);
        }
        finally
        {
            peers.Recorder.Welcome();
        }

        await client.Say("RSET", "250");
        Assert.Equal(250, (await client.Deliver("a@example.net", _recipient, "now\r\n")).Code);
        Assert.Single(peers.Recorder.Delivered, message => message.IsFor(_recipient));
    }

    [Fact]
    public async Task The_backend_reply_after_the_final_dot_reaches_the_client_unchanged()
    {
        using var client = await peers.AllowedClient();
        peers.Recorder.Misbehave(Stage.EndOfData, new Misbehaviour.Answer("250-2.6.0 <1@example.net> taken\r\n250 2.6.0  Queued as \"A1\" [in 0.07 s]"));
        try
        {
            var reply = await Transaction(client, 100);
            Assert.Equal(["250-2.6.0 <1@example.net> taken", "250 2.6.0  Queued as \"A1\" [in 0.07 s]"], reply.Lines);
        }
        finally
        {
            peers.Recorder.Behave();
        }
    }

    [Fact]
    public async Task A_slow_backend_is_given_time()
    {
        peers.Recorder.Misbehave(Stage.Recipient, new Misbehaviour.Drip(TimeSpan.FromMilliseconds(10)));
        try
        {
            using var client = await peers.AllowedClient();
            Assert.Equal(250, (await Transaction(client, 100)).Code);
        }
        finally
        {
            peers.Recorder.Behave();
        }
    }

    private async Task<string> WhatTheClientHears(Stage stage, Misbehaviour misbehaviour, int length = 1_000)
    {
        await peers.Program.ServerIsTried(peers.Recorder.Port);
        using var client = await peers.AllowedClient();
        peers.Recorder.Misbehave(stage, misbehaviour);
        try
        {
            var heard = await Transaction(client, length);
            Assert.DoesNotContain(peers.Recorder.Delivered, message => message.IsFor(_recipient));
            await client.Say("RSET", "250");
            await Eventually.Holds("the relay is gone", async () => (await peers.Program.Tree()).Client(withRelay: true) is null);
            return heard.Text;
        }
        finally
        {
            peers.Recorder.Behave();
        }
    }

    /// <summary>Sends a mail as far as possible, and returns the last reply.</summary>
    private async Task<SmtpReply> Transaction(SmtpClientSocket client, int length)
    {
        await client.Say("MAIL FROM:<a@example.net>", "250");
        if (await client.Say($"RCPT TO:<{_recipient}>") is { Code: not 250 } recipientRefused)
            return recipientRefused;

        if (await client.Say("DATA") is { Code: not 354 } dataRefused)
            return dataRefused;

        await client.SendBytes(string.Concat(Enumerable.Repeat("0123456789\r\n", length / 12)) + ".\r\n");
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
