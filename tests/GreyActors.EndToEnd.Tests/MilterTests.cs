using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>Filters of Postfix work with the real client if GreyActors names it, as docs/install.md recommends.</summary>
public sealed class MilterTests
{
    [Theory]
    [InlineData("xclient", GreyActorsConfiguration.AllowedSender)]
    [InlineData("none", "127.0.0.1")]
    public async Task A_milter_of_Postfix_sees_the_client_that_GreyActors_names(string clientAddress, string seen)
    {
        await using var milter = await MilterInstance.Start();
        using var postfix = PostfixInstance.Filtered(milter.Port);
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(postfix.Port).With("relay.client-address", clientAddress));
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        await client.Say("MAIL FROM:<ann@example.org>", "250");
        await client.Say("RCPT TO:<bob@example.test>", "250");
        await client.Say("DATA", "354");
        await client.Say("Subject: hello\r\n\r\nhello\r\n.", "250");

        var mail = await Eventually.Find("the milter was asked", () => milter.Seen.FirstOrDefault(line => line.Contains("<ann@example.org>", StringComparison.Ordinal)));

        Assert.StartsWith($"client {seen}, ", mail, StringComparison.Ordinal);
        if (clientAddress == "xclient")
            Assert.Contains("HELO client.example.org", mail, StringComparison.Ordinal);
    }
}
