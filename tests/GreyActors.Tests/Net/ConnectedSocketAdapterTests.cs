using System.Security.Authentication;
using System.Text;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using GreyActors.Core.Smtp;
using GreyActors.Net;
using Xunit;
using Inbox = GreyActors.Net.Inbox;

namespace GreyActors.Tests.Net;

/// <summary>The adapter between two probes: Akka.IO's connection and the policy.</summary>
public sealed class ConnectedSocketAdapterTests : TestKit
{
    private readonly TestProbe _connection;
    private readonly TestProbe _policy;
    private readonly IActorRef _adapter;
    private int _reads;

    private static TlsServerSettings Tls { get; } = new(
        _ => TestCertificates.Context(TestCertificates.Loopback), SslProtocols.Tls12 | SslProtocols.Tls13, TimeSpan.FromMinutes(1));

    public ConnectedSocketAdapterTests()
    {
        _connection = CreateTestProbe("connection");
        _connection.IgnoreMessages<Tcp.ResumeReading>(_ =>
        {
            Interlocked.Increment(ref _reads);
            return true;
        });
        _policy = CreateTestProbe("policy");
        _adapter = Sys.ActorOf(ConnectedSocketAdapter.Props(_connection, new LineFramer(20), minDataRate: 0), "socket");
    }

    [Fact]
    public void A_reply_that_the_policy_sends_before_it_is_linked_is_sent()
    {
        Send("220 early\r\n", Reading.Line);

        _adapter.Tell(new Linked(_policy));

        _connection.ExpectMsg<Tcp.Register>();
        ExpectWritten("220 early\r\n");
    }

    [Fact]
    public void A_reading_that_the_policy_requests_before_it_is_linked_is_kept()
    {
        _adapter.Tell(new Outbox.Read(0, Reading.Line), _policy);

        _adapter.Tell(new Linked(_policy));
        _connection.ExpectMsg<Tcp.Register>();
        Arrive("EARLY\r\n");

        ExpectLine("EARLY", moreWaiting: false);
    }

    [Fact]
    public void A_policy_that_is_linked_after_the_client_has_disconnected_is_informed()
    {
        Watch(_adapter);
        Watch(_connection);
        Sys.Stop(_connection);
        ExpectTerminated(_connection);

        _adapter.Tell(new Linked(_policy));

        _policy.ExpectMsg<Control.ClientGone>();
        ExpectTerminated(_adapter);
    }

    [Fact]
    public void The_policy_gets_one_line_for_each_request()
    {
        Open();

        Arrive("A\r\nB\r\n");

        ExpectLine("A", moreWaiting: true);
        ExpectNothing();
        Send("250 a\r\n", Reading.Line);
        ExpectLine("B", moreWaiting: false);
    }

    [Fact]
    public void Replies_to_pipelined_commands_are_sent_together()
    {
        Open();
        Arrive("A\r\nB\r\nC\r\n");

        ExpectLine("A", moreWaiting: true);
        Send("250 a\r\n", Reading.Line);
        ExpectLine("B", moreWaiting: true);
        Send("250 b\r\n", Reading.Line);
        ExpectLine("C", moreWaiting: false);
        ExpectNothing();
        Send("250 c\r\n", Reading.Line);

        ExpectWritten("250 a\r\n250 b\r\n250 c\r\n");
    }

    [Fact]
    public void Collected_replies_are_sent_before_they_become_large()
    {
        Open();
        Arrive("A\r\nB\r\n");
        ExpectLine("A", moreWaiting: true);

        Send(new string('x', 8 * 1024), Reading.Line);

        ExpectWritten(new string('x', 8 * 1024));
    }

    [Fact]
    public void A_line_may_arrive_in_pieces()
    {
        Open();

        Arrive("A");
        Arrive("B\r");
        Arrive("\n");

        ExpectLine("AB", moreWaiting: false);
    }

