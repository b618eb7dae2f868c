using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>The added Received field, with each value of its setting.</summary>
public sealed class TraceTests
{
    private const string Mail = "Received: from elsewhere\r\nSubject: x\r\n\r\n..x\r\n";

    [Fact]
    public async Task A_backend_that_cannot_see_the_client_finds_it_in_the_mail_which_is_otherwise_unchanged()
    {
        await using var recorder = new RecordingMailServer();
        var configuration = GreyActorsConfiguration.RelayingTo(recorder.Port);
        await using var program = await GreyActorsProcess.Start(configuration with { Values = configuration.Values.Remove("relay.received-header") });

        var wire = await Deliver(program, recorder);

        Assert.StartsWith(
            $"Received: from client.example.org ([{GreyActorsConfiguration.AllowedSender}])\r\n\tby mx.example.test (GreyActors) with ESMTP;\r\n\t",
            wire,
            StringComparison.Ordinal);
        Assert.EndsWith($" +0000\r\n{Mail}", wire, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auto", "xforward", true)]
    [InlineData("auto", "none", true)]
    [InlineData("on", "none", true)]
    [InlineData("off", "none", false)]
    public async Task The_Received_field_is_added_if_it_is_configured(string when, string clientAddress, bool added)
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port)
            .With("relay.received-header", when)
            .With("relay.client-address", clientAddress));

        Assert.Equal(added, (await Deliver(program, recorder)).StartsWith("Received: from client.example.org", StringComparison.Ordinal));
    }

    private static async Task<string> Deliver(GreyActorsProcess program, RecordingMailServer recorder)
    {
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        Assert.Equal(250, (await client.Deliver("a@example.net", "b@example.test", Mail)).Code);
        return Text.Of((await recorder.MessageFor("b@example.test")).Wire);
    }
}
