using System.Net.Sockets;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Tls;

/// <summary>Clients that abuse the handshake while TLS is required.</summary>
public sealed class TlsHostileTests(TlsHostileTests.Peers peers) : IClassFixture<TlsHostileTests.Peers>
{
    [Fact]
    public async Task Without_TLS_only_the_commands_up_to_STARTTLS_are_accepted()
    {
        using var client = await SmtpClientSocket.Connect(peers.Program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        await client.Play("""
            S: 220
            C: HELO client.example.org
            S: 530 5.7.0 Must issue a STARTTLS command first
            C: EHLO client.example.org
            S: 250
            C: NOOP
            S: 250
            C: MAIL FROM:<a@example.net>
            S: 530 5.7.0
            C: STARTTLS please
            S: 501 5.5.4
            """);
        await client.StartTls();
        var offered = await client.Say("EHLO inside.example.org");
        Assert.DoesNotContain("STARTTLS", offered.Text, StringComparison.Ordinal);
        await client.Say("STARTTLS", "503 5.5.1");
        Assert.StartsWith("250", (await client.Deliver("a@example.net", "inside@example.test", "x\r\n")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_sends_SMTP_to_an_implicit_TLS_listener_is_disconnected_and_logged()
    {
        using var client = await SmtpClientSocket.Connect(peers.Program.SmtpsPort);
        await client.Send("EHLO client.example.org");

        // The answer is an alert, which is not a line.
        await client.ExpectEnd();
        await Eventually.Holds("the reason", () => peers.Program.Output.Contains(" has no TLS: ", StringComparison.Ordinal));
        await peers.Program.NobodyIsLeft();
    }

    [Fact]
    public async Task A_client_killed_during_its_handshake_leaves_nothing_behind()
    {
        using (var client = await SmtpClientSocket.Connect(peers.Program.SmtpPort))
        {
            await client.Expect("220 ");
            await client.Say("EHLO client.example.org", "250");
            await client.Say("STARTTLS", "220");
            await client.SendBytes("\u0016\u0003\u0001\u0002\u0000\u0001");
            client.Reset();
        }

        await peers.Program.NobodyIsLeft();
    }

    [Fact]
    public async Task Clients_that_drip_their_handshakes_end_in_time()
    {
        var clients = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => SmtpClientSocket.Connect(peers.Program.SmtpsPort)));
        var ended = clients.Select(client => client.ExpectEnd()).ToArray();
        // The header of a ClientHello of 16000 bytes; then one byte per tick until the program closes.
        foreach (var client in clients)
            await client.SendBytes("\u0016\u0003\u0001\u003e\u0080\u0001\u0000\u003e\u007c\u0003\u0003");
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        var over = Task.WhenAll(ended);
        while (!over.IsCompleted && await ticks.WaitForNextTickAsync())
        {
            foreach (var client in clients)
                await Record.ExceptionAsync(() => client.SendBytes("x"));
        }

        await over;
        Array.ForEach(clients, client => client.Dispose());
        await peers.Program.NobodyIsLeft();
    }

    [Fact]
    public async Task A_client_in_its_handshake_is_counted_and_does_not_delay_a_shutdown()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(
            GreyActorsConfiguration.RelayingTo(recorder.Port).WithTls().With("limits.max-connections", "1").With("shutdown-timeout", "1s"));
        await program.NobodyIsLeft();
        using var shaking = await SmtpClientSocket.Connect(program.SmtpsPort);
        await Eventually.Holds("the handshake", async () => (await program.Tree()).OfKind("TlsChannel").Any(channel => channel.Behaviour == "Handshaking"));

        // Perhaps before the client knew that it was connected.
        Assert.True(await Record.ExceptionAsync(() => ConnectAndEnd(program.SmtpsPort)) is null or SocketException);
        program.Signal("TERM");

        Assert.Equal(0, await program.ExitCode());
        await shaking.ExpectEnd();
    }

    private static async Task ConnectAndEnd(int port)
    {
        using var client = await SmtpClientSocket.Connect(port);
        await client.ExpectEnd();
    }

    /// <summary>One program for all of these tests, which requires TLS and has short time limits.</summary>
    public sealed class Peers : ProgramAndBackend
    {
        /// <inheritdoc/>
        protected override GreyActorsConfiguration Configure(GreyActorsConfiguration configuration) =>
            configuration.WithTls().With("tls.required", "on").With("tls.handshake-timeout", "3s");
    }
}
