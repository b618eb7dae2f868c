using System.Diagnostics;
using System.Net.Sockets;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>The program behind a load balancer that uses the PROXY protocol.</summary>
public sealed class LoadBalancerTests(LoadBalancerTests.Peers peers) : IClassFixture<LoadBalancerTests.Peers>
{
    private const string Client = "127.0.5.5";

    [Theory]
    [InlineData("send-proxy", Client)]
    [InlineData("send-proxy-v2", Client)]
    [InlineData("send-proxy", "::1")]
    [InlineData("send-proxy-v2", "::1")]
    public async Task The_client_in_the_greylist_log_is_the_one_that_connected_to_the_load_balancer(string version, string client)
    {
        var recipient = $"{Guid.NewGuid()}@example.test";
        using var haproxy = await HaproxyInstance.Start(peers.ProxiedPort, version);

        using var first = await SmtpClientSocket.Greeted(haproxy.Port, client);
        await first.Say("MAIL FROM:<a@example.net>", "250");
        await first.Say($"RCPT TO:<{recipient}>", "451 4.7.1");
        await first.Say("QUIT", "221");
        await Eventually.Holds("the retry that passes", async () =>
        {
            using var later = await SmtpClientSocket.Greeted(haproxy.Port, client);
            await later.Say("MAIL FROM:<a@example.net>", "250");
            if ((await later.Say($"RCPT TO:<{recipient}>")).Code != 250)
                return false;
            await later.Say("DATA", "354");
            await later.SendBytes("Subject: x\r\n\r\nx\r\n.\r\n");
            await later.Expect("250");
            return true;
        });

        var lines = await Eventually.Find("the acceptance in the greylist log", () =>
            peers.Program.GreylistLog().Where(line => line.ForwardPaths == $"<{recipient}>").ToArray() is var found && found.Any(line => line.Status == "ACCEPTED") ? found : null);
        Assert.All(lines, line => Assert.Equal(client, line.Client));
    }

    [Fact]
    public async Task Only_an_allowed_sender_may_relay_through_the_load_balancer()
    {
        using var haproxy = await HaproxyInstance.Start(peers.ProxiedPort, "send-proxy-v2");
        var swaks = Command.Run("swaks", "--server", "127.0.0.1", "--port", $"{haproxy.Port}", "--from", "swaks@example.net", "--helo", "swaks.example.net",
            "--to", "far@example.com", "--local-interface", GreyActorsConfiguration.AllowedSender);
        Assert.True(swaks.ExitCode == 0, swaks.ToString());
        await peers.Recorder.MessageFor("far@example.com");

        using var stranger = await SmtpClientSocket.Greeted(haproxy.Port, Client);
        await stranger.Say("MAIL FROM:<a@example.net>", "250");
        await stranger.Say("RCPT TO:<far@example.com>", "550 5.7.1");
    }

