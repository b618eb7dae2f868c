using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Hostile;

/// <summary>A deferral does not count as an error in any number, because mail servers send whole mailing lists at once.</summary>
public sealed class DeferralTests(DeferralTests.Peers peers) : IClassFixture<DeferralTests.Peers>
{
    [Fact]
    public async Task A_hundred_deferred_recipients_of_one_transaction_are_answered_one_by_one()
    {
        using var client = await peers.Stranger();
        await client.Say("MAIL FROM:<list@example.net>", "250");
        for (var i = 0; i < 100; i++)
            await client.Say($"RCPT TO:<member{i}@example.test>", "451 4.7.1 Please try again later");
        await client.Say("DATA", "451 4.7.1 Please try again later");
        await client.Say("NOOP", "250");
    }

    [Fact]
    public async Task A_hundred_deferred_recipients_in_one_packet_are_answered_one_by_one()
    {
        using var client = await peers.Stranger();
        await client.SendBytes(
            "MAIL FROM:<list@example.net>\r\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"RCPT TO:<packed{i}@example.test>\r\n")) + "DATA\r\n");
        await client.Expect("250");
        for (var i = 0; i <= 100; i++)
            await client.Expect("451 4.7.1 Please try again later");
        await client.Say("QUIT", "221");
    }

    [Fact]
    public async Task Three_hundred_deferred_transactions_do_not_end_a_session()
    {
        using var client = await peers.Stranger();
        for (var i = 0; i < 300; i++)
        {
            await client.SendBytes($"MAIL FROM:<list@example.net>\r\nRCPT TO:<transaction{i}@example.test>\r\nDATA\r\n");
            await client.Play("""
                S: 250
                S: 451 4.7.1
                S: 451 4.7.1
                C: RSET
                S: 250
                """);
        }

        await client.Say("QUIT", "221");
    }

    [Fact]
    public async Task Deferrals_at_DATA_do_not_end_a_session()
    {
        using var client = await peers.Stranger();
        for (var i = 0; i < 50; i++)
        {
            await client.SendBytes($"MAIL FROM:<>\r\nRCPT TO:<bounce{i}@example.test>\r\nRCPT TO:<bounce{i}b@example.test>\r\nDATA\r\n");
            await client.Play("""
                S: 250
                S: 250
                S: 250
                S: 451 4.7.1
                """);
        }
    }

    [Fact]
    public async Task A_session_with_only_deferred_recipients_does_not_contact_the_backend()
    {
        var before = Envelopes();
        using var client = await peers.Stranger();
        await client.SendBytes("MAIL FROM:<list@example.net>\r\nRCPT TO:<alone@example.test>\r\nDATA\r\nSubject: x\r\n\r\nRCPT TO:<inside@example.test>\r\n.\r\n");
        await client.Play("""
            S: 250
            S: 451
            S: 451
            S: 554 5.5.0
            C: QUIT
            S: 221
            """);
        Assert.Equal(before, Envelopes());
    }

    // The program probes the backend at intervals, so EHLO and QUIT have no meaning.
    private int Envelopes() => peers.Recorder.Commands.Count(line => line.StartsWith("MAIL", StringComparison.Ordinal) || line.StartsWith("RCPT", StringComparison.Ordinal));

    /// <summary>A program with a low limit for errors that defers for longer than the tests run.</summary>
    public sealed class Peers : ProgramAndBackend
    {
        /// <inheritdoc/>
        protected override GreyActorsConfiguration Configure(GreyActorsConfiguration configuration) => configuration
            .With("limits.max-errors", "2")
            .With("greylisting.initial-delay", "10m");
    }
}
