using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>Domains with backends of their own.</summary>
public sealed class RouteTests
{
    private const string Separately = "452 4.5.3 Please send to this recipient in a separate transaction";

    [Fact]
    public async Task Recipients_of_one_mail_get_it_at_the_servers_of_their_domains()
    {
        await using var ours = new RecordingMailServer();
        await using var theirs = new RecordingMailServer();
        await using var program = await Start(ours, theirs);
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender);

        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say("RCPT TO:<one@example.test>", "250");
        Assert.Equal(Separately, (await client.Say("RCPT TO:<two@Routed.Test>")).Text);
        await client.Say("RCPT TO:<three@example.test>", "250");
        await client.Say("DATA", "354");
        await client.SendBytes("x\r\n.\r\n");
        await client.Expect("250");
        Assert.Equal(250, (await client.Deliver("a@example.net", "two@Routed.Test", "x\r\n")).Code);

        Assert.Equal(["RCPT TO:<one@example.test>", "RCPT TO:<three@example.test>"], Assert.Single(ours.Delivered).Recipients);
        Assert.Equal(["RCPT TO:<two@Routed.Test>"], Assert.Single(theirs.Delivered).Recipients);
        var lines = await Eventually.Find("three lines", () => program.GreylistLog() is { Count: 3 } log ? log : null);
        Assert.Equal(["ACCEPTED", "DEFERRED", "ACCEPTED"], lines.Select(line => line.Status));
    }

    [Fact]
    public async Task A_recipient_that_needs_a_separate_transaction_waits_only_once()
    {
        await using var ours = new RecordingMailServer();
        await using var theirs = new RecordingMailServer();
        await using var program = await Start(ours, theirs);
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort);

        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say("RCPT TO:<one@example.test>", "451 4.7.1");
        await client.Say("RCPT TO:<two@routed.test>", "451 4.7.1");
        await Eventually.Holds("both have waited long enough", async () =>
        {
            await client.Say("RSET", "250");
            await client.Say("MAIL FROM:<a@example.net>", "250");
            return (await client.Say("RCPT TO:<one@example.test>")).Code == 250
                && (await client.Say("RCPT TO:<two@routed.test>")).Text == Separately;
        });
        await client.Say("RSET", "250");

        Assert.Equal(250, (await client.Deliver("a@example.net", "two@routed.test", "x\r\n")).Code);
        Assert.Single(theirs.Delivered);
    }

    // Postfix waits for its next attempt after 452 as after 451; Exim sends at once. Neither may bounce the mail or send it twice.
    [Fact]
    public async Task Postfix_sends_a_mail_for_two_servers_in_two_transactions_and_each_server_gets_it_once()
    {
        await using var ours = new RecordingMailServer();
        await using var theirs = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(Configuration(ours, theirs).With("whitelisted-clients", "[\"127.0.0.0/8\"]"));
        using var sender = PostfixInstance.Sending(to: program.SmtpPort);
        using (var client = await SmtpClientSocket.Greeted(sender.Port))
        {
            await client.Say("MAIL FROM:<a@example.net>", "250");
            await client.Say("RCPT TO:<one@example.test>", "250");
            await client.Say("RCPT TO:<two@routed.test>", "250");
            await client.Say("RCPT TO:<three@example.test>", "250");
            await client.Say("DATA", "354");
            await client.SendBytes("x\r\n.\r\n");
            await client.Expect("250");
        }

        await ours.MessageFor("one@example.test", PostfixInstance.Patience);
        await theirs.MessageFor("two@routed.test", PostfixInstance.Patience);
        await sender.Logged(": removed");
        await sender.Logged($"said: {Separately} (in reply to RCPT TO command)");
        Assert.DoesNotContain("status=bounced", sender.Log, StringComparison.Ordinal);
        Assert.Equal(["RCPT TO:<one@example.test>", "RCPT TO:<three@example.test>"], Assert.Single(ours.Delivered).Recipients.Select(WithoutParameters));
        Assert.Equal(["RCPT TO:<two@routed.test>"], Assert.Single(theirs.Delivered).Recipients.Select(WithoutParameters));
    }

    [Fact]
    public async Task With_one_connection_to_a_server_two_clients_follow_each_other_and_a_third_sends_to_another_server()
    {
        await using var ours = new RecordingMailServer();
        await using var theirs = new RecordingMailServer();
        await using var program = await Start(ours, theirs);
        using var first = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        using var second = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        using var third = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        await first.Say("MAIL FROM:<a@example.net>", "250");
        await first.Say("RCPT TO:<one@example.test>", "250");
        await second.Say("MAIL FROM:<a@example.net>", "250");
        await second.Send("RCPT TO:<two@example.test>");
        await Eventually.Holds("the second waits", async () => (await program.Server(ours.Port, "up")) is { OpenRelays: 1, Waiting: 1 });
        Assert.Contains((await program.Tree()).OfKind("GreylistPolicy"), policy => policy.Behaviour == "AwaitingPlace");

        Assert.Equal(250, (await third.Deliver("a@example.net", "three@routed.test", "x\r\n")).Code);

        await first.Say("DATA", "354");
        await first.SendBytes("x\r\n.\r\n");
        await first.Expect("250");
        await second.Expect("250");
        await second.Say("DATA", "354");
        await second.SendBytes("x\r\n.\r\n");
        await second.Expect("250");

        Assert.Equal(2, ours.Delivered.Count);
        await Eventually.Holds("all connections are given back", async () => (await program.Server(ours.Port, "up")) is { OpenRelays: 0, Waiting: 0 });
    }

    private static string WithoutParameters(string command) => command[..(command.IndexOf('>', StringComparison.Ordinal) + 1)];

    private static Task<GreyActorsProcess> Start(RecordingMailServer ours, RecordingMailServer theirs) => GreyActorsProcess.Start(Configuration(ours, theirs));

    private static GreyActorsConfiguration Configuration(RecordingMailServer ours, RecordingMailServer theirs) =>
        GreyActorsConfiguration.RelayingTo(ours.Port)
            .With("allowed-domains", "[\"example.test\", \"routed.test\"]")
            .With("relay.routes", $"{{ \"routed.test\" = [\"127.0.0.1:{theirs.Port}\"] }}")
            .With("relay.max-connections", "1")
            .With("relay.max-wait", "30s");
}
