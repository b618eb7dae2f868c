using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>With <c>defer-at = data</c> there is one decision per mail, as in Kamaelia Grey.</summary>
public sealed class DeferAtDataTests(DeferAtDataTests.Peers peers) : IClassFixture<DeferAtDataTests.Peers>
{
    [Fact]
    public async Task A_message_is_deferred_at_DATA_for_all_its_recipients_and_passes_later()
    {
        using var client = await peers.Stranger();
        Assert.StartsWith("451 4.7.1 Please try again later", (await Attempt(client)).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(peers.Recorder.Commands, line => line.StartsWith("MAIL", StringComparison.Ordinal));

        await Eventually.Holds("the message passes", async () => (await Attempt(client)).Code == 354);
        await client.SendBytes("for both\r\n.\r\n");
        await client.Expect("250 2.0.0 Ok: queued as");
        Assert.Equal(2, (await peers.Recorder.MessageFor("one@example.test")).Recipients.Count);
    }

    [Fact]
    public async Task A_foreign_domain_is_still_refused_at_RCPT()
    {
        using var client = await peers.Stranger();
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say("RCPT TO:<one@example.com>", "550 5.7.1");
    }

    private static async Task<SmtpReply> Attempt(SmtpClientSocket client)
    {
        await client.Play("""
            C: RSET
            S: 250
            C: MAIL FROM:<a@example.net>
            S: 250
            C: RCPT TO:<one@example.test>
            S: 250
            C: RCPT TO:<two@example.test>
            S: 250
            """);
        return await client.Say("DATA");
    }

    /// <summary>One program and one backend for all tests.</summary>
    public sealed class Peers : ProgramAndBackend
    {
        /// <inheritdoc/>
        protected override GreyActorsConfiguration Configure(GreyActorsConfiguration configuration) => configuration.With("greylisting.defer-at", "data");
    }
}