    [Fact]
    public void Mail_data_that_arrived_with_its_command_is_delivered_as_a_chunk_on_request()
    {
        Open();
        Arrive("DATA\r\nbody");
        ExpectLine("DATA", moreWaiting: true);

        Send("354 go\r\n", Reading.Chunk);

        ExpectWritten("354 go\r\n");
        Assert.Equal("body", _policy.ExpectMsg<Inbox.Chunk>().Bytes.ToString(Encoding.Latin1));
    }

    [Fact]
    public void Bytes_after_the_end_of_mail_data_are_lines_again()
    {
        Open();
        Send("354 go\r\n", Reading.Chunk);
        ExpectWritten("354 go\r\n");
        Arrive("body.NOOP\r\n");
        _policy.ExpectMsg<Inbox.Chunk>();

        _adapter.Tell(new Outbox.Read(5, Reading.Nothing), _policy);
        ExpectNothing();
        Send("250 taken\r\n", Reading.Line);

        ExpectLine("NOOP", moreWaiting: false);
    }

    [Fact]
    public void The_rest_of_a_partly_consumed_chunk_is_delivered_again()
    {
        Open();
        Send("354 go\r\n", Reading.Chunk);
        ExpectWritten("354 go\r\n");
        Arrive("abc");
        _policy.ExpectMsg<Inbox.Chunk>();

        _adapter.Tell(new Outbox.Read(1, Reading.Chunk), _policy);

        Assert.Equal("bc", _policy.ExpectMsg<Inbox.Chunk>().Bytes.ToString(Encoding.Latin1));
    }

    [Theory]
    [InlineData("this line is longer than twenty\r\nA\r\n", BadLineReason.TooLong)]
    [InlineData("bare\nA\r\n", BadLineReason.BareNewline)]
    [InlineData("bare\rA\r\nA\r\n", BadLineReason.BareNewline)]
    public void An_invalid_line_is_reported_and_the_next_one_is_read(string bytes, BadLineReason reason)
    {
        Open();

        Arrive(bytes);

        Assert.Equal(reason, _policy.ExpectMsg<Inbox.BadLine>().Reason);
        Send("500 no\r\n", Reading.Line);
        if (bytes.StartsWith("bare\n", StringComparison.Ordinal))
            ExpectLine("A", moreWaiting: false);
        else
            Assert.IsType<Inbox.Line>(_policy.ExpectMsg<Inbox.Line>());
    }

    [Fact]
    public void Commands_received_before_the_client_closed_its_side_are_still_answered()
    {
        Open();
        Arrive("A\r\nB\r\n");
        _adapter.Tell(Tcp.PeerClosed.Instance, _connection);

        ExpectLine("A", moreWaiting: true);
        Send("250 a\r\n", Reading.Line);
        ExpectLine("B", moreWaiting: false);
        _policy.ExpectMsg<Control.ClientFinished>();
        Send("250 b\r\n", Reading.Line);

        ExpectWritten("250 a\r\n250 b\r\n");
        Assert.Equal("connection closed by client", _policy.ExpectMsg<Control.ClientGone>().Why);
    }

    [Fact]
    public void Silence_counts_from_the_start_of_the_clients_turn_and_only_during_it()
    {
        Open();
        _adapter.Tell(HowLongSilent.Instance, TestActor);
        Assert.True(ExpectMsg<SilentFor>().Time < TimeSpan.FromMinutes(1));

        Arrive("A\r\n");
        ExpectLine("A", moreWaiting: false);

        _adapter.Tell(HowLongSilent.Instance, TestActor);
        Assert.Equal(TimeSpan.Zero, ExpectMsg<SilentFor>().Time);
    }

