using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>A backend that speaks LMTP, and the one reply that the client gets for its replies per recipient.</summary>
public sealed class LmtpTests
{
    private const string Mail = "Subject: byte for byte\r\n\r\n..dot\r\nGr\u00c3\u00bc\u00c3\u009fe  \r\n\r\n";

    [Fact]
    public async Task Dovecot_puts_a_mail_into_the_mailboxes_of_all_its_recipients_byte_for_byte()
    {
        await using var dovecot = await DovecotInstance.Start();
        await using var program = await Start(dovecot.Port);
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender);

        await Name(client, "ann", "bob");
        await client.Say("RCPT TO:<nobody@example.test>", "550 5.1.1");
        var reply = await Send(client);

        Assert.StartsWith("250 2.0.0 <ann@example.test>", reply.Text, StringComparison.Ordinal);
        foreach (var user in new[] { "ann", "bob" })
            Assert.EndsWith("\nSubject: byte for byte\n\n.dot\nGr\u00c3\u00bc\u00c3\u009fe  \n\n", Assert.Single(dovecot.Mailbox(user)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dovecot_is_reached_over_its_UNIX_socket_and_mail_is_deferred_without_it()
    {
        var dovecot = await DovecotInstance.Start();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(dovecot.Port)
            .With("relay.lmtp", "on")
            .With("relay.to", $"[\"unix:{dovecot.Socket}\"]")
            .With("relay.verify-recipients", "before-deferral"));
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        await Name(client, "ann");
        Assert.StartsWith("250 2.0.0 <ann@example.test>", (await Send(client)).Text, StringComparison.Ordinal);
        Assert.Single(dovecot.Mailbox("ann"));
        using var stranger = await SmtpClientSocket.Greeted(program.SmtpPort);
        await stranger.Say("MAIL FROM:<a@example.net>", "250");
        await stranger.Say("RCPT TO:<nobody@example.test>", "550 5.1.1");
        using var introspection = new Introspection(program);
        Assert.Equal($"unix:{dovecot.Socket}", (await introspection.Get("/api/servers")).GetProperty("servers")[0].GetProperty("server").GetString());

        await dovecot.DisposeAsync();

        await client.Say("MAIL FROM:<b@example.net>", "250");
        await client.Say("RCPT TO:<ann@example.test>", "451");
    }

    [Fact]
    public async Task A_full_mailbox_bounces_for_its_owner_only_and_the_others_get_one_duplicate()
    {
        await using var dovecot = await DovecotInstance.Start();
        await using var program = await Start(dovecot.Port);
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender);

        await Name(client, "ann", "carl", "bob");
        await Heard(client, "451 4.3.0 Delivery to some recipients failed, please retry");

        // The client retries the whole mail, then the separate recipients.
        await Name(client, "ann");
        await client.Say("RCPT TO:<carl@example.test>", "452 4.5.3 ");
        await client.Say("RCPT TO:<bob@example.test>", "250");
        await Heard(client, "250 2.0.0 <ann@example.test>");
        await Name(client, "carl");
        await Heard(client, "552 5.2.2 <carl@example.test> Quota exceeded");

        // From now on the reply per recipient is exact at once.
        await Name(client, "carl");
        await client.Say("RCPT TO:<ann@example.test>", "452 4.5.3 ");
        await Heard(client, "552 5.2.2 ");
        await Name(client, "ann", "bob");
        await Heard(client, "250 2.0.0 ");
        Assert.Equal((3, 3, 0), (dovecot.Mailbox("ann").Count, dovecot.Mailbox("bob").Count, dovecot.Mailbox("carl").Count));
        var log = await Eventually.Find("two lines in the greylist log", () => program.GreylistLog() is { Count: > 1 } found ? found : null);
        Assert.Equal(("<ann@example.test>, <bob@example.test>", "ACCEPTED"), (log[0].ForwardPaths, log[0].Status));
        Assert.Equal(("<carl@example.test>", "REJECTED"), (log[1].ForwardPaths, log[1].Status));
    }

