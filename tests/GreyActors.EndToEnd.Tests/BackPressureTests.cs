using System.Diagnostics;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>While the backend does not read, mail data stays at the client.</summary>
[Collection(OneAfterTheOther.Name)]
public sealed class BackPressureTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public async Task A_backend_that_does_not_read_stops_the_client()
    {
        var mail = Text.Bytes(string.Concat(Enumerable.Repeat(new string('x', 62) + "\r\n", 45 * Megabyte / 64)));
        var released = new TaskCompletionSource();
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port));
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        recorder.Misbehave(Stage.Content, new Misbehaviour.Hold(released.Task));
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say("RCPT TO:<held@example.test>", "250");
        await client.Say("DATA", "354");

        var sending = client.SendBytes(mail);
        await Halt(client);
        Assert.False(sending.IsCompleted, "all of the mail data was taken, though the backend read none");
        released.SetResult();
        await sending;
        await client.SendBytes(".\r\n");
        await client.Expect("250 2.0.0 Ok: queued as");
        Assert.Equal(Text.Hash(mail), Text.Hash((await recorder.MessageFor("held@example.test")).Wire));
    }

    // One second without progress.
    private static async Task Halt(SmtpClientSocket client)
    {
        var (sent, since) = (client.Sent, Stopwatch.StartNew());
        await Eventually.Holds("nothing more is taken", () =>
        {
            if (client.Sent != sent)
                (sent, since) = (client.Sent, Stopwatch.StartNew());

            return since.Elapsed > TimeSpan.FromSeconds(1);
        });
    }
}
