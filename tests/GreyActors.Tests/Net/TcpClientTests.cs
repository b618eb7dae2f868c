using System.Net;
using System.Net.Sockets;
using System.Text;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit.Xunit2;
using GreyActors.Net;
using Xunit;
using TcpClient = GreyActors.Net.TcpClient;

namespace GreyActors.Tests.Net;

/// <summary>Tests of a connection to the backend, in cleartext and over TLS.</summary>
public abstract class TcpClientTests : TestKit
{
    private const int MaxLine = 100;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private IActorRef _client = ActorRefs.Nobody;

    protected TcpClientTests() => _listener.Start();

    [Fact]
    public void A_connection_that_is_refused_is_lost()
    {
        _listener.Stop();

        var client = Connect();

        ExpectMsg<TcpControl.Lost>();
        ExpectTerminated(client);
    }

    [Fact]
    public void A_connection_that_is_reset_at_once_is_lost_at_once()
    {
        // Akka.IO may try again on the same socket, so there may be more connections than attempts.
        _ = Task.Run(async () =>
        {
            while (true)
            {
                using var server = await _listener.AcceptSocketAsync();
                server.LingerState = new LingerOption(true, 0);
            }
        });

        // Whether the connection is noticed before or after its reset is a matter of microseconds, so many are tried.
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var client = Connect((IPEndPoint)_listener.LocalEndpoint, TimeSpan.FromSeconds(60));
            FishForMessage(message => message is TcpControl.Lost, TimeSpan.FromSeconds(20));
            ExpectTerminated(client, TimeSpan.FromSeconds(20));
        }
    }

    [Fact]
    public void A_host_that_cannot_be_found_is_lost()
    {
        var client = Watch(ChildActorOf(TcpClient.Props(new DnsEndPoint("no-such-host.invalid", 25), TimeSpan.FromSeconds(2), MaxLine)));

        ExpectMsg<TcpControl.Lost>(TimeSpan.FromSeconds(5));
        ExpectTerminated(client);
    }

    [Fact]
    public void A_connection_that_times_out_is_lost()
    {
        // A listener with a full queue does not answer.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var waiting = Enumerable.Range(0, 8).Select(_ =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            try
            {
                socket.Connect(full.LocalEndPoint!);
            }
            catch (SocketException pending) when (pending.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
            {
            }

            return socket;
        }).ToArray();

        var client = Connect((IPEndPoint)full.LocalEndPoint!, TimeSpan.FromMilliseconds(500));

        ExpectMsg<TcpControl.Lost>();
        ExpectTerminated(client);
        foreach (var socket in waiting)
            socket.Dispose();
    }

    [Fact]
    public void Lines_are_sent_and_received()
    {
        var client = Connect();
        using var server = Accept();

        server.Say("220-one\r\n220 ");
        Assert.Equal("220-one", NextLine());
        server.Say("two\r\n");
        Assert.Equal("220 two", NextLine());
        client.Tell(new TcpOutbox.Lines("EHLO a\r\n"u8.ToArray()));

        Assert.Equal("EHLO a", server.ReadLine());
    }

    [Fact]
    public void A_chunk_is_acknowledged_after_it_is_written()
    {
        var client = Connect();
        using var server = Accept();

        client.Tell(new TcpOutbox.Chunk(ByteString.FromString("mail data\r\n")));

        ExpectMsg<TcpControl.Written>();
        Assert.Equal("mail data", server.ReadLine());
    }

    [Fact]
    public void A_chunk_that_the_server_does_not_read_is_not_acknowledged()
    {
        var client = Connect();
        using var server = Accept();
        var chunk = new TcpOutbox.Chunk(ByteString.FromBytes(new byte[128 * 1024]));

        // More than the kernel buffers on both sides of a loopback connection.
        var written = 0;
        while (written < 1000)
        {
            client.Tell(chunk);
            if (ReceiveOne(TimeSpan.FromSeconds(1)) is not TcpControl.Written)
                break;
            written++;
        }

        Assert.InRange(written, 1, 999);
    }

    [Fact]
    public void A_server_that_closes_is_lost_after_its_last_lines_are_received()
    {
        var client = Connect();
        using (var server = Accept())
            server.Say("421 bye\r\n");

        Assert.Equal("421 bye", NextLine());
        ExpectMsg<TcpControl.Lost>();
        ExpectTerminated(client);
    }

    [Fact]
    public void A_server_that_resets_is_lost()
    {
        var client = Connect();
        Accept().Reset();

        ExpectMsg<TcpControl.Lost>();
        ExpectTerminated(client);
    }

    [Fact]
    public void A_server_that_sends_too_many_unrequested_lines_is_lost()
    {
        var client = Connect();
        using var server = Accept();

        server.Say(string.Concat(Enumerable.Repeat("250-x\r\n", 129)));

        for (var one = 0; one < 128; one++)
            Assert.Equal("250-x", NextLine());
        ExpectMsg<TcpControl.Lost>();
        ExpectTerminated(client);
    }

    [Fact]
    public void A_server_may_send_as_many_lines_again_after_each_write()
    {
        var client = Connect();
        using var server = Accept();
        for (var round = 0; round < 3; round++)
        {
            server.Say(string.Concat(Enumerable.Repeat("250-x\r\n", 100)));
            for (var one = 0; one < 100; one++)
                Assert.Equal("250-x", NextLine());
            client.Tell(new TcpOutbox.Lines("NOOP\r\n"u8.ToArray()));
            Assert.Equal("NOOP", server.ReadLine());
        }
    }

    [Theory]
    [InlineData("250 ", 200)]
    [InlineData("250 bare\n", 0)]
    public void A_server_that_does_not_send_lines_is_lost(string start, int more)
    {
        var client = Connect();
        using var server = Accept();

        server.Say(start + new string('x', more) + "\r\n");

        ExpectMsg<TcpControl.Lost>();
        ExpectTerminated(client);
    }

    [Fact]
    public void Finished_sends_the_queued_lines_and_closes_cleanly()
    {
        var client = Connect();
        using var server = Accept();

        client.Tell(new TcpOutbox.Lines("QUIT\r\n"u8.ToArray()));
        client.Tell(TcpSignal.Finished.Instance);

        Assert.Equal("QUIT\r\n", server.ReadToEnd());
        server.Say("221 bye\r\n");
        server.Dispose();
        ExpectTerminated(client);
    }

    [Fact]
    public async Task A_server_that_keeps_sending_after_QUIT_is_disconnected_in_the_end()
    {
        var client = Connect();
        using var server = Accept();
        client.Tell(TcpSignal.Finished.Instance);

        using var stop = new CancellationTokenSource();
        var talking = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                server.Say("221 just a moment\r\n");
                await Task.Delay(200);
            }
        });

        ExpectTerminated(client, TimeSpan.FromSeconds(9));
        await stop.CancelAsync();
        await Record.ExceptionAsync(() => talking);
    }

    [Fact]
    public void An_abort_resets_the_connection_so_that_mail_data_is_not_taken_for_complete()
    {
        var client = Connect();
        using var server = Accept();
        client.Tell(new TcpOutbox.Chunk(ByteString.FromString("half a mail\r\n")));
        ExpectMsg<TcpControl.Written>();

        client.Tell(TcpSignal.Abort.Instance);

        var reset = Assert.Throws<IOException>(server.ReadToEnd);
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(reset.GetBaseException()).SocketErrorCode);
        ExpectTerminated(client);
    }

    [Fact]
    public void An_abort_before_the_connection_is_established_leaves_no_actor_or_connection()
    {
        var client = Connect();

        client.Tell(TcpSignal.Abort.Instance);

        FishForMessage(message => message is Terminated ended && ended.ActorRef.Equals(client));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _listener.Dispose();
    }

    /// <summary>What both ends do when the connection is established.</summary>
    private protected virtual void Begin(IActorRef client, Peer server)
    {
    }

    private protected IActorRef Connect() => Connect((IPEndPoint)_listener.LocalEndpoint, TimeSpan.FromSeconds(5));

    private IActorRef Connect(IPEndPoint address, TimeSpan timeout) => _client =
        Watch(ChildActorOf(TcpClient.Props(new DnsEndPoint(address.Address.ToString(), address.Port), timeout, MaxLine)));

    private protected Peer Accept()
    {
        var server = AcceptCleartext();
        Begin(_client, server);
        return server;
    }

    private protected Peer AcceptCleartext()
    {
        var server = new Peer(_listener.AcceptSocket());
        ExpectMsg<TcpControl.Connected>();
        return server;
    }

    private protected string NextLine() => Encoding.Latin1.GetString(ExpectMsg<TcpInbox.Line>().Bytes.Span);
}
