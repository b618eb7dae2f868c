using System.Net;
using System.Net.Sockets;
using Akka.IO;
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

    protected override void AfterAll()
    {
        _listener.Dispose();
        base.AfterAll();
    }
}
