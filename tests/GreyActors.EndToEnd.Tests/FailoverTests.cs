using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>Of several real mail servers the next is asked when one does not answer.</summary>
public sealed class FailoverTests
{
    [Fact]
    public async Task The_second_real_mail_server_gets_the_mail_while_the_first_cannot_be_reached()
    {
        await using var first = new RecordingMailServer();
        await using var second = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(first.Port)
            .With("relay.to", $"[\"127.0.0.1:{first.Port}\", \"127.0.0.1:{second.Port}\"]"));
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender);

        Assert.Equal(250, (await client.Deliver("a@example.net", "one@example.test", "x\r\n")).Code);
        await first.Refuse();
        Assert.Equal(250, (await client.Deliver("a@example.net", "two@example.test", "x\r\n")).Code);
        first.Welcome();
        Assert.Equal(250, (await client.Deliver("a@example.net", "three@example.test", "x\r\n")).Code);

        Assert.Equal(2, first.Delivered.Count);
        Assert.True(Assert.Single(second.Delivered).IsFor("two@example.test"));
    }
}
