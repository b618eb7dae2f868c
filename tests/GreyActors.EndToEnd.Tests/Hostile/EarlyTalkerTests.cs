using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Hostile;

/// <summary>Clients that send before the banner, detected by <c>greet-pause</c>.</summary>
public sealed class EarlyTalkerTests(EarlyTalkerTests.Peers peers) : IClassFixture<EarlyTalkerTests.Peers>
{
    [Theory]
    [InlineData("EHLO a\r\n")]
    [InlineData("\n")]
    [InlineData("EHL")]
    [InlineData("\0")]
    [InlineData("QUIT\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: mx.example.test\r\n\r\n")]
    [InlineData("EHLO a\r\nMAIL FROM:<early@example.net>\r\nRCPT TO:<early@example.test>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n")]
    public async Task A_client_that_speaks_before_the_banner_gets_554_and_is_disconnected(string early)
    {
        using var client = await SmtpClientSocket.Connect(peers.Program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        await client.SendBytes(early);
        await client.ExpectLast("554 5.5.0 Error: SMTP protocol synchronization");
        Assert.DoesNotContain(peers.Recorder.Commands, line => line.Contains("early@", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_that_waits_is_served()
    {
        using var client = await peers.AllowedClient();
        Assert.Equal(250, (await client.Deliver("a@example.net", "patient@example.test", "x\r\n")).Code);
    }

    [Fact]
    public async Task A_client_that_disconnects_during_the_pause_leaves_nothing_behind()
    {
        using (await SmtpClientSocket.Connect(peers.Program.SmtpPort))
        {
        }

        await peers.Program.NobodyIsLeft(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Early_talkers_are_served_unless_they_are_rejected_by_configuration()
    {
        await peers.Program.Kill9();
        await peers.Program.Restart("grey-actors.limits.reject-early-talkers=off");
        try
        {
            using var client = await SmtpClientSocket.Connect(peers.Program.SmtpPort, GreyActorsConfiguration.AllowedSender);
            await client.SendBytes("EHLO a\r\nMAIL FROM:<a@example.net>\r\nRCPT TO:<tolerated@example.test>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n");
            await client.Play("""
                S: 220
                S: 250
                S: 250
                S: 250
                S: 354
                S: 250 2.0.0 Ok: queued as
                S: 221
                """);
            Assert.Equal("x\r\n", Text.Of((await peers.Recorder.MessageFor("tolerated@example.test")).Wire));
        }
        finally
        {
            await peers.Program.Kill9();
            await peers.Program.Restart();
        }
    }

    /// <summary>A program with a greet-pause.</summary>
    public sealed class Peers : ProgramAndBackend
    {
        /// <inheritdoc/>
        protected override GreyActorsConfiguration Configure(GreyActorsConfiguration configuration) => configuration.With("limits.greet-pause", "1s");
    }
}