    [Fact]
    public async Task A_Postfix_that_retries_delivers_to_every_possible_recipient_and_bounces_for_the_others()
    {
        await using var dovecot = await DovecotInstance.Start();
        await using var program = await Start(dovecot.Port);
        using var sender = PostfixInstance.Sending(to: program.SmtpPort);
        using (var client = await SmtpClientSocket.Greeted(sender.Port))
        {
            await Name(client, "ann", "carl", "bob");
            await Heard(client, "250");
        }

        await Eventually.Holds("Carl's bounce", () => Told(sender, "carl", "bounced") == 1, PostfixInstance.Patience);
        await Eventually.Holds("Ann's and Bob's mail", () => Told(sender, "ann", "sent") == 1 && Told(sender, "bob", "sent") == 1, PostfixInstance.Patience);
        Assert.InRange(dovecot.Mailbox("ann").Count, 1, 2);
        Assert.InRange(dovecot.Mailbox("bob").Count, 1, 2);
        Assert.Equal((0, 0), (Told(sender, "ann", "bounced"), Told(sender, "bob", "bounced")));
    }

    [Fact]
    public async Task Dovecot_gets_the_client_by_XCLIENT()
    {
        await using var dovecot = await DovecotInstance.Start();
        await using var program = await Start(dovecot.Port, configuration => configuration
            .With("relay.client-address", "xclient")
            .With("relay.received-header", "auto"));
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender);

        await Name(client, "ann");
        await Heard(client, "250");

        var mail = Assert.Single(dovecot.Mailbox("ann"));
        Assert.Contains($"Received: from client.example.org ([{GreyActorsConfiguration.AllowedSender}])\n\tby dovecot.example.test with ", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("mx.example.test", mail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", "250 2.0.0 Ok: queued as")]
    [InlineData("452 4.2.2 b is full", "", "452 4.2.2 b is full")]
    [InlineData("", "452 4.2.2 c is full", "452 4.2.2 c is full")]
    [InlineData("552 5.2.2 b is full", "452 4.2.2 c is full", "452 4.2.2 c is full")]
    [InlineData("", "552 5.2.2 c is full", "451 4.3.0 Delivery to some recipients failed")]
    [InlineData("554 5.7.1 b says no", "552 5.2.2 c is full", "554 5.7.1 b says no")]
    [InlineData("", "421 4.3.2 bye", "451 4.4.2 ")]
    [InlineData("", "what", "451 4.3.0 The destination mail server is not ready")]
    [InlineData("", null, "451 4.4.2 ")]
    [InlineData("554 5.7.1 b says no", null, "451 4.4.2 ")]
    [InlineData(null, null, "451 4.4.2 ")]
    [InlineData("250 b\r\n250 c", "250 one too many", "250 b")]
    public async Task Two_replies_are_folded_into_one(string? first, string? second, string heard)
    {
        await using var recorder = new RecordingMailServer { Fates = recipient => recipient.Contains("<b@", StringComparison.Ordinal) ? first : second };
        await using var program = await Start(recorder.Port);
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender);

        await Name(client, "b", "c");
        await Heard(client, heard);

        // In all cases the session continues.
        await client.Say("NOOP", "250");
        Assert.Contains("LHLO mx.example.test", recorder.Commands);
        Assert.DoesNotContain(recorder.Commands, command => command.StartsWith("EHLO", StringComparison.Ordinal));
    }

    private static int Told(PostfixInstance sender, string user, string status) => sender.Log.Split('\n').Count(line =>
        line.Contains($"to=<{user}@example.test>", StringComparison.Ordinal) && line.Contains($"status={status}", StringComparison.Ordinal));

    private static Task<GreyActorsProcess> Start(int port, Func<GreyActorsConfiguration, GreyActorsConfiguration>? configure = null) =>
        GreyActorsProcess.Start((configure ?? (configuration => configuration))(GreyActorsConfiguration.RelayingTo(port).With("relay.lmtp", "on")));

    private static async Task Name(SmtpClientSocket client, params IEnumerable<string> recipients)
    {
        await client.Say("MAIL FROM:<a@example.net>", "250");
        foreach (var recipient in recipients)
            await client.Say($"RCPT TO:<{recipient}@example.test>", "250");
    }

    private static async Task Heard(SmtpClientSocket client, string prefix) =>
        Assert.StartsWith(prefix, (await Send(client)).Text, StringComparison.Ordinal);

    private static async Task<SmtpReply> Send(SmtpClientSocket client)
    {
        await client.Say("DATA", "354");
        await client.SendBytes(Mail + ".\r\n");
        return await client.Reply();
    }
}