    [Fact]
    public void Only_one_packet_is_read_ahead_so_that_a_close_is_noticed()
    {
        Open();
        Arrive("A\r\n");
        ExpectLine("A", moreWaiting: false);
        ExpectNothing();
        var reads = _reads;

        Arrive("B\r\n");
        Arrive("C\r\n");
        ExpectNothing();

        Assert.Equal(reads + 1, _reads);
        Send("250 a\r\n", Reading.Line);
        ExpectLine("B", moreWaiting: true);
        Send("250 b\r\n", Reading.Line);
        ExpectLine("C", moreWaiting: false);
    }

    [Fact]
    public void A_client_that_closes_its_side_while_it_waits_for_a_reply_is_reported_at_once()
    {
        Open();
        Arrive("A\r\n");
        ExpectLine("A", moreWaiting: false);

        _adapter.Tell(Tcp.PeerClosed.Instance, _connection);

        _policy.ExpectMsg<Control.ClientFinished>();
        Send("250 a\r\n", Reading.Line);
        ExpectWritten("250 a\r\n");
        _policy.ExpectMsg<Control.ClientGone>();
    }

    [Fact]
    public void A_client_that_does_not_read_is_disconnected()
    {
        Open();

        _adapter.Tell(new Tcp.CommandFailed(Tcp.Write.Empty), _connection);

        _connection.ExpectMsg<Tcp.Abort>();
        _adapter.Tell(Tcp.Aborted.Instance, _connection);
        Assert.Equal("client does not read", _policy.ExpectMsg<Control.ClientGone>().Why);
    }

    [Fact]
    public void Bytes_received_before_the_policy_starts_implicit_TLS_belong_to_the_handshake()
    {
        _adapter.Tell(new Linked(_policy));
        Arrive("no ClientHello, but read as one\r\n");

        _adapter.Tell(new Outbox.SpeakTls(Tls), _policy);

        Assert.StartsWith("Cannot determine the frame size", _policy.ExpectMsg<Control.ClientGone>().Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_can_start_implicit_TLS_before_it_is_linked()
    {
        _adapter.Tell(new Outbox.SpeakTls(Tls), _policy);

        _adapter.Tell(new Linked(_policy));
        _connection.ExpectMsg<Tcp.Register>();
        Arrive("no ClientHello, but read as one\r\n");

        Assert.StartsWith("Cannot determine the frame size", _policy.ExpectMsg<Control.ClientGone>().Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Cleartext_after_STARTTLS_does_not_reach_the_handshake()
    {
        Open();
        Arrive("STARTTLS\r\nno ClientHello, and not read as one\r\n");
        ExpectLine("STARTTLS", moreWaiting: true);

        _adapter.Tell(new Outbox.StartTls("220 go\r\n"u8.ToArray(), Tls), _policy);
        ExpectWritten("220 go\r\n");

        _policy.ExpectNoMsg(TimeSpan.FromMilliseconds(300));
        Arrive("no ClientHello, but read as one\r\n");
        _policy.ExpectMsg<Control.ClientGone>();
    }

    private void Open()
    {
        _adapter.Tell(new Linked(_policy));
        _connection.ExpectMsg<Tcp.Register>();
        Send("", Reading.Line);
    }

    private void Arrive(string bytes) => _adapter.Tell(new Tcp.Received(ByteString.FromString(bytes)), _connection);

    private void Send(string text, Reading next) => _adapter.Tell(new Outbox.Send(Encoding.Latin1.GetBytes(text), next), _policy);

    private void ExpectLine(string text, bool moreWaiting)
    {
        var line = _policy.ExpectMsg<Inbox.Line>();
        Assert.Equal(text, Encoding.Latin1.GetString(line.Bytes.Span));
        Assert.Equal(moreWaiting, line.MoreWaiting);
    }

    private void ExpectWritten(string text) => Assert.Equal(text, _connection.ExpectMsg<Tcp.Write>().Data.ToString(Encoding.Latin1));

    // When the adapter answers, it has handled all earlier messages, and sent nothing to either probe.
    private void ExpectNothing()
    {
        _adapter.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>();
        Assert.False(_policy.HasMessages);
        Assert.False(_connection.HasMessages);
    }
}
