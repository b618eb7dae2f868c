using System.Net.Sockets;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Operations;

/// <summary>The port is held by systemd's own tool, which starts the program for the first client.</summary>
public sealed class SocketActivationTests
{
    [Fact]
    public async Task A_client_that_connects_before_the_program_starts_is_served_on_the_inherited_socket()
    {
        using var folder = new TemporaryFolder("activation");
        await using var recorder = new RecordingMailServer();
        var starter = folder["starter"];
        await File.WriteAllTextAsync(starter, $"""
            #!/bin/sh
            port=$(sed -n 's/.*address = "127.0.0.1", port = \([0-9]*\).*/\1/p' "$3" | head -n 1)
            exec systemd-socket-activate -l "127.0.0.1:$port" dotnet '{GreyActorsProcess.ProgramFile}' "$@"
            """);
        File.SetUnixFileMode(starter, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var program = GreyActorsProcess.Launched(GreyActorsConfiguration.RelayingTo(recorder.Port) with { Executable = starter });

        using var client = await Eventually.Find("somebody listens", async () => await Connected(program.SmtpPort));
        await client.Expect("220 ");
        await client.Say("EHLO early.example.org", "250");
        await client.Say("QUIT", "221");
        program.Signal("TERM");

        Assert.Equal(0, await program.ExitCode());
        // The tool has the port open, so the program could not listen without the socket of the tool.
        Assert.Contains("Listening on 127.0.0.1:", program.Output, StringComparison.Ordinal);
    }

    private static async Task<SmtpClientSocket?> Connected(int port)
    {
        try
        {
            return await SmtpClientSocket.Connect(port);
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
