using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit.Xunit2;
using GreyActors.Core.Capacity;
using GreyActors.Net;
using Xunit;

namespace GreyActors.Tests.Net;

public sealed class SocketListenerTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConnectionShares _shares = new(
        new DescriptorShares(Own: 0, Reserve: 8, LookUps: 0, Http: 0, Arriving: 64, Refused: 8, Clients: 1_000, RelaysPerServer: 0, Relays: 0), () => false);

    private readonly SocketListener _listener;
    private readonly EndPoint _address;

    public SocketListenerTests()
    {
        _listener = Listen(TestActor);
        _address = _listener.Address;
        _listener.Begin();
    }

    [Fact]
    public void A_listener_does_not_accept_far_ahead_of_its_server()
    {
        var clients = Enumerable.Range(0, 200).Select(_ => Peer.Connect(_address)).ToList();
        for (var told = 0; told < 64; told++)
            ExpectMsg<Tcp.Connected>(Patience);
        ExpectNoMsg(TimeSpan.FromMilliseconds(300));

        for (var looked = 0; looked < 136; looked++)
        {
            _listener.Taken();
            ExpectMsg<Tcp.Connected>(Patience);
        }

        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public void A_listener_accepts_no_connection_after_its_end()
    {
        using var before = Peer.Connect(_address);
        ExpectMsg<Tcp.Connected>(Patience);
        _listener.Dispose();

        Assert.Throws<SocketException>(() => Peer.Connect(_address));
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void A_connection_keeps_its_socket_when_another_thread_accepts_at_the_same_time()
    {
        const int Ahead = 64;
        using var next = new ManualResetEventSlim();
        var server = CreateTestProbe("server");
        SocketListener? listener = null;
        var counted = 0;
        using var closing = listener = Listen(server, () =>
        {
            switch (Interlocked.Increment(ref counted))
            {
                case Ahead:
                    // The limit is reached. The server handles a connection, so another thread accepts the next one at once.
                    Task.Run(listener!.Taken);
                    Assert.True(next.Wait(Patience));
                    break;
                case Ahead + 1:
                    next.Set();
                    break;
            }
        });
        var clients = Enumerable.Range(0, Ahead + 1).Select(_ => Peer.Connect(listener.Address)).ToList();

        listener.Begin();

        var introduced = Enumerable.Range(0, Ahead + 1).Select(_ => server.ExpectMsg<Tcp.Connected>(Patience).RemoteAddress).ToHashSet();
        Assert.Equal(Ahead + 1, introduced.Count);
        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public void An_exception_after_accept_ends_only_that_connection()
    {
        var server = new FailingOnce(CreateTestProbe("server"));
        using var listener = Listen(server);
        listener.Begin();

        using var lost = Peer.Connect(listener.Address);
        Assert.Equal("", lost.ReadToEnd());
        using var served = Peer.Connect(listener.Address);

        server.Inner.ExpectMsg<Tcp.Connected>(Patience);
        AwaitAssert(() => Assert.Equal(1, _shares.Accepted.Taken));
    }

    [Fact]
    public void A_client_beyond_the_share_of_the_listeners_is_answered_at_once_and_the_server_logs_it()
    {
        _shares.Accepted.Max = 1;
        using var served = Peer.Connect(_address);
        ExpectMsg<Tcp.Connected>(Patience);
        var connection = LastSender;

        using (var refused = Peer.Connect(_address))
            Assert.Equal("too many\r\n", refused.ReadToEnd());
        Assert.Equal(Shortage.Descriptors, ExpectMsg<ConnectionsShed>(Patience).Of);

        connection.Tell(Tcp.Abort.Instance);
        AwaitAssert(() => Assert.Equal(0, _shares.Accepted.Taken));
        using var next = Peer.Connect(_address);
        ExpectMsg<Tcp.Connected>(Patience);
    }

    [Fact]
    public void A_client_is_answered_at_once_after_the_reserve_was_released()
    {
        Assert.True(_shares.GiveUpReserve(Environment.TickCount64 + 60_000));

        using var refused = Peer.Connect(_address);

        Assert.Equal("too many\r\n", refused.ReadToEnd());
    }

    [Fact]
    public void A_listener_reports_a_shortage_once_a_minute()
    {
        _shares.Accepted.Max = 0;
        for (var i = 0; i < 3; i++)
        {
            using var refused = Peer.Connect(_address);
            refused.ReadToEnd();
        }

        ExpectMsg<ConnectionsShed>(Patience);
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    private SocketListener Listen(IActorRef server, Action? counted = null) => SocketListener.Listen(
        new SocketListenerDependencies(Sys, server, SocketSettings.ForClients, _shares, "too many\r\n"u8.ToArray()) { Counted = counted },
        new IPEndPoint(IPAddress.Loopback, 0),
        SocketAccess.OwnGroup,
        backlog: 512,
        out _)!;

    protected override void AfterAll()
    {
        _listener.Dispose();
        _shares.Dispose();
        base.AfterAll();
    }
}
