using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using GreyActors.Net;
using GreyActors.Observability;
using Xunit;

namespace GreyActors.Tests.Net;

/// <summary>An exception on a thread for socket events ends its connection, is logged, and does not end the process.</summary>
public sealed class SocketConnectionBugTests : TestKit
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private static readonly SocketSettings Large = new(MaxFrame: 1024, MaxUnsent: 64 * 1024 * 1024);

    private readonly Socket _listening = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly DescriptorShare _share = new(1);
    private readonly TestProbe _errors;
    private readonly TestProbe _watching;
    private readonly FailingOnce _failing;

    public SocketConnectionBugTests()
    {
        _listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listening.Listen();
        _errors = CreateTestProbe("errors");
        _watching = CreateTestProbe("watching");
        _failing = new FailingOnce(CreateTestProbe("failing"));
        Sys.EventStream.Subscribe(_errors, typeof(Error));
    }

    [Fact]
    public void An_exception_while_bytes_are_received_ends_the_connection()
    {
        using var client = Peer.Connect(_listening.LocalEndPoint!, Soon);
        var connection = Accept();
        _watching.Watch(connection);
        connection.Tell(new Tcp.Register(_failing));
        connection.Tell(Tcp.ResumeReading.Instance);

        client.Say("x");

        AssertEnded(connection);
        _failing.Inner.ExpectMsg<Tcp.Aborted>(Soon);
        Assert.Equal("", client.ReadToEnd());
    }

    [Fact]
    public void An_exception_while_queued_bytes_are_sent_ends_the_connection()
    {
        const int More = 32 * 1024 * 1024;
        using var client = Peer.Connect(_listening.LocalEndPoint!, Soon);
        var connection = Accept();
        _watching.Watch(connection);
        connection.Tell(new Tcp.Register(TestActor));
        connection.Tell(Tcp.Write.Create(ByteString.FromBytes(new byte[More]), new Sent()), _failing);

        Assert.Equal(More, client.ReadToEnd().Length);

        AssertEnded(connection);
        ExpectMsg<Tcp.Aborted>(Soon);
    }

    [Fact]
    public void An_exception_while_a_connection_is_established_is_reported()
    {
        using var connecting = SocketConnecting.To(_listening.LocalEndPoint!, Sys, _failing, SocketSettings.ForRelays);

        _failing.Inner.ExpectMsg<SocketConnecting.Failed>(Soon);
        Assert.Equal(LogLines.ConnectionBug, $"{_errors.ExpectMsg<Error>(Soon).Message}");
    }

    /// <inheritdoc/>
    protected override void AfterAll()
    {
        _listening.Dispose();
        base.AfterAll();
    }

    private SocketConnection Accept()
    {
        var socket = _listening.Accept();
        Assert.True(_share.TryTake());
        return new SocketConnection(Sys, socket, Large, _share);
    }

    private void AssertEnded(IActorRef connection)
    {
        Assert.Equal(LogLines.ConnectionBug, $"{_errors.ExpectMsg<Error>(Soon).Message}");
        _watching.ExpectTerminated(connection, Soon);
        Assert.Equal(0, _share.Taken);
    }

    private sealed class Sent : Tcp.Event;
}
