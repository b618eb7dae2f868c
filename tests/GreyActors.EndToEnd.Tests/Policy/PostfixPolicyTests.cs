using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Policy;

/// <summary>Postfix asks the program with <c>check_policy_service</c>, as it asks postgrey.</summary>
public sealed class PostfixPolicyTests
{
    private const string Sender = "alice@example.net";
    private const string Recipient = "bob@example.test";
    private const string Mail = "From: <alice@example.net>\r\nTo: <bob@example.test>\r\nSubject: policy\r\n\r\nx\r\n";

    [Fact]
    public async Task A_mail_of_a_retrying_Postfix_is_deferred_at_RCPT_and_delivered()
    {
        var port = FreePort.Next();
        await using var program = await GreyActorsProcess.Start(Configuration(port).With("relay.greylist-header", "on"));
        using var receiver = PostfixInstance.Asking($"inet:127.0.0.1:{port}");
        using var sender = PostfixInstance.Sending(to: receiver.Port);

        await Submit(sender);
        var message = await Eventually.Find("the message in the mailbox", () => receiver.Mailbox().SingleOrDefault(), PostfixInstance.Patience);

        Assert.Contains(
            $"450 4.7.1 <{Recipient}>: Recipient address rejected: Please try again later", sender.Log.Replace("\n", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("\nX-Greylist: ", message, StringComparison.Ordinal);
        await Eventually.Holds("the acceptance in the greylist log", () => program.GreylistLog().Any(line => line.Status == "ACCEPTED"));
        var log = program.GreylistLog();
        Assert.Equal("DEFERRED", log[0].Status);
        Assert.Equal("ACCEPTED", log[^1].Status);
        Assert.All(log, line => Assert.Equal(
            ("sender.example.org", "127.0.0.1", $"<{Sender}>", $"<{Recipient}>"), (line.Helo, line.Client, line.ReversePath, line.ForwardPaths)));
    }

    [Fact]
    public async Task The_null_reverse_path_is_accepted_at_RCPT_and_deferred_at_DATA()
    {
        var port = FreePort.Next();
        await using var program = await GreyActorsProcess.Start(Configuration(port));
        using var receiver = PostfixInstance.Asking($"inet:127.0.0.1:{port}");
        using var client = await SmtpClientSocket.Greeted(receiver.Port);

        await client.Play("""
            C: MAIL FROM:<>
            S: 250
            C: RCPT TO:<bob@example.test>
            S: 250
            C: DATA
            S: 450 4.7.1 <DATA>: Data command rejected: Please try again later
            C: RSET
            S: 250
            """);

        await Eventually.Holds("the bounce passes", async () => await IsAcceptedAtData(client, ["bob@example.test"]));
        var log = await Eventually.Find("a line in the greylist log", () => program.GreylistLog() is { Count: > 0 } found ? found : null);
        Assert.Equal(("<>", "<bob@example.test>"), (log[0].ReversePath, log[0].ForwardPaths));
    }

    // The SMTP door refuses them, Postfix does not. Mail from them must wait, too.
    [Theory]
    [InlineData("<@example.net>", "<bob@example.test>")]
    [InlineData("<\"\"@example.net>", "<bob@example.test>")]
    [InlineData("<a\u0001@example.net>", "<bob@example.test>")]
    [InlineData("<a\u007f@example.net>", "<bob@example.test>")]
    [InlineData("<ann@example.net>", "<bob+\u007f@example.test>")]
    [InlineData("<ann@example.net>", "<\"\\\"a\\\\\\\"\"@example.test>")]
    public async Task Mail_with_an_odd_address_is_deferred(string sender, string recipient)
    {
        var port = FreePort.Next();
        await using var program = await GreyActorsProcess.Start(Configuration(port));
        using var receiver = PostfixInstance.Asking($"inet:127.0.0.1:{port}");
        using var client = await SmtpClientSocket.Greeted(receiver.Port);

        await client.Say($"MAIL FROM:{sender}", "250");

        await client.Say($"RCPT TO:{recipient}", "450 4.7.1");
    }

    [Fact]
    public async Task A_bounce_to_several_recipients_is_one_attempt()
    {
        var port = FreePort.Next();
        await using var program = await GreyActorsProcess.Start(Configuration(port));
        using var receiver = PostfixInstance.Asking($"inet:127.0.0.1:{port}");
        using var client = await SmtpClientSocket.Greeted(receiver.Port);

        Assert.False(await IsAcceptedAtData(client, ["bob@example.test", "carol@example.test"]));
        await Eventually.Holds("the bounce passes", async () => await IsAcceptedAtData(client, ["carol@example.test", "bob@example.test"]));

        Assert.All(program.GreylistLog(), line => Assert.Equal(("<>", "<>"), (line.ReversePath, line.ForwardPaths)));
    }

    [Fact]
    public async Task While_the_program_is_dead_Postfix_accepts_mail()
    {
        var port = FreePort.Next();
        await using var program = await GreyActorsProcess.Start(Configuration(port));
        using var receiver = PostfixInstance.Asking($"inet:127.0.0.1:{port}");
        using var client = await SmtpClientSocket.Greeted(receiver.Port);
        await client.Say($"MAIL FROM:<{Sender}>", "250");
        await client.Say($"RCPT TO:<{Recipient}>", "450 4.7.1 ");

        await program.Kill9();

        await client.Say($"RCPT TO:<{Recipient}>", "250");
        await client.Say("DATA", "354");
        await client.SendBytes(Mail + ".\r\n");
        await client.Expect("250");
        await receiver.Logged("problem talking to server 127.0.0.1:");
    }

    [Fact]
    public async Task After_a_restart_of_the_program_Postfix_asks_it_again_in_the_same_session()
    {
        var port = FreePort.Next();
        await using var program = await GreyActorsProcess.Start(Configuration(port));
        using var receiver = PostfixInstance.Asking($"inet:127.0.0.1:{port}");
        using var client = await SmtpClientSocket.Greeted(receiver.Port);
        await client.Say($"MAIL FROM:<{Sender}>", "250");
        await client.Say($"RCPT TO:<{Recipient}>", "450 4.7.1 ");

        program.Signal("TERM");
        Assert.Equal(0, await program.ExitCode());
        await program.Restart();

        await client.Say("RCPT TO:<unseen@example.test>", "450 4.7.1 ");
        await Eventually.Holds("the triplet of before passes", async () => (await client.Say($"RCPT TO:<{Recipient}>")).Code == 250);
    }

    private static GreyActorsConfiguration Configuration(int port) => GreyActorsConfiguration.Policy($"address = \"127.0.0.1\", port = {port}");

    private static async Task Submit(PostfixInstance sender)
    {
        using var client = await SmtpClientSocket.Greeted(sender.Port);
        Assert.Equal(250, (await client.Deliver(Sender, Recipient, Mail)).Code);
        await client.Say("QUIT", "221");
    }

    // Postfix answers 354 at DATA only if the mail is accepted there.
    private static async Task<bool> IsAcceptedAtData(SmtpClientSocket client, IEnumerable<string> recipients)
    {
        await client.Say("MAIL FROM:<>", "250");
        foreach (var recipient in recipients)
            await client.Say($"RCPT TO:<{recipient}>", "250");
        if ((await client.Say("DATA")).Code != 354)
        {
            await client.Say("RSET", "250");
            return false;
        }

        await client.SendBytes("Subject: bounce\r\n\r\nx\r\n.\r\n");
        await client.Expect("250");
        return true;
    }
}
