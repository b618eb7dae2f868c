using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>If one of several backends does not answer, the next is used, and a backend that is down is skipped until it recovers.</summary>
public sealed class FailoverTests
{
    [Fact]
    public async Task The_second_backend_takes_over_at_once_and_the_first_is_preferred_again_when_it_recovers()
    {
        await using var first = new RecordingMailServer();
        await using var second = new RecordingMailServer();
        await using var program = await Start(first, second);
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender);

        Assert.Equal(250, (await client.Deliver("a@example.net", "one@example.test", "x\r\n")).Code);
        await first.Refuse();
        Assert.Equal(250, (await client.Deliver("a@example.net", "two@example.test", "x\r\n")).Code);

        await program.Server(first.Port, "down");
        Assert.Equal(250, (await client.Deliver("a@example.net", "three@example.test", "x\r\n")).Code);
        await program.Says("is down and skipped until it answers again");

        first.Welcome();
        await program.Server(first.Port, "up");
        Assert.Equal(250, (await client.Deliver("a@example.net", "four@example.test", "x\r\n")).Code);

        Assert.Equal([true, true], first.Delivered.Zip(["one", "four"], (message, to) => message.IsFor($"{to}@example.test")));
        Assert.Equal([true, true], second.Delivered.Zip(["two", "three"], (message, to) => message.IsFor($"{to}@example.test")));
    }

    [Theory]
    [InlineData(Stage.Banner)]
    [InlineData(Stage.Hello)]
    public async Task A_failing_backend_costs_the_client_nothing_while_another_one_works(Stage stage)
    {
        await using var first = new RecordingMailServer();
        await using var second = new RecordingMailServer();
        await using var program = await Start(first, second);
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender);

        first.Misbehave(stage, new Misbehaviour.Answer("554 5.3.2 no service"));
        Assert.Equal(250, (await client.Deliver("a@example.net", "one@example.test", "x\r\n")).Code);

        Assert.Empty(first.Delivered);
        Assert.Single(second.Delivered);
    }

    [Fact]
    public async Task An_unreachable_backend_is_skipped_and_no_client_waits_for_it_again()
    {
        await using var first = new RecordingMailServer();
        await using var second = new RecordingMailServer();
        await using var program = await Start(first, second);
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        await first.Refuse();
        using var deaf = await DeafListener.At(first.Port);

        var down = await program.Server(first.Port, "down");

        Assert.Equal(["127.0.0.1"], down.Addresses);
        Assert.NotNull(down.Reason);
        Assert.Equal(250, (await client.Deliver("a@example.net", "one@example.test", "x\r\n")).Code);
        Assert.Single(second.Delivered);
    }

    [Fact]
    public async Task A_backend_is_found_by_its_name_and_seen_in_the_tree()
    {
        await using var server = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(server.Port).With("relay.to", $"[\"localhost:{server.Port}\"]"));
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender);

        Assert.Equal(250, (await client.Deliver("a@example.net", "one@example.test", "x\r\n")).Code);

        var seen = Assert.Single(await program.Servers());
        Assert.Equal(($"localhost:{server.Port}", "up"), (seen.Server, seen.Condition));
        Assert.Contains("127.0.0.1", seen.Addresses);
        var node = (await program.Tree()).At("greylist-server", "backends", "server-0");
        Assert.Equal("Backend", node?.Kind);
        Assert.Equal($"localhost:{server.Port}, up", node?.About);
    }

    private static Task<GreyActorsProcess> Start(RecordingMailServer first, RecordingMailServer second) => GreyActorsProcess.Start(
        GreyActorsConfiguration.RelayingTo(first.Port)
            .With("relay.to", $"[\"127.0.0.1:{first.Port}\", \"127.0.0.1:{second.Port}\"]")
            .With("relay.probe-interval", "1s"));
}
