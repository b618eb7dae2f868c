using System.Globalization;
using System.Net;
using System.Net.Sockets;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Cluster;

/// <summary>A TLS handshake between machines that fails ends the connection, and never the machine that began it.</summary>
[Collection(OneAfterTheOther.Name)]
public sealed class FailedHandshakeTests
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_machine_continues_while_a_seed_ends_each_handshake_and_shuts_down_on_request()
    {
        await using var seed = new ClosingSeed();
        await using var cluster = await ClusterUnderTest.Start(new ClusterOptions
        {
            Machines = 1,
            HasCuts = true,
            Configure = (_, configuration) => configuration.With("cluster.seed-nodes", configuration.Values["cluster.seed-nodes"].Replace("]", $", \"{seed.Listen(configuration.Network)}\"]", StringComparison.Ordinal)),
        });

        var machine = cluster.Machines[0];
        await machine.Program.Says("this machine continues");
        await machine.Judges(Within);
        Assert.Empty(machine.Exits);
        Assert.Equal(0, await machine.Terminate());
    }

    /// <summary>Accepts connections and closes each when its first bytes arrive.</summary>
    private sealed class ClosingSeed : IAsyncDisposable
    {
        private Socket? _listener;
        private Task _accepting = Task.CompletedTask;

        public string Listen(MachineNetwork network)
        {
            _listener = network.CreateSocket();
            _listener.Bind(new IPEndPoint(IPAddress.Parse(network.Address), 0));
            _listener.Listen();
            _accepting = Accept(_listener);
            return string.Create(CultureInfo.InvariantCulture, $"{_listener.LocalEndPoint}");
        }

        public async ValueTask DisposeAsync()
        {
            _listener?.Dispose();
            await _accepting;
        }

        private static async Task Accept(Socket listener)
        {
            try
            {
                while (true)
                {
                    using var client = await listener.AcceptAsync();
                    await client.ReceiveAsync(new byte[1]);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
            }
        }
    }
}
