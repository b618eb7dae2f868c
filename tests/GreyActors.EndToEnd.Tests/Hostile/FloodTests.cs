using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Hostile;

/// <summary>Crowds of clients: the allowed number is served, the others get 421, memory is bounded, and well-behaved clients are served.</summary>
[Collection(OneAfterTheOther.Name)]
public sealed class FloodTests(FloodTests.Peers peers) : IClassFixture<FloodTests.Peers>
{
    private const int Most = 10_001;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Ten_thousand_idle_clients_are_kept_one_more_is_served_and_the_next_gets_421()
    {
        Crowd.MakeRoom(peers.Program);
        var before = peers.Program.ResidentMebibytes();
        using (var crowd = await Crowd.Gather(peers.Program.SmtpPort, Most - 1, 64, Crowd.FromManyNetworks))
        {
            Assert.Equal(Most - 1, crowd.Count(220));
            Assert.InRange(peers.Program.ResidentMebibytes() - before, 0, 500);

            using var client = await peers.AllowedClient();
            var watch = Stopwatch.StartNew();
            Assert.Equal(250, (await client.Deliver("a@example.net", "through@example.test", "x\r\n")).Code);
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));

            using var next = await SmtpClientSocket.Connect(peers.Program.SmtpPort, "127.0.7.7");
            await next.ExpectLast("421 4.3.2 Too many connections");
        }

        await PeaceAgain();
    }

    [Fact]
    public async Task Five_thousand_clients_that_connect_at_once_are_all_greeted()
    {
        Crowd.MakeRoom(peers.Program);
        using (var crowd = await Crowd.Gather(peers.Program.SmtpPort, 5_000, 5_000, Crowd.FromManyNetworks))
        {
            Assert.Equal(5_000, crowd.Count(220));
            crowd.Leave(reset: false);
        }

        await PeaceAgain();
    }

    [Fact]
    public async Task Half_of_two_hundred_clients_of_one_network_get_421_and_other_networks_are_served()
    {
        using (var crowd = await Crowd.Gather(peers.Program.SmtpPort, 200, 20, i => new IPAddress([127, 0, 5, (byte)(1 + i)])))
        {
            Assert.Equal((100, 100), (crowd.Count(220), crowd.Count(421)));
            using var other = await SmtpClientSocket.Greeted(peers.Program.SmtpPort, "127.0.6.1");
            using var refused = await SmtpClientSocket.Connect(peers.Program.SmtpPort, "127.0.5.250");
            await refused.ExpectLast("421 4.3.2 Too many connections");
        }

        await PeaceAgain();
        using var again = await SmtpClientSocket.Greeted(peers.Program.SmtpPort, "127.0.5.250");
    }

    [Fact]
    public async Task Allowed_senders_are_not_counted_with_their_network()
    {
        using var crowd = await Crowd.Gather(peers.Program.SmtpPort, 150, 20, _ => IPAddress.Parse(GreyActorsConfiguration.AllowedSender));
        Assert.Equal(150, crowd.Count(220));
    }

    [Fact]
    public async Task A_storm_of_connections_that_are_reset_at_once_leaves_nothing_behind()
    {
        var before = peers.Program.ResidentMebibytes();
        for (var wave = 0; wave < 10; wave++)
            await Storm(1_000);

        await PeaceAgain();
        Assert.InRange(peers.Program.ResidentMebibytes() - before, int.MinValue, 200);
        Assert.DoesNotContain("Exception", peers.Program.Output + peers.Program.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_beyond_a_low_limit_is_rejected_while_connected_clients_are_served()
    {
        await peers.Program.Kill9();
        await peers.Program.Restart("grey-actors.limits.max-connections=20", "grey-actors.limits.connection-rate-per-client=30");
        try
        {
            using var inside = await SmtpClientSocket.Greeted(peers.Program.SmtpPort, "127.0.8.1");
            var before = peers.Program.ResidentMebibytes();
            using (var crowd = await Crowd.Gather(peers.Program.SmtpPort, 2_000, 500, Crowd.FromManyNetworks))
            {
                // Beyond two hundred at a time they are closed without a reply.
                Assert.Equal(19, crowd.Count(220));
                Assert.Equal(1_981, crowd.Count(421) + crowd.Heard.Count(heard => heard.Length == 0));
                Assert.InRange(crowd.Count(421), 200, 1_981);
                await inside.Say("MAIL FROM:<a@example.net>", "250");
                await inside.Say("RCPT TO:<inside@example.test>", "451");
            }

            Assert.InRange(peers.Program.ResidentMebibytes() - before, int.MinValue, 150);
            await inside.Say("QUIT", "221");
            await PeaceAgain();
            await TooOftenInAMinute();
        }
        finally
        {
            await peers.Program.Kill9();
            await peers.Program.Restart();
        }
    }

    private async Task TooOftenInAMinute()
    {
        for (var i = 0; i < 30; i++)
        {
            using var client = await SmtpClientSocket.Greeted(peers.Program.SmtpPort, $"127.0.9.{i + 20}");
            await client.Say("QUIT", "221");
        }

        using var tooOften = await SmtpClientSocket.Connect(peers.Program.SmtpPort, "127.0.9.1");
        await tooOften.ExpectLast("421 4.3.2 Too many connections");
        using var allowed = await peers.AllowedClient();
        using var other = await SmtpClientSocket.Greeted(peers.Program.SmtpPort, "127.0.10.1");
    }

    // Connects and resets without waiting for anything. A network whose earlier clients are not all noticed to be gone yet is turned away, beyond
    // two hundred at a time without a word: then the client is reset first.
    private Task Storm(int size) => Parallel.ForEachAsync(Enumerable.Range(0, size), new ParallelOptions { MaxDegreeOfParallelism = 200 }, async (i, _) =>
    {
        try
        {
            using var client = await SmtpClientSocket.Connect(peers.Program.SmtpPort, Crowd.FromManyNetworks(i).ToString());
            client.Reset();
        }
        catch (SocketException cutOff) when (cutOff.SocketErrorCode == SocketError.ConnectionReset)
        {
            // The storm expects resets.
        }
    });

    private async Task PeaceAgain()
    {
        await peers.Program.NobodyIsLeft(Soon);
        using var client = await peers.AllowedClient();
        await client.Say("QUIT", "221");
        await peers.Program.NobodyIsLeft(Soon);
    }

    /// <summary>A program whose limits just fit the largest crowd.</summary>
    public sealed class Peers : ProgramAndBackend
    {
        /// <inheritdoc/>
        protected override GreyActorsConfiguration Configure(GreyActorsConfiguration configuration) => configuration
            .With("limits.max-connections", $"{Most}");
    }
}
