using System.Net;
using System.Net.Sockets;
using System.Text;
using Akka.Actor;
using Akka.TestKit;
using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Policy;
using GreyActors.Doors.Policy;
using GreyActors.Greylisting;
using GreyActors.Judging;
using GreyActors.Net;
using GreyActors.Tests.Doors.Smtp;
using GreyActors.Tests.Net;
using Xunit;

namespace GreyActors.Tests.Doors.Policy;

/// <summary>Policy connections over loopback.</summary>
public sealed class PolicyConnectionTests : ServerTestKit
{
    private const string Deferred = "action=DEFER_IF_PERMIT 4.7.1 Please try again later\n\n";

    private static readonly byte[] Request = Encoding.UTF8.GetBytes(
        "request=smtpd_access_policy\nprotocol_state=RCPT\nhelo_name=client.example.net\nclient_address=192.0.2.1\nsender=a@example.net\nrecipient=b@example.org\n\n");

    private readonly FailingClock _clock = new();

    [Fact]
    public void A_connection_that_is_cut_at_any_byte_leaves_nothing_and_judges_nothing()
    {
        var greylist = CreateTestProbe("greylist");
        var (listener, address) = Serve(greylist);
        for (var cut = 0; cut < Request.Length; cut++)
        {
            using var client = Connect(address);
            client.Send(Request.AsSpan(0, cut));
        }

        using var whole = Connect(address);
        whole.Send(Request);
        Answer(greylist);

        Assert.Equal(Deferred, Read(whole));
        Assert.False(greylist.HasMessages);
        whole.Dispose();
        AwaitEmpty(listener);
    }

    [Fact]
    public void Requests_that_arrive_together_are_answered_in_order()
    {
        var greylist = CreateTestProbe("greylist");
        var (_, address) = Serve(greylist);
        using var client = Connect(address);

        client.Send([.. Request, .. Request]);
        Answer(greylist);
        Answer(greylist, VerdictReason.KnownTriplet);

        Assert.Equal(Deferred + "action=DUNNO\n\n", Read(client, Deferred.Length + 14));
    }

    [Fact]
    public void A_bug_in_a_delegate_ends_only_its_connection()
    {
        var greylist = CreateTestProbe("greylist");
        var (_, address) = Serve(greylist);
        using var other = Connect(address);
        using var broken = Connect(address);

        _clock.Fails = true;
        broken.Send(Request);
        Answer(greylist);
        Assert.Equal("", Read(broken));
        _clock.Fails = false;
        other.Send(Request);
        Answer(greylist);

        Assert.Equal(Deferred, Read(other));
    }

    [Fact]
    public void A_connection_over_the_limit_is_closed_without_words()
    {
        var greylist = CreateTestProbe("greylist");
        var (_, address) = Serve(greylist, most: 1);
        using var first = Connect(address);
        first.Send(Request);
        Answer(greylist);
        Assert.Equal(Deferred, Read(first));

        using var second = Connect(address);

        Assert.Equal("", Read(second));
    }

    private static Socket Connect(EndPoint address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 10_000 };
        socket.Connect(address);
        return socket;
    }

    // Up to this many bytes, or to the end of the connection.
    private static string Read(Socket socket, int most = 53)
    {
        var bytes = new byte[most];
        var read = 0;
        try
        {
            while (read < most && socket.Receive(bytes, read, most - read, SocketFlags.None) is > 0 and var more)
                read += more;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionReset)
        {
            // A connection that is turned away is reset.
        }

        return Encoding.UTF8.GetString(bytes, 0, read);
    }

    private static void Answer(TestProbe greylist, VerdictReason reason = VerdictReason.NeverSeen)
    {
        var asked = greylist.ExpectMsg<JudgeAttempt>(TimeSpan.FromSeconds(10));
        greylist.Sender.Tell(new Judged(asked.Number, new JudgeOutcome.Decided(new Verdict(reason == VerdictReason.KnownTriplet, reason, TimeSpan.Zero))));
    }

    private (IActorRef Listener, EndPoint Address) Serve(IActorRef greylist, int most = 500)
    {
        var settings = TestSettings.Plain;
        var parts = new PolicyDependencies(
            settings,
            JudgeDependencies.Of(settings, AccessPolicy.Compile(settings.Access), greylist, ActorRefs.Nobody, TimeProvider.System),
            ActorRefs.Nobody,
            LogDialogue: false,
            _clock);
        var listener = Listener(maxConnections: most, framing: () => new PolicyFramer(), words: "");
        listener.Tell(new ServeWith((client, socket) => PolicyDelegate.Props(parts, client, socket)));
        return (listener, ExpectMsg<ListenerEvent.Listening>().Address);
    }

    private sealed class FailingClock : TimeProvider
    {
        public volatile bool Fails;

        public override DateTimeOffset GetUtcNow() => Fails ? throw new InvalidOperationException("a bug") : base.GetUtcNow();
    }
}
