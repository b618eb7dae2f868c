using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using GreyActors.Core.Addresses;
using GreyActors.Net;
using Xunit;

namespace GreyActors.Tests.Net;

public sealed class TcpServerTests : ServerTestKit
{
    [Fact]
    public void A_client_is_served_by_its_own_small_tree_of_actors()
    {
        var listener = Listener();
        using var client = Peer.Connect(Serve(listener));

        Assert.Equal("hello", client.ReadLine());
        Assert.Equal(["client-1"], Children(listener));
        var tree = ((ActorRefWithCell)listener).Underlying.ChildrenContainer.Children.Single();
        Assert.Equal(["policy", "socket"], Children(tree));

        client.Say("QUIT\r\n");
        Assert.Equal("bye\r\n", client.ReadToEnd());
        client.Dispose();
        AwaitEmpty(listener);
    }

    [Fact]
    public void A_client_of_a_UNIX_socket_is_served_and_the_file_is_removed_at_the_end()
    {
        var path = Path.Combine(Path.GetTempPath(), $"greyactors-{Guid.NewGuid():N}");
        // The limits for networks do not apply: the client has no address.
        var listener = Listener(new UnixSocketAddress(path), atOnce: 1);
        var address = Serve(listener);
        Assert.Equal(new UnixSocketAddress(path), address);
        using var first = Peer.Connect(address);
        using var second = Peer.Connect(address);
        Assert.Equal(("hello", "hello"), (first.ReadLine(), second.ReadLine()));
        first.Say("QUIT\r\n");
        Assert.Equal("bye\r\n", first.ReadToEnd());
        second.Reset();
        AwaitEmpty(listener);
        Assert.True(File.Exists(path));

        Watch(listener);
        Sys.Stop(listener);
        ExpectTerminated(listener);

        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_host_that_is_not_in_trusted_clients_is_disconnected()
    {
        var listener = Listener(isTrustedClient: _ => false);
        using var client = Peer.Connect(Serve(listener));

        Assert.ThrowsAny<IOException>(client.ReadLine);
        AwaitEmpty(listener);

        using var trusted = Peer.Connect(Serve(Listener(isTrustedClient: IPAddress.IsLoopback, name: "other")));
        Assert.Equal("hello", trusted.ReadLine());
    }

    [Fact]
    public void Clients_beyond_the_limit_get_421_until_one_disconnects()
    {
        var listener = Listener(maxConnections: 1);
        var address = Serve(listener);
        using var first = Peer.Connect(address);
        Assert.Equal("hello", first.ReadLine());

        using (var second = Peer.Connect(address))
            Assert.Equal("too many\r\n", second.ReadToEnd());

        first.Dispose();
        AwaitEmpty(listener);
        using var third = Peer.Connect(address);
        Assert.Equal("hello", third.ReadLine());
        third.Dispose();
        AwaitEmpty(listener);
    }

    [Fact]
    public void A_client_that_is_turned_away_and_does_not_read_is_disconnected()
    {
        var listener = Listener(maxConnections: 0);
        using var client = Peer.Connect(Serve(listener));

        AwaitAssert(() => Assert.Single(Children(listener)));

        AwaitAssert(() => Assert.Empty(Children(listener)), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_drain_reaches_every_client_and_ends_when_the_last_has_disconnected()
    {
        var listener = Listener();
        var address = Serve(listener);
        using var busy = Peer.Connect(address);
        Assert.Equal("hello", busy.ReadLine());
        busy.Say("WAIT\r\n");
        Controls.ExpectMsg("WAIT");

        listener.Tell(Control.Drain.Instance);

        Controls.ExpectMsg<Control.Drain>();
        Assert.Equal("Drain\r\n", busy.ReadToEnd());
        busy.Dispose();
        ExpectMsg<ListenerEvent.Drained>();
        AwaitEmpty(listener);
    }

    [Fact]
    public void New_clients_get_421_while_the_service_shuts_down()
    {
        var listener = Listener();
        var address = Serve(listener);
        listener.Tell(Control.Drain.Instance);
        ExpectMsg<ListenerEvent.Drained>();

        using (var newcomer = Peer.Connect(address))
            Assert.Equal("shutting down\r\n", newcomer.ReadToEnd());

        AwaitEmpty(listener);
    }

    [Fact]
    public void A_drain_is_answered_once_although_new_clients_are_turned_away()
    {
        var listener = Listener();
        var address = Serve(listener);
        listener.Tell(Control.Drain.Instance);
        ExpectMsg<ListenerEvent.Drained>();

        using (var newcomer = Peer.Connect(address))
            newcomer.ReadToEnd();
        AwaitEmpty(listener);

        ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void A_drain_before_the_listener_serves_is_answered_at_once()
    {
        var listener = Listener();

        listener.Tell(Control.Drain.Instance);

        ExpectMsg<ListenerEvent.Drained>();
    }

    [Fact]
    public void An_address_in_use_is_reported()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = (IPEndPoint)taken.LocalEndpoint;

        Listener(address).Tell(new ServeWith((_, socket) => EchoPolicy.Props(socket, Controls)));

        var refused = ExpectMsg<ListenerEvent.Refused>();
        Assert.Equal(address, refused.Address);
        Assert.NotEqual("", refused.Why);
        Assert.False(refused.FamilyIsMissing);
    }

    [Fact]
    public void A_listener_without_an_address_can_be_drained()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var listener = Listener((IPEndPoint)taken.LocalEndpoint);
        listener.Tell(new ServeWith((_, socket) => EchoPolicy.Props(socket, Controls)));
        ExpectMsg<ListenerEvent.Refused>();

        listener.Tell(Control.Drain.Instance);

        ExpectMsg<ListenerEvent.Drained>();
    }

    [Fact]
    public void The_connection_limit_counts_the_clients_of_all_listeners()
    {
        var shares = Shares(clients: 1);
        var (one, other) = (Listener(shares: shares, name: "one"), Listener(shares: shares, name: "other"));
        var (here, there) = (Serve(one), Serve(other));
        using var first = Peer.Connect(here);
        Assert.Equal("hello", first.ReadLine());

        using (var second = Peer.Connect(there))
            Assert.Equal("too many\r\n", second.ReadToEnd());

        first.Dispose();
        AwaitEmpty(one);
        AwaitEmpty(other);
        using var third = Peer.Connect(there);
        Assert.Equal("hello", third.ReadLine());
    }

    [Fact]
    public void All_listeners_share_the_places_for_refused_clients_and_reset_the_others()
    {
        var shares = Shares(clients: 0, refused: 1);
        var (one, other) = (Listener(shares: shares, name: "one"), Listener(shares: shares, name: "other"));
        var (here, there) = (Serve(one), Serve(other));
        using var first = Peer.Connect(here);
        AwaitAssert(() => Assert.Equal(1, shares.Refused.Taken));

        using var second = Peer.Connect(there);
        Assert.ThrowsAny<IOException>(() => second.ReadToEnd());
    }

    [Fact]
    public void Clients_return_everything_that_they_took_from_the_shares()
    {
        var shares = Shares(clients: 2);
        var listener = Listener(shares: shares);
        var address = Serve(listener);
        var clients = Enumerable.Range(0, 6).Select(_ => Peer.Connect(address)).ToList();
        clients.ForEach(client => client.ReadLine());
        Assert.Equal(2, shares.Served.Taken);

        clients.ForEach(client => client.Dispose());

        AwaitEmpty(listener);
    }

    [Fact]
    public void A_client_beyond_the_limit_of_its_network_takes_nothing_from_the_share_of_served_clients()
    {
        var shares = Shares(clients: 2);
        var listener = Listener(atOnce: 1, shares: shares);
        var address = Serve(listener);
        using var served = Peer.Connect(address);
        Assert.Equal("hello", served.ReadLine());

        for (var i = 0; i < 3; i++)
        {
            using var refused = Peer.Connect(address);
            Assert.Equal("too many\r\n", refused.ReadToEnd());
        }

        Assert.Equal(1, shares.Served.Taken);
        served.Dispose();
        AwaitEmpty(listener);
    }

    [Fact]
    public void A_listener_that_stops_returns_the_shares_of_its_clients()
    {
        var shares = Shares(clients: 2);
        var listener = Listener(shares: shares);
        using var client = Peer.Connect(Serve(listener));
        Assert.Equal("hello", client.ReadLine());

        Watch(listener);
        Sys.Stop(listener);
        ExpectTerminated(listener);

        AwaitAssert(() => Assert.Equal((0, 0), (shares.Accepted.Taken, shares.Served.Taken)));
    }

    [Fact]
    public void A_client_is_answered_421_without_an_allocation_when_memory_is_scarce()
    {
        var isScarce = true;
        var listener = Listener(shares: Shares(clients: 2, isMemoryScarce: () => Volatile.Read(ref isScarce)));
        var address = Serve(listener);

        using (var refused = Peer.Connect(address))
            Assert.Equal("too many\r\n", refused.ReadToEnd());
        Assert.Empty(Children(listener));

        Volatile.Write(ref isScarce, false);
        using var served = Peer.Connect(address);
        Assert.Equal("hello", served.ReadLine());
    }

    [Fact]
    public void New_clients_are_served_with_the_latest_settings()
    {
        var listener = Listener();
        var address = Serve(listener);
        using var earlier = Peer.Connect(address);
        Assert.Equal("hello", earlier.ReadLine());

        listener.Tell(new ServeWith((_, socket) => EchoPolicy.Props(socket, Controls, "good evening")));
        // The listener has handled the message when it answers this one.
        listener.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>();
        using var later = Peer.Connect(address);

        Assert.Equal("good evening", later.ReadLine());
        earlier.Say("still there\r\n");
        Assert.Equal("you said still there", earlier.ReadLine());
        earlier.Dispose();
        later.Dispose();
        AwaitEmpty(listener);
    }
}
