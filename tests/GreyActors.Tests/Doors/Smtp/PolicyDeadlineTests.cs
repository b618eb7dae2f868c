using System.Net;
using System.Text;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Smtp;
using GreyActors.Delivery;
using GreyActors.Doors;
using GreyActors.Doors.Smtp;
using GreyActors.Greylisting;
using GreyActors.Hosting;
using GreyActors.Judging;
using GreyActors.Net;
using GreyActors.Tests.Delivery;
using Xunit;
using Inbox = GreyActors.Net.Inbox;

namespace GreyActors.Tests.Doors.Smtp;

/// <summary>Every behaviour of a policy that waits for a time, and every message that has nothing to do with what it waits for.</summary>
public sealed class PolicyDeadlineTests() : TestKit("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """)
{
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);
    private static readonly TlsFacts Facts = new("TLSv1.3", "TLS_AES_256_GCM_SHA384", "");
    private static readonly RelayTarget Target = new(new DnsEndPoint("mail-1.test", 25), new IPEndPoint(IPAddress.Loopback, 25));
    private static readonly GreyActorsSettings Settings = TestSettings.Plain with { Limits = TestSettings.Plain.Limits with { GreetPause = TimeSpan.FromSeconds(6) } };
    private static readonly RelaySettings Relay = Settings.Relay;

    private TestProbe _socket = null!;
    private TestProbe _greylist = null!;
    private TestProbe _relay = null!;
    private IActorRef _policy = null!;
    private IActorRef? _opened;
    private RelayPlace? _taken;
    private int _made;

    /// <summary>The behaviours that wait for a time, with how they are reached and their limit.</summary>
    public static TheoryData<string> Situations() => [.. Steps.Keys];

    private static readonly Dictionary<string, (string Behaviour, TimeSpan Limit, Action<PolicyDeadlineTests> Reach)> Steps = new()
    {
        ["the pause before the banner"] = ("Pausing", Settings.Limits.GreetPause, _ => { }
        ),
        ["the greylist's verdict"] = ("AwaitingVerdict", Settings.Store.Timeout, test => test.NameRecipient()),
        ["a place"] = ("AwaitingPlace", Relay.MaxWait, test => test.PassGreylist(withPlace: false)),
        ["the connection"] = ("AwaitingRecipientReply", Relay.ConnectTimeout + Relay.ReplyTimeout, test => test.PassGreylist()),
        ["the banner"] = ("AwaitingRecipientReply", Relay.ReplyTimeout, test => test.Connect()),
        ["the reply to EHLO"] = ("AwaitingRecipientReply", Relay.ReplyTimeout, test => test.Connect("220 mail-1")),
        ["the reply to MAIL"] = ("AwaitingRecipientReply", Relay.ReplyTimeout, test => test.Connect("220 mail-1", "250 mail-1")),
        ["the reply to RCPT"] = ("AwaitingRecipientReply", Relay.ReplyTimeout, test => test.Connect("220 mail-1", "250 mail-1", "250 ok")),
        ["the reply to another RCPT"] = ("AwaitingRecipientReply", Relay.ReplyTimeout, test => test.NameAnotherRecipient()),
        ["the go-ahead"] = ("AwaitingGoAhead", Relay.ReplyTimeout, test => test.AskForData()),
        ["room for mail data"] = ("HoldingMailData", Relay.DataBlockTimeout, test => test.HoldData()),
        ["the end of mail data to be written"] = ("AwaitingFinalReply", Relay.EndOfDataTimeout, test => test.SendData("Subject: a\r\n\r\n.\r\n")),
        ["the final reply"] = ("AwaitingFinalReply", Relay.EndOfDataTimeout, test => test.EndData()),
    };

    [Theory]
    [MemberData(nameof(Situations))]
    public void No_message_that_is_not_awaited_moves_a_deadline(string situation)
    {
        var (behaviour, limit, reach) = Steps[situation];
        foreach (var name in Unrelated(behaviour).Select(message => message.Name))
        {
            Start();
            reach(this);
            Assert.Equal(behaviour, Behaviour());

            Wait(limit / 2);
            var (_, message, sender) = Unrelated(behaviour).Single(one => one.Name == name);
            Send(message, sender);
            Wait(limit - (limit / 2) - Instant);
            Assert.True(Behaviour() == behaviour, $"{situation}: {name} triggers the deadline");
            Send(message, sender);
            Wait(Instant);
            Assert.True(Behaviour() != behaviour, $"{situation}: {name} prolongs the deadline");
            EndSession();
        }
    }

    [Fact]
    public void A_deadline_ends_with_its_session()
    {
        var lost = CreateTestProbe();
        Sys.EventStream.Subscribe(lost, typeof(DeadLetter));
        foreach (var (situation, (_, _, reach)) in Steps)
        {
            Start();
            reach(this);
            EndSession();

            ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromHours(1));
            while (lost.HasMessages)
                Assert.False(lost.ExpectMsg<DeadLetter>().Message is DeadlinePassed, situation);
        }
    }

    private IEnumerable<(string Name, object Message, IActorRef Sender)> Unrelated(string behaviour)
    {
        var stranger = CreateTestProbe();
        yield return ("a query for the session", DescribeSession.Instance, stranger);
        yield return ("a relay that works", new RelayWorked(Target), stranger);
        yield return ("a relay that fails", new RelayFailed(Target, "gone", TimeSpan.Zero), stranger);
        yield return ("a deadline of the past", new DeadlinePassed(), stranger);
        yield return ("a verdict of the past", new Judged(0, JudgeOutcome.Unavailable.Instance), stranger);
        yield return ("a place of the past", new RelayPlaceFree(new RelayPlace(null!, IPAddress.Loopback, stranger)), stranger);
        yield return ("the loss of a place of the past", new RelayPlaceWanted(new RelayPlace(null!, IPAddress.Loopback, stranger)), stranger);
        yield return ("the connection of another relay", TcpControl.Connected.Instance, stranger);
        yield return ("a line of another relay", new TcpInbox.Line("250 ok"u8.ToArray()), stranger);
        yield return ("a chunk that another relay has written", TcpControl.Written.Instance, stranger);
        yield return ("the end of another relay", new TcpControl.Lost("gone"), stranger);
        yield return ("TLS of another relay", new TcpControl.Secured(Facts), stranger);
        yield return ("TLS of the client", new Control.Secured(Facts), _socket);
        yield return ("a configuration", new ServeConfiguration(TestSettings.Running(Settings)), stranger);
        if (behaviour is "Pausing")
            yield break;
        yield return ("silence of the client", Control.ClientSilent.Instance, _socket);
        if (behaviour is "AwaitingPlace")
            yield break;
        yield return ("a drain", Control.Drain.Instance, _socket);
        yield return ("the end of the session's time", Control.OutOfTime.Instance, _socket);
        yield return ("an operator", Control.EndedByOperator.Instance, _socket);
        if (behaviour is not "AwaitingVerdict")
            yield return ("the beginning of a reply", new RelayStandIn.Speak(new TcpInbox.Line(Encoding.ASCII.GetBytes(behaviour == "AwaitingGoAhead" ? "354-go" : "250-ok"))), _socket);
    }

    private void Start()
    {
        (_socket, _greylist, _relay) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        _opened = null;
        var settings = Settings with { Relay = Relay with { MaxConnections = 1 } };
        var dependencies = new SessionDependencies(
            settings,
            JudgeDependencies.Of(settings, AccessPolicy.Compile(settings.Access), _greylist, ActorRefs.Nobody, TimeProvider.System),
            new DeliveryDependencies(settings, new DialogueBoard(settings).Board, CreateTestProbe(), TimeProvider.System) { RelayTo = target => RelayStandIn.Props(target, _relay, _relay) },
            SmtpCapabilities.None,
            CreateTestProbe(),
            LogDialogue: false,
            TimeProvider.System);
        _taken = dependencies.Delivery.Board.BudgetOf(Target.Server).Claim(IPAddress.Parse("198.51.100.1"), ActorRefs.Nobody, mayWait: false);
        var client = new ConnectedClient("client-1", new IPEndPoint(IPAddress.Parse("192.0.2.1"), 40000), new IPEndPoint(IPAddress.Loopback, 25));
        _policy = Sys.ActorOf(GreylistPolicy.Props(dependencies, client, _socket), $"policy-{++_made}");
    }

    private void EndSession()
    {
        Watch(_policy);
        _policy.Tell(PoisonPill.Instance);
        ExpectTerminated(_policy);
    }

    private void NameRecipient()
    {
        Wait(Settings.Limits.GreetPause);
        Say("HELO client.example.net");
        Say("MAIL FROM:<a@example.net>");
        Say("RCPT TO:<b@example.org>");
    }

    private void PassGreylist(bool withPlace = true)
    {
        if (withPlace)
            _taken!.GiveBack();
        NameRecipient();
        _greylist.Reply(new Judged(
            _greylist.ExpectMsg<JudgeAttempt>().Number, new JudgeOutcome.Decided(new Verdict(true, VerdictReason.WaitedLongEnough, TimeSpan.FromMinutes(5)))));
        AwaitCondition(() => Behaviour() != "AwaitingVerdict");
        if (!withPlace)
            return;
        _relay.ExpectMsg<RelayStandIn.Opened>();
        _opened = _relay.LastSender;
    }

    private void Connect(params string[] lines)
    {
        PassGreylist();
        Relayed(TcpControl.Connected.Instance);
        foreach (var line in lines)
            Relayed(new TcpInbox.Line(Encoding.ASCII.GetBytes(line)));
    }

    private void NameAnotherRecipient()
    {
        Connect("220 mail-1", "250 mail-1", "250 ok", "250 ok");
        Say("RCPT TO:<postmaster@example.org>");
    }

    private void AskForData()
    {
        Connect("220 mail-1", "250 mail-1", "250 ok", "250 ok");
        Say("DATA");
    }

    private void SendData(string data)
    {
        AskForData();
        Relayed(new TcpInbox.Line("354 go"u8.ToArray()));
        _policy.Tell(new Inbox.Chunk(ByteString.FromString(data)), _socket);
    }

    private void HoldData()
    {
        SendData("Subject: a\r\n");
        _policy.Tell(new Inbox.Chunk(ByteString.FromString("Subject: a\r\n")), _socket);
    }

    private void EndData()
    {
        SendData("Subject: a\r\n\r\n.\r\n");
        Relayed(TcpControl.Written.Instance);
    }

    private void Send(object message, IActorRef sender) => (message is RelayStandIn.Speak ? _opened! : _policy).Tell(message, sender);

    private void Say(string line) => _policy.Tell(new Inbox.Line(Encoding.ASCII.GetBytes(line), MoreWaiting: false), _socket);

    private void Relayed(object message)
    {
        _opened!.Tell(new RelayStandIn.Speak(message));
        Settle();
    }

    private void Wait(TimeSpan time)
    {
        Settle();
        ((TestScheduler)Sys.Scheduler).Advance(time);
    }

    // Everything that was sent is done: by the policy, by its relay, and what that said to the policy.
    private void Settle()
    {
        Behaviour();
        if (_opened is { } relay)
        {
            var probe = CreateTestProbe();
            relay.Tell(new Identify(null), probe);
            probe.ExpectMsg<ActorIdentity>();
        }

        Behaviour();
    }

    private string Behaviour()
    {
        var probe = CreateTestProbe();
        probe.Watch(_policy);
        _policy.Tell(DescribeSession.Instance, probe);
        return probe.ExpectMsg<object>() is SessionDescription session ? session.Behaviour : "stopped";
    }
}
