using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using GreyActors.Net;
using GreyActors.Observability;
using Xunit;

namespace GreyActors.Tests.Net;

public sealed class ProxiedConnectionTests : ServerTestKit
{
    private const string Header = "PROXY TCP4 192.0.2.7 198.51.100.1 4711 25\r\n";

    [Theory]
    [InlineData(Header, "192.0.2.7:4711", "198.51.100.1:25")]
    [InlineData("PROXY TCP6 2001:db8::7 2001:db8::1 0 25\r\n", "[2001:db8::7]:0", "[2001:db8::1]:25")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n\u0021\u0011\u0000\u0010\u00c0\u0000\u0002\u0007\u00c6\u0033\u0064\u0001\u0012\u0067\u0000\u0019\u0004\u0000\u0001x", "192.0.2.7:4711", "198.51.100.1:25")]
    public void The_client_is_the_address_in_the_PROXY_header(string header, string remote, string local)
    {
        var listener = Listener(isTrustedProxy: IPAddress.IsLoopback);
        using var proxy = Peer.Connect(ServeTelling(listener));

        proxy.Say(header);

        Assert.Equal((remote, local), Told());
        Assert.Equal("hello", proxy.ReadLine());
        proxy.Dispose();
        AwaitEmpty(listener);
    }

    [Theory]
    [InlineData("PROXY UNKNOWN\r\n")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n\u0020\u0000\u0000\u0000")]
    public void A_proxy_without_a_client_in_its_header_is_the_client(string header)
    {
        var listener = Listener(isTrustedProxy: IPAddress.IsLoopback);
        var address = ServeTelling(listener);
        using var proxy = Peer.Connect(address);

        proxy.Say(header);

        var (remote, local) = Told();
        Assert.StartsWith("127.0.0.1:", remote, StringComparison.Ordinal);
        Assert.Equal(address.ToString(), local);
        proxy.Dispose();
        AwaitEmpty(listener);
    }

    [Fact]
    public void Bytes_after_the_header_belong_to_the_session_and_the_header_may_arrive_in_pieces()
    {
        var listener = Listener(isTrustedProxy: IPAddress.IsLoopback);
        using var proxy = Peer.Connect(Serve(listener));

        proxy.Say(Header[..3]);
        AwaitAssert(() => Assert.Single(Children(listener)));
        proxy.Say(Header[3..] + "one\r\ntw");
        Assert.Equal("hello", proxy.ReadLine());
        Assert.Equal("you said one", proxy.ReadLine());
        proxy.Say("o\r\nDATA\r\nabc!QUIT\r\n");

        Assert.Equal("you said two\r\ngo on\r\ntaken\r\nbye\r\n", proxy.ReadToEnd());
        proxy.Dispose();
        AwaitEmpty(listener);
    }

    [Fact]
    public void A_client_behind_a_proxy_may_close_its_side_and_still_gets_replies()
    {
        var listener = Listener(isTrustedProxy: IPAddress.IsLoopback);
        using var proxy = Peer.Connect(Serve(listener));

        proxy.Say(Header + "one\r\n");
        Assert.Equal("hello", proxy.ReadLine());
        Assert.Equal("you said one", proxy.ReadLine());
        proxy.CloseSending();

        Controls.ExpectMsg<Control.ClientGone>();
        Assert.Equal("", proxy.ReadToEnd());
        AwaitEmpty(listener);
    }

    [Fact]
    public void A_reset_by_a_client_behind_a_proxy_is_noticed()
    {
        var listener = Listener(isTrustedProxy: IPAddress.IsLoopback);
        using var proxy = Peer.Connect(Serve(listener));
        proxy.Say(Header);
        Assert.Equal("hello", proxy.ReadLine());

        proxy.Reset();

        Controls.ExpectMsg<Control.ClientGone>();
        AwaitEmpty(listener);
    }

    [Theory]
    [InlineData("EHLO client.example\r\n")]
    [InlineData("PROXY TCP4 somewhere\r\n")]
    [InlineData("\u0016\u0003\u0001")]
    public void A_proxy_without_a_valid_header_is_closed_without_a_reply(string header)
    {
        var listener = Listener(isTrustedProxy: IPAddress.IsLoopback);
        using var proxy = Peer.Connect(Serve(listener));

        EventFilter.Warning(contains: LogLines.BadProxyHeader.Split("{Why}")[0].Split("} ")[1]).ExpectOne(() =>
        {
            proxy.Say(header);
            AssertReset(proxy);
        });
        AwaitEmpty(listener);
    }

    [Fact]
    public void A_port_check_by_a_proxy_is_not_logged()
    {
        var listener = Listener(isTrustedProxy: IPAddress.IsLoopback);
        var address = Serve(listener);

        EventFilter.Custom(log => log is not Debug && log.LogClass.Namespace == typeof(TcpServer).Namespace).Expect(0, () =>
        {
            Peer.Connect(address).Dispose();
            Peer.Connect(address).Reset();
            using var local = Peer.Connect(address);
            local.Say("PROXY UNKNOWN\r\n");
            Assert.Equal("hello", local.ReadLine());
            local.Dispose();
            AwaitEmpty(listener);
        });
    }

    [Fact]
    public void A_proxy_whose_header_is_late_is_closed()
    {
        var listener = Listener(isTrustedProxy: IPAddress.IsLoopback);
        using var slow = Peer.Connect(Serve(listener), patience: TimeSpan.FromSeconds(20));

        slow.Say(Header[..^1]);

        AssertReset(slow);
        AwaitEmpty(listener);
    }

    [Fact]
    public void Clients_other_than_trusted_proxies_are_refused_without_a_reply()
    {
        var listener = Listener(isTrustedProxy: _ => false);
        var address = Serve(listener);

        EventFilter.Info(contains: "is for trusted-proxies only").ExpectOne(() =>
        {
            using var stranger = Peer.Connect(address);
            AssertReset(stranger);
        });
        Assert.Empty(Children(listener));
    }

    [Fact]
    public void The_limits_for_a_client_network_count_the_announced_clients_and_not_the_proxy()
    {
        var listener = Listener(isTrustedProxy: IPAddress.IsLoopback, atOnce: 1);
        var address = Serve(listener);
        using var first = Peer.Connect(address);
        first.Say(Header);
        Assert.Equal("hello", first.ReadLine());

        using (var same = Peer.Connect(address))
        {
            same.Say(Header.Replace("192.0.2.7", "192.0.2.8", StringComparison.Ordinal));
            Assert.Equal("too many\r\n", same.ReadToEnd());
        }

        using (var other = Peer.Connect(address))
        {
            other.Say(Header.Replace("192.0.2.7", "203.0.113.1", StringComparison.Ordinal));
            Assert.Equal("hello", other.ReadLine());
        }

        first.Dispose();
        AwaitEmpty(listener);
        using var again = Peer.Connect(address);
        again.Say(Header);
        Assert.Equal("hello", again.ReadLine());
        again.Dispose();
        AwaitEmpty(listener);
    }

    [Fact]
    public void Proxies_that_have_not_sent_their_header_count_towards_the_connection_limit()
    {
        var listener = Listener(maxConnections: 2, isTrustedProxy: IPAddress.IsLoopback);
        var address = Serve(listener);
        using var silent = Peer.Connect(address);
        using var slow = Peer.Connect(address);
        slow.Say("PROXY");
        AwaitAssert(() => Assert.Equal(2, Children(listener).Count()));

        using (var third = Peer.Connect(address))
            Assert.Equal("too many\r\n", third.ReadToEnd());

        slow.Say(Header[5..]);
        Assert.Equal("hello", slow.ReadLine());
        silent.Dispose();
        AwaitAssert(() =>
        {
            using var fourth = Peer.Connect(address);
            fourth.Say(Header);
            Assert.Equal("hello", fourth.ReadLine());
        });
        slow.Dispose();
        AwaitEmpty(listener);
    }

    [Fact]
    public void A_client_announced_during_a_shutdown_gets_421()
    {
        var listener = Listener(isTrustedProxy: IPAddress.IsLoopback);
        using var proxy = Peer.Connect(Serve(listener));
        AwaitAssert(() => Assert.Single(Children(listener)));
        listener.Tell(Control.Drain.Instance);
        ExpectMsg<ListenerEvent.Drained>();

        proxy.Say(Header);

        Assert.Equal("shutting down\r\n", proxy.ReadToEnd());
        proxy.Dispose();
        AwaitEmpty(listener);
    }

    private EndPoint ServeTelling(IActorRef listener)
    {
        listener.Tell(new ServeWith((client, socket) =>
        {
            TestActor.Tell(client);
            return EchoPolicy.Props(socket, Controls);
        }));
        return ExpectMsg<ListenerEvent.Listening>().Address;
    }

    private (string Remote, string Local) Told()
    {
        var client = ExpectMsg<ConnectedClient>();
        return ($"{client.Remote}", $"{client.Local}");
    }

    private static void AssertReset(Peer peer)
    {
        var reset = Assert.Throws<IOException>(peer.ReadToEnd);
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(reset.InnerException).SocketErrorCode);
    }
}
