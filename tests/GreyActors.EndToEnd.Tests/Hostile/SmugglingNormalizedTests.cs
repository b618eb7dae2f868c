using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Hostile;

/// <summary>Smuggling with normalised bare newlines.</summary>
public sealed class SmugglingNormalizedTests(SmugglingNormalizedTests.Behind peers) : SmugglingTests(peers), IClassFixture<SmugglingNormalizedTests.Behind>
{
    /// <inheritdoc/>
    protected override (string Reply, bool GoesOn) ToBareNewlines => ("250 2.0.0 Ok: queued as", true);

    [Fact]
    public async Task Bare_newlines_become_CRLF_and_the_dots_after_them_are_stuffed()
    {
        using var client = await Peers.AllowedClient();
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say("RCPT TO:<stuffed@example.test>", "250");
        await client.Say("DATA", "354");
        await client.SendBytes("a\n.b\n.\nc\r.\rd\r\n.\ne\r\n.\r\n");
        await client.Expect("250 2.0.0 Ok: queued as");
        Assert.Equal("a\r\n..b\r\n..\r\nc\r\n..\r\nd\r\n..\r\ne\r\n", Text.Of((await Peers.Recorder.MessageFor("stuffed@example.test")).Wire));
    }

    /// <summary>A program with the default.</summary>
    public sealed class Behind : ProgramAndBackend;
}
