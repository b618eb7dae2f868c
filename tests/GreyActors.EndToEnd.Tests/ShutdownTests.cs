using System.Net.Sockets;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>SIGTERM and Ctrl-C: new clients are rejected, open transactions are completed, the exit code is 0.</summary>
public sealed class ShutdownTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task An_open_transaction_is_completed_while_new_clients_are_rejected(string signal)
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port));
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        await client.Play("""
            C: MAIL FROM:<a@example.net>
            S: 250
            C: RCPT TO:<open@example.test>
            S: 250
            C: DATA
            S: 354
            """);
        await client.SendBytes("first half\r\n");

        program.Signal(signal);
        await Eventually.Holds("a newcomer is sent away with 421", async () => await Greeting(program) == 421);
        await client.SendBytes("second half\r\n.\r\n");
        await client.Expect("250 2.0.0 Ok: queued as");
        var message = await recorder.MessageFor("open@example.test");
        Assert.Equal("first half\r\nsecond half\r\n", Text.Of(message.Wire));
        await client.Expect("421");
        await client.ExpectEnd();
        client.Dispose();
        Assert.Equal(0, await program.ExitCode());
    }

    [Fact]
    public async Task An_idle_client_gets_421()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port));
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort);
        program.Signal("TERM");
        await client.Expect("421");
        await client.ExpectEnd();
        client.Dispose();
        Assert.Equal(0, await program.ExitCode());
    }

    [Fact]
    public async Task A_transaction_that_does_not_end_delays_the_stop_for_at_most_the_shutdown_timeout()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(
            GreyActorsConfiguration.RelayingTo(recorder.Port).With("shutdown-timeout", "1s"));
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        await client.Play("""
            C: MAIL FROM:<a@example.net>
            S: 250
            C: RCPT TO:<endless@example.test>
            S: 250
            C: DATA
            S: 354
            """);
        await client.SendBytes("and so on\r\n");
        program.Signal("TERM");
        Assert.Equal(0, await program.ExitCode());
        Assert.Empty(recorder.Delivered);
    }

    [Fact]
    public async Task A_triplet_deferred_before_a_restart_is_known_after_it()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port));
        using (var client = await SmtpClientSocket.Greeted(program.SmtpPort))
        {
            await client.Say("MAIL FROM:<a@example.net>", "250");
            await client.Say("RCPT TO:<known@example.test>", "451");
        }

        var waited = Task.Delay(TimeSpan.FromSeconds(1.2));
        program.Signal("TERM");
        Assert.Equal(0, await program.ExitCode());
        await program.Restart();
        await waited;
        using var again = await SmtpClientSocket.Greeted(program.SmtpPort);
        await again.Say("MAIL FROM:<a@example.net>", "250");
        await again.Say("RCPT TO:<known@example.test>", "250");
    }

    private static async Task<int?> Greeting(GreyActorsProcess program)
    {
        try
        {
            using var newcomer = await SmtpClientSocket.Connect(program.SmtpPort);
            return (await newcomer.ReplyOrEnd())?.Code;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
