using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>The main purpose, between two Postfix instances: a mail is deferred, retried by Postfix, passed and delivered.</summary>
public sealed class PostfixDeliveryTests
{
    private const string Sender = "alice@example.net";
    private const string Recipient = "bob@example.test";

    // Everything that a relay could damage: stuffed dots, 8-bit bytes, spaces at line ends, empty lines at the end.
    private const string Mail =
        "From: <alice@example.net>\r\nTo: <bob@example.test>\r\nSubject: byte for byte\r\nDate: Tue, 06 Nov 2007 17:22:15 +0000\r\n"
        + "Message-ID: <1@example.net>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
        + "\r\nGr\u00c3\u00bc\u00c3\u009fe\r\n..a dot\r\n..\r\n...\r\nblanks at the end   \r\n\ttab\r\n\r\n\r\n";

    [Fact]
    public async Task A_message_from_Postfix_is_deferred_retried_and_delivered_byte_for_byte_to_a_second_Postfix()
    {
        using var receiver = PostfixInstance.Receiving();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(receiver.Port));
        using var sender = PostfixInstance.Sending(to: program.SmtpPort);

        await Submit(sender);
        var message = await Eventually.Find("the message in the mailbox", () => receiver.Mailbox().SingleOrDefault(), PostfixInstance.Patience);

        Assert.Equal(Unstuffed(Mail), WithoutTrace(message));
        await sender.Logged("451 4.7.1 Please try again later");
        await sender.Logged("status=sent (250 2.0.0 Ok: queued as ");
    }

    [Fact]
    public async Task The_greylist_log_has_the_deferral_and_the_acceptance_in_the_format_of_Kamaelia_Grey()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port));
        using var sender = PostfixInstance.Sending(to: program.SmtpPort);

        await Submit(sender);
        await recorder.MessageFor(Recipient, PostfixInstance.Patience);
        await Eventually.Holds("the acceptance in the greylist log", () => program.GreylistLog().Any(line => line.Status == "ACCEPTED"));

        var log = program.GreylistLog();
        Assert.Equal("DEFERRED", log[0].Status);
        Assert.Equal("ACCEPTED", log[^1].Status);
        Assert.All(log.SkipLast(1), line => Assert.Equal("DEFERRED", line.Status));
        Assert.All(log, line =>
        {
            Assert.Matches(@"^\d{14}\.\d{3}$", line.Time);
            Assert.Equal(("sender.example.org", "127.0.0.1"), (line.Helo, line.Client));
            Assert.Equal(($"<{Sender}>", $"<{Recipient}>"), (line.ReversePath, line.ForwardPaths));
        });
    }

    [Fact]
    public async Task While_a_message_is_relayed_the_tree_shows_the_socket_the_policy_and_its_relay()
    {
        var released = new TaskCompletionSource();
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port));
        using var sender = PostfixInstance.Sending(to: program.SmtpPort);
        recorder.Misbehave(Stage.EndOfData, new Misbehaviour.Hold(released.Task));

        await Submit(sender);
        var (tree, client) = await Eventually.Find("a client with a relay", async () =>
        {
            var tree = await program.Tree();
            return tree.Client(withRelay: true) is { } client ? Tuple.Create(tree, client) : null;
        }, PostfixInstance.Patience);

        Assert.Equal("ConnectedSocketAdapter", client.Child("socket")?.Kind);
        Assert.Equal("GreylistPolicy", client.Child("policy")?.Kind);
        Assert.Equal("TcpClient", client.At("policy", "relay-1")?.Kind);
        Assert.Equal("NoActivityTimeout", client.Kind);
        Assert.Equal("TcpServer", tree.Named("listener-0").Kind);
        Assert.Equal("GreylistServer", tree.Named("greylist-server").Kind);
        Assert.Equal(16, tree.OfKind("GreylistPartition").Count());

        Assert.Empty(recorder.Delivered);
        released.SetResult();
        await recorder.MessageFor(Recipient);
        await Eventually.Holds("the client's actors are gone", async () => (await program.Tree()).Client() is null);
    }

    private static async Task Submit(PostfixInstance sender)
    {
        using var client = await SmtpClientSocket.Greeted(sender.Port);
        await client.Say($"MAIL FROM:<{Sender}> BODY=8BITMIME", "250");
        await client.Play($"""
            C: RCPT TO:<{Recipient}>
            S: 250
            C: DATA
            S: 354
            """);
        await client.SendBytes(Mail + ".\r\n");
        await client.Expect("250");
    }

    private static string Unstuffed(string mail) =>
        Text.Of(new ReceivedMessage("", "", [], Text.Bytes(mail)).Content()).Replace("\r\n", "\n", StringComparison.Ordinal);

    /// <summary>The message without the header fields that mail servers add.</summary>
    private static string WithoutTrace(string message)
    {
        string[] trace = ["Return-Path:", "X-Original-To:", "Delivered-To:", "Received:"];
        var lines = message.Split('\n');
        var first = 0;
        while (trace.Any(field => lines[first].StartsWith(field, StringComparison.Ordinal)) || lines[first].StartsWith('\t') || lines[first].StartsWith(' '))
            first++;

        return string.Join('\n', lines[first..]);
    }
}
