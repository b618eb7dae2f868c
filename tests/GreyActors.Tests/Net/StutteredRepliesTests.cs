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

/// <summary>The adapter of a trapped client, between two probes and with a stepped clock.</summary>
public sealed class StutteredRepliesTests : TestKit
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TestProbe _connection;
    private readonly TestProbe _policy;
    private readonly IActorRef _adapter;

    public StutteredRepliesTests()
        : base("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """)
    {
        _connection = CreateTestProbe("connection");
        _connection.IgnoreMessages<Tcp.ResumeReading>(_ => true);
        _policy = CreateTestProbe("policy");
        _adapter = Sys.ActorOf(ConnectedSocketAdapter.Props(_connection, new LineFramer(100), minDataRate: 0), "socket");
    }

    [Fact]
    public void A_reply_goes_out_one_byte_a_second_and_the_next_line_is_delivered_after_it()
    {
        Open();
        Arrive("A\r\nB\r\n");
        ExpectLine("A");

        Send("25\r\n", Reading.Line);

        ExpectWritten("2");
        foreach (var next in (string[])["5", "\r", "\n"])
        {
            Wait(Second - TimeSpan.FromMilliseconds(1));
            ExpectNothing();
            Wait(TimeSpan.FromMilliseconds(1));
            ExpectWritten(next);
        }

        ExpectLine("B");
        Wait(Second);
        ExpectNothing();
    }

    [Fact]
    public void A_banner_of_a_client_that_was_trapped_before_stutters()
    {
        Stutter(most: 1);
        Send("220", Reading.Line);
        _adapter.Tell(new Linked(_policy));

        _connection.ExpectMsg<Tcp.Register>();
        ExpectWritten("2");
        Wait(Second);
        ExpectWritten("2");
    }

    [Fact]
    public void A_client_that_gets_a_reply_slowly_is_not_silent()
    {
        Open();
        Send("250\r\n", Reading.Line);
        ExpectWritten("2");
        _adapter.Tell(HowLongSilent.Instance, TestActor);

        Assert.Equal(TimeSpan.Zero, ExpectMsg<SilentFor>().Time);
    }

    [Fact]
    public void Without_a_free_place_replies_are_sent_at_once()
    {
        var places = new StutterPlaces(() => 1);
        Assert.True(places.TryTake());
        Open(places);

        Send("250 whole\r\n", Reading.Line);

        ExpectWritten("250 whole\r\n");
    }

    [Fact]
    public void The_end_of_a_session_returns_its_place()
    {
        var places = new StutterPlaces(() => 1);
        Open(places);
        Send("250\r\n", Reading.Line);
        ExpectWritten("2");
        Assert.False(places.TryTake());

        Watch(_adapter);
        _adapter.Tell(Tcp.Closed.Instance, _connection);
        ExpectTerminated(_adapter);

        Assert.True(places.TryTake());
    }

    [Fact]
    public void The_last_reply_and_what_is_left_of_another_are_sent_at_once()
    {
        Open();
        Send("250\r\n", Reading.Nothing);
        Send("421\r\n", Reading.Nothing);
        _adapter.Tell(Signal.Finished.Instance, _policy);

        ExpectWritten("2");
        ExpectWritten("50\r\n421\r\n");
        _connection.ExpectMsg<Tcp.ConfirmedClose>();
    }

    [Fact]
    public void A_drain_ends_the_stutter_and_returns_the_place()
    {
        var places = new StutterPlaces(() => 1);
        Open(places);
        Arrive("A\r\n");
        ExpectLine("A");
        Send("250\r\n", Reading.Line);
        ExpectWritten("2");

        _adapter.Tell(Outbox.EndStutter.Instance);

        ExpectWritten("50\r\n");
        Arrive("B\r\n");
        ExpectLine("B");
        Assert.True(places.TryTake());
        Send("250 whole\r\n", Reading.Line);
        ExpectWritten("250 whole\r\n");
    }

    [Fact]
    public void A_client_that_closes_its_side_gets_the_rest_at_once()
    {
        Open();
        Send("250\r\n", Reading.Line);
        ExpectWritten("2");

        _adapter.Tell(Tcp.PeerClosed.Instance, _connection);

        ExpectWritten("50\r\n");
        _policy.ExpectMsg<Control.ClientGone>();
    }

    private void Open(StutterPlaces? places = null)
    {
        _adapter.Tell(new Linked(_policy));
        _connection.ExpectMsg<Tcp.Register>();
        Send("", Reading.Line);
        _adapter.Tell(new Outbox.Stutter(places ?? new StutterPlaces(() => 1)), _policy);
    }

    private void Stutter(int most) => _adapter.Tell(new Outbox.Stutter(new StutterPlaces(() => most)), _policy);

    private void Arrive(string bytes) => _adapter.Tell(new Tcp.Received(ByteString.FromString(bytes)), _connection);

    private void Send(string text, Reading next) => _adapter.Tell(new Outbox.Send(Encoding.Latin1.GetBytes(text), next), _policy);

    private void Wait(TimeSpan time)
    {
        Settle();
        ((TestScheduler)Sys.Scheduler).Advance(time);
        Settle();
    }

    private void ExpectLine(string text) => Assert.Equal(text, Encoding.Latin1.GetString(_policy.ExpectMsg<Inbox.Line>().Bytes.Span));

    private void ExpectWritten(string text) => Assert.Equal(text, _connection.ExpectMsg<Tcp.Write>().Data.ToString(Encoding.Latin1));

    private void ExpectNothing()
    {
        Assert.False(_policy.HasMessages);
        Assert.False(_connection.HasMessages);
    }

    // The adapter has handled all earlier messages.
    private void Settle()
    {
        var probe = CreateTestProbe();
        _adapter.Tell(new Identify(null), probe);
        probe.ExpectMsg<ActorIdentity>();
    }
}
