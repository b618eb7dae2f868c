using System.Net.Sockets;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>Tests of the peers with each other, because they are the judges of the program.</summary>
public sealed class HarnessTests
{
    private const string Mail = "Subject: dots\r\n\r\n..one\r\n...two\r\nlast \r\n";

    [Fact]
    public async Task A_sending_Postfix_brings_a_message_to_a_receiving_one()
    {
        using var receiver = PostfixInstance.Receiving();
        using var sender = PostfixInstance.Sending(to: receiver.Port);
        using var client = await SmtpClientSocket.Greeted(sender.Port);
        Assert.Equal(250, (await client.Deliver("a@example.net", "b@example.test", Mail)).Code);

        var message = await Eventually.Find("the message in the mailbox", () => receiver.Mailbox().SingleOrDefault());
        Assert.EndsWith("\n\n.one\n..two\nlast \n", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sending_Postfix_retries_when_the_recording_server_defers()
    {
        await using var recorder = new RecordingMailServer();
        recorder.Misbehave(Stage.Recipient, new Misbehaviour.Answer("451 4.7.1 Please try again later"));
        using var sender = PostfixInstance.Sending(to: recorder.Port);
        using var client = await SmtpClientSocket.Greeted(sender.Port);
        await client.Deliver("a@example.net", "b@example.test", Mail);

        await Eventually.Holds("a deferred attempt", () => recorder.Commands.Any(line => line.StartsWith("RCPT", StringComparison.Ordinal)));
        Assert.Empty(recorder.Delivered);
        recorder.Behave();
        var message = await recorder.MessageFor("b@example.test", PostfixInstance.Patience);
        Assert.EndsWith("\r\n\r\n..one\r\n...two\r\nlast \r\n", Text.Of(message.Wire), StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n.one\r\n..two\r\nlast \r\n", Text.Of(message.Content()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Stage.Banner)]
    [InlineData(Stage.Hello)]
    [InlineData(Stage.Mail)]
    [InlineData(Stage.Recipient)]
    [InlineData(Stage.Data)]
    [InlineData(Stage.EndOfData)]
    public async Task The_recording_server_replies_and_disconnects_as_instructed(Stage stage)
    {
        await using var recorder = new RecordingMailServer();
        recorder.Misbehave(stage, new Misbehaviour.Answer("499 made up"));
        Assert.Equal("499 made up", await LastReply(recorder.Port, stage));
        recorder.Misbehave(stage, new Misbehaviour.Close());
        Assert.Null(await LastReply(recorder.Port, stage));
        recorder.Misbehave(stage, new Misbehaviour.Reset());
        Assert.Null(await LastReplyUnlessReset(recorder.Port, stage));
        recorder.Misbehave(stage, new Misbehaviour.Drip(TimeSpan.FromMilliseconds(1)));
        Assert.NotNull(await LastReply(recorder.Port, stage));
        await Eventually.Holds("its sessions have ended", () => recorder.OpenSessions == 0);
        Assert.Equal(stage == Stage.EndOfData ? 1 : 0, recorder.Delivered.Count);
    }

    [Fact]
    public async Task The_recording_server_refuses_connections_until_it_is_allowed_to_accept_them()
    {
        await using var recorder = new RecordingMailServer();
        await recorder.Refuse();
        await Assert.ThrowsAnyAsync<SocketException>(() => SmtpClientSocket.Connect(recorder.Port));
        recorder.Welcome();
        using var client = await SmtpClientSocket.Greeted(recorder.Port);
    }

    [Fact]
    public async Task A_private_PostgreSQL_needs_the_password_stops_hangs_and_keeps_what_was_committed()
    {
        await using var postgres = await PrivatePostgres.Start();
        Assert.Equal("on", postgres.Query("SHOW fsync"));
        Assert.NotEqual(0, Psql(postgres, "wrong", "SELECT 1").ExitCode);
        Assert.Equal(0, Psql(postgres, PrivatePostgres.Password, "CREATE TABLE kept AS SELECT 7 AS number").ExitCode);
        postgres.Stop(asByCrash: true);
        Assert.NotEqual(0, Psql(postgres, PrivatePostgres.Password, "SELECT 1").ExitCode);
        postgres.StartAgain();
        Assert.Equal("7\n", Psql(postgres, PrivatePostgres.Password, "SELECT number FROM kept").Output);

        postgres.Pause();
        Assert.Equal(124, Psql(postgres, PrivatePostgres.Password, "SELECT 1").ExitCode);
        postgres.Resume();
        postgres.SetReadOnly(true);
        await Eventually.Holds("a write is refused", () => Psql(postgres, PrivatePostgres.Password, "DELETE FROM kept").Error.Contains("read-only", StringComparison.Ordinal));
        postgres.SetReadOnly(false);
        await Eventually.Holds("a write is accepted", () => Psql(postgres, PrivatePostgres.Password, "DELETE FROM kept").ExitCode == 0);
    }

    private static CommandResult Psql(PrivatePostgres postgres, string password, string sql) => Command.Run("timeout", [
        "3", "env", $"PGPASSWORD={password}", "/usr/lib/postgresql/15/bin/psql", "-XAtq", "-h", postgres.Address, "-p", $"{postgres.Port}",
        "-U", PrivatePostgres.Name, "-d", PrivatePostgres.Name, "-c", sql]);

    private static async Task<string?> LastReplyUnlessReset(int port, Stage stage)
    {
        try
        {
            return await LastReply(port, stage);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // A reset in place of the banner may arrive before the client knows that it is connected.
            return null;
        }
    }

    private static async Task<string?> LastReply(int port, Stage stage)
    {
        using var client = await SmtpClientSocket.Connect(port);
        (Stage Step, string Says)[] steps =
        [
            (Stage.Banner, ""), (Stage.Hello, "EHLO x\r\n"), (Stage.Mail, "MAIL FROM:<a@example.net>\r\n"), (Stage.Recipient, "RCPT TO:<b@example.test>\r\n"),
            (Stage.Data, "DATA\r\n"), (Stage.EndOfData, "x\r\n.\r\n"),
        ];
        string? last = null;
        foreach (var (step, says) in steps)
        {
            await client.SendBytes(says);
            last = (await client.ReplyOrEnd())?.Text;
            if (step == stage)
                break;
        }

        return last;
    }
}
