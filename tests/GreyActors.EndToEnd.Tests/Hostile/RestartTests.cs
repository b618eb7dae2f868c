using System.Net.Sockets;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Hostile;

/// <summary>Connections to a busy port at the moment when the program starts to listen.</summary>
public sealed class RestartTests(RestartTests.Peers peers) : IClassFixture<RestartTests.Peers>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_client_that_connects_while_the_program_starts_is_greeted()
    {
        for (var round = 0; round < 3; round++)
        {
            await peers.Program.Kill9();
            var knocking = Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(KnockUntilOpen)));
            await peers.Program.Restart();
            await knocking;
        }
    }

    private async Task KnockUntilOpen()
    {
        for (var opened = 0; opened < 3;)
        {
            try
            {
                using var client = await SmtpClientSocket.Connect(peers.Program.SmtpPort, GreyActorsConfiguration.AllowedSender);
                await client.Expect("220 ").WaitAsync(Soon);
                opened++;
            }
            catch (SocketException)
            {
                // No program listens yet.
                await Task.Delay(1);
            }
        }
    }

    /// <summary>One program and one backend for all tests.</summary>
    public sealed class Peers : ProgramAndBackend;
}
