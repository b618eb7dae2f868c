using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using GreyActors.Net;
using Xunit;

namespace GreyActors.Tests.Net;

public sealed class SocketListenerTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SocketListener _listener;
    private readonly EndPoint _address;

    public SocketListenerTests()
    {
        _listener = SocketListener.Listen(TestActor, Sys, new IPEndPoint(IPAddress.Loopback, 0), backlog: 512, SocketSettings.ForClients, out _)!;
        _address = _listener.Address;
        _listener.Begin();
    }

    [Fact]
    public void Nobody_is_accepted_far_ahead_of_who_is_looked_at()
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
    public void After_its_end_nobody_is_accepted()
    {
        using var before = Peer.Connect(_address);
        ExpectMsg<Tcp.Connected>(Patience);
        _listener.Dispose();

        Assert.Throws<SocketException>(() => Peer.Connect(_address));
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void A_connection_keeps_its_socket_when_another_thread_accepts_before_it_is_introduced()
    {
        const int Ahead = 64;
        using var next = new ManualResetEventSlim();
        var server = CreateTestProbe("server");
        SocketListener? listener = null;
        var counted = 0;
        using var closing = listener = SocketListener.Listen(
            server, Sys, new IPEndPoint(IPAddress.Loopback, 0), backlog: 512, SocketSettings.ForClients, out _, counted: () =>
            {
                switch (Interlocked.Increment(ref counted))
                {
                    case Ahead:
                        // The limit is reached. The server takes a connection, so another thread accepts the next one at once.
                        Task.Run(listener!.Taken);
                        Assert.True(next.Wait(Patience));
                        break;
                    case Ahead + 1:
                        next.Set();
                        break;
                }
            })!;
        var clients = Enumerable.Range(0, Ahead + 1).Select(_ => Peer.Connect(listener.Address)).ToList();

        listener.Begin();

        var introduced = Enumerable.Range(0, Ahead + 1).Select(_ => server.ExpectMsg<Tcp.Connected>(Patience).RemoteAddress).ToHashSet();
        Assert.Equal(Ahead + 1, introduced.Count);
        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public void An_exception_in_an_introduction_ends_only_that_connection()
    {
        var server = new FailingOnce(CreateTestProbe("server"));
        using var listener = SocketListener.Listen(server, Sys, new IPEndPoint(IPAddress.Loopback, 0), backlog: 512, SocketSettings.ForClients, out _)!;
        listener.Begin();

        using var lost = Peer.Connect(listener.Address);
        Assert.Equal("", lost.ReadToEnd());
        using var served = Peer.Connect(listener.Address);

        server.Inner.ExpectMsg<Tcp.Connected>(Patience);
    }

    protected override void AfterAll()
    {
        _listener.Dispose();
        base.AfterAll();
    }

    private sealed class FailingOnce(TestProbe inner) : MinimalActorRef
    {
        private int _told;

        public TestProbe Inner => inner;

        public override ActorPath Path => ((IActorRef)inner).Path;

        public override IActorRefProvider Provider => ((IInternalActorRef)inner.Ref).Provider;

        protected override void TellInternal(object message, IActorRef sender)
        {
            ObjectDisposedException.ThrowIf(Interlocked.Increment(ref _told) == 1, this);
            inner.Ref.Tell(message, sender);
        }
    }
}
