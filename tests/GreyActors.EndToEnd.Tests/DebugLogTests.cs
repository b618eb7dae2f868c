using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>The debug log contains the dialogue and, at intervals, the live components.</summary>
public sealed class DebugLogTests
{
    private static readonly string[] Components = ["GreylistServer", "TcpServer", "ConnectedSocketAdapter", "GreylistPolicy"];

    [Fact]
    public async Task The_dialogue_and_the_list_of_live_components_are_in_the_debug_log()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(
            GreyActorsConfiguration.RelayingTo(recorder.Port).With("log.components-interval", "1s"));
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort);
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say("RCPT TO:<b@example.test>", "451");

        await Eventually.Holds("the command in the debug log", () => program.DebugLog().Contains("RCPT TO:<b@example.test>", StringComparison.Ordinal));
        await Eventually.Holds("the reply in the debug log", () => program.DebugLog().Contains("451 4.7.1 Please try again later", StringComparison.Ordinal));
        await Eventually.Holds("the client's components in the debug log", () => program.DebugLog().Split('\n').Any(line =>
            Components.All(kind => line.Contains(kind, StringComparison.Ordinal))));
    }
}