    [Fact]
    public async Task The_tree_shows_the_client_and_not_the_load_balancer()
    {
        using var haproxy = await HaproxyInstance.Start(peers.ProxiedPort, "send-proxy");
        using var client = await SmtpClientSocket.Greeted(haproxy.Port, Client);

        using var http = new HttpClient();
        var tree = await http.GetStringAsync(new Uri($"http://127.0.0.1:{peers.Program.IntrospectionPort}/api/tree"));
        Assert.Contains($"\"{Client}:", tree, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_bypasses_the_load_balancer_is_disconnected()
    {
        var cutOff = await Record.ExceptionAsync(async () =>
        {
            using var stranger = await SmtpClientSocket.Connect(peers.ProxiedPort, Client);
            await stranger.SendBytes("PROXY TCP4 192.0.2.7 198.51.100.1 4711 25\r\n");
            await stranger.ExpectEnd();
        });

        // The close may be so quick that the client notices it while connecting.
        Assert.True(cutOff is null or SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown }, $"{cutOff}");
        await Eventually.Holds("it is in the log", () => peers.Program.Output.Contains($"{Client}:", StringComparison.Ordinal)
            && peers.Program.Output.Contains("is for trusted-proxies only", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_load_balancer_that_sends_no_header_is_disconnected_in_time_and_logged()
    {
        using var haproxy = await HaproxyInstance.Start(peers.ProxiedPort, "");
        using var client = await SmtpClientSocket.Connect(haproxy.Port, Client);
        var watch = Stopwatch.StartNew();

        await client.ExpectEnd();

        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(20));
        await Eventually.Holds("it is in the log", () => peers.Program.Output.Contains("its PROXY header is invalid: not in time", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_slow_header_must_be_complete_within_five_seconds()
    {
        using var slow = await SmtpClientSocket.Connect(peers.ProxiedPort);
        var ended = slow.ExpectEnd();
        var watch = Stopwatch.StartNew();
        foreach (var octet in "PROXY TCP4 192.0.2.7 198.51.100.1 4711 25\r\n")
        {
            if (await Task.WhenAny(ended, Task.Delay(TimeSpan.FromMilliseconds(500))) == ended)
                break;
            try
            {
                await slow.SendBytes($"{octet}");
            }
            catch (SocketException)
            {
                break;
            }
        }

        await ended;
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(15));
    }

    [Theory]
    [InlineData("send-proxy", "")]
    [InlineData("send-proxy-v2", "")]
    [InlineData("send-proxy", "option smtpchk EHLO check.example.org")]
    [InlineData("send-proxy-v2", "option smtpchk EHLO check.example.org")]
    public async Task Health_checks_are_served_and_not_logged(string version, string checks)
    {
        var first = await SessionNumber();
        var before = (peers.Program.Output, peers.Program.GreylistLogText());
        // Earlier events are logged with a delay.
        var quiet = 0;
        await Eventually.Holds("the logs are quiet for ten looks", () =>
        {
            quiet = before == (before = (peers.Program.Output, peers.Program.GreylistLogText())) ? quiet + 1 : 0;
            return quiet == 10;
        });

        using var haproxy = await HaproxyInstance.Start(peers.ProxiedPort, $"{version} check check-send-proxy inter 50ms", checks);

        await Eventually.Holds("ten checks", async () => await SessionNumber() - first > 10);
        Assert.DoesNotContain("DOWN", haproxy.Said, StringComparison.Ordinal);
        Assert.Equal(before, (peers.Program.Output, peers.Program.GreylistLogText()));
    }

    [Theory]
    [InlineData("send-proxy", "proxy-v2")]
    [InlineData("send-proxy-v2", "proxy-v1")]
    public async Task Through_a_load_balancer_and_GreyActors_a_Postfix_logs_the_client(string front, string back)
    {
        using var postfix = PostfixInstance.BehindProxies();
        await using var program = await GreyActorsProcess.Start(
            Peers.Behind(GreyActorsConfiguration.RelayingTo(postfix.Port), out var port).With("relay.client-address", back));
        using var haproxy = await HaproxyInstance.Start(port, front);
        using var client = await SmtpClientSocket.Greeted(haproxy.Port, Client);

        Assert.Contains((await client.Say("EHLO client.example.org", "250")).Lines, line => line.EndsWith("8BITMIME", StringComparison.Ordinal));
        Assert.StartsWith("250 ", (await client.Deliver("a@example.net", "postmaster@example.test", "Subject: x\r\n\r\nx\r\n")).Text, StringComparison.Ordinal);

        // Postfix delivers after its 250 reply.
        var message = await Eventually.Find("the message in the mailbox", () => postfix.Mailbox().SingleOrDefault());
        Assert.Contains($"(unknown [{Client}])", message, StringComparison.Ordinal);
        await postfix.Logged($"connect from unknown[{Client}]");
        await postfix.Logged($"client=unknown[{Client}]");
        Assert.DoesNotContain("warning: haproxy", postfix.Log, StringComparison.Ordinal);
    }

    // Sessions are numbered, so the number of the next one is a count.
    private async Task<int> SessionNumber()
    {
        using var client = await SmtpClientSocket.Greeted(peers.Program.SmtpPort);
        return (await peers.Program.Tree()).All().Where(node => node.Kind == "NoActivityTimeout").Max(node => int.Parse(node.Name["client-".Length..]));
    }

    /// <summary>One program with a listener for load balancers and one backend for all tests.</summary>
    public sealed class Peers : ProgramAndBackend
    {
        private int _proxiedPort;

        /// <summary>The port for load balancers.</summary>
        public int ProxiedPort => _proxiedPort;

        /// <summary>The same configuration with a listener for load balancers on 127.0.0.1.</summary>
        public static GreyActorsConfiguration Behind(GreyActorsConfiguration configuration, out int port)
        {
            port = FreePort.Next();
            return configuration with
            {
                MoreListeners = [$"{{ address = \"127.0.0.1\", port = {port}, proxy-protocol = on, trusted-proxies = [\"127.0.0.1\"] }}"],
            };
        }

        /// <inheritdoc/>
        protected override GreyActorsConfiguration Configure(GreyActorsConfiguration configuration) => Behind(configuration, out _proxiedPort);
    }
}
