using System.Net;
using System.Text;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using GreyActors.Configuration;
using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Policy;
using GreyActors.Core.Smtp;
using GreyActors.Doors;
using GreyActors.Doors.Policy;
using GreyActors.Greylisting;
using GreyActors.Judging;
using GreyActors.Known;
using GreyActors.Net;
using GreyActors.Observability;
using GreyActors.Tests.Doors.Smtp;
using Xunit;
using Inbox = GreyActors.Net.Inbox;

namespace GreyActors.Tests.Doors.Policy;

/// <summary>A policy connection with probes in place of its socket, the greylist and the logs.</summary>
public sealed class PolicyDelegateTests : TestKit
{
    private const string Dunno = "action=DUNNO\n\n";
    private const string Deferred = "action=DEFER_IF_PERMIT 4.7.1 Please try again later\n\n";

    private static readonly GreyActorsSettings Settings = TestSettings.Plain with
    {
        Listen = [new ListenSettings(new IPEndPoint(IPAddress.Loopback, 0)) { Protocol = ListenProtocol.PostfixPolicy }],
        Access = TestSettings.Plain.Access with { AllowedSenders = ["198.51.100.9"] },
        Replies = new RepliesSettings(TimeSpan.FromDays(60)),
    };

    private readonly CurrentPolicyDependencies _newest = new();
    private readonly TestProbe _socket;
    private readonly TestProbe _greylist;
    private readonly TestProbe _clients;
    private readonly TestProbe _decisions;
    private readonly TestProbe _mailLog;

    public PolicyDelegateTests()
        : base("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """) =>
        (_socket, _greylist, _clients, _decisions, _mailLog) = (CreateTestProbe("socket"), CreateTestProbe("greylist"), CreateTestProbe("clients"), CreateTestProbe("decisions"), CreateTestProbe("mail-log"));

    [Fact]
    public void Each_recipient_is_judged_for_the_client_that_Postfix_reports()
    {
        var door = Start();

        Ask(door, client: "192.0.2.1");
        Assert.Equal("192.0.2.0/24 a@example.net b@example.org", Decide(VerdictReason.NeverSeen));
        ExpectAnswer(Deferred);
        Ask(door, client: "203.0.113.7", to: "c@example.org");
        Assert.Equal("203.0.113.0/24 a@example.net c@example.org", Decide(VerdictReason.KnownTriplet));
        ExpectAnswer(Dunno);
    }

    [Fact]
    public void The_null_reverse_path_is_judged_at_DATA_and_other_points_not_at_all()
    {
        var door = Start();

        Ask(door, from: "");
        ExpectAnswer(Dunno);
        Ask(door, from: "", state: "DATA");
        Assert.Equal("192.0.2.0/24  b@example.org", Decide(VerdictReason.NeverSeen));
        ExpectAnswer(Deferred);
        Ask(door, from: "", to: "", state: "DATA");
        Assert.Equal("192.0.2.0/24  ", Decide(VerdictReason.NeverSeen));
        ExpectAnswer(Deferred);
        Ask(door, state: "DATA");
        ExpectAnswer(Dunno);
        Ask(door, state: "END-OF-MESSAGE");
        ExpectAnswer(Dunno);
        Ask(door, client: "unknown");
        ExpectAnswer(Dunno);
        _greylist.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void A_judged_recipient_has_a_decision_and_a_line_in_the_greylist_log()
    {
        var door = Start();

        Ask(door, to: "b@elsewhere.example");
        Decide(VerdictReason.NeverSeen);
        ExpectAnswer(Deferred);

        var made = _decisions.ExpectMsg<DecisionMade>();
        Assert.Equal(
            (Door.PostfixPolicy, RecipientRule.NeverSeen, RecipientRule.DomainNotServed, "never seen before (domain-not-served skipped)"),
            (made.Question.Door, made.Answer.Rule, made.Answer.Skipped, made.Why));
        var line = _mailLog.ExpectMsg<MailLogged>();
        Assert.Equal(
            ("client-1", "192.0.2.1", "a@example.net", "b@elsewhere.example", MailStatus.Deferred, "192.0.2.0/24", Door.PostfixPolicy),
            (line.Session, line.Client.ToString(), line.ReversePath, line.ForwardPaths.Single(), line.Status, line.Identity, line.Door));
    }

    [Theory]
    [InlineData("192.0.2.1", "ann")]
    [InlineData("198.51.100.9", "")]
    public void Submission_is_never_deferred_and_makes_the_reply_expected(string client, string user)
    {
        var door = Start();

        Ask(door, client: client, from: "ann@example.org", to: "carol@other.example", user: user);

        ExpectAnswer(Dunno);
        Assert.Equal(new NoteSent("other.example", "ann@example.org"), _clients.ExpectMsg<NoteSent>());
        _greylist.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Mail_that_only_passes_teaches_nothing()
    {
        var door = Start();

        Ask(door, from: "ann@example.org", to: "carol@other.example");
        Decide(VerdictReason.KnownTriplet);

        ExpectAnswer(Dunno);
        _clients.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void A_mail_gets_its_header_field_once()
    {
        var door = Start(Settings with { Relay = Settings.Relay with { GreylistHeader = true } });

        Assert.StartsWith("action=PREPEND X-Greylist: not delayed (known triplet) by GreyActors at mail.example.org; ", Pass("1"), StringComparison.Ordinal);
        Assert.Equal(Dunno, Pass("1"));
        Assert.StartsWith("action=PREPEND ", Pass("2"), StringComparison.Ordinal);
        Assert.StartsWith("action=PREPEND ", Pass(""), StringComparison.Ordinal);
        Assert.StartsWith("action=PREPEND ", Pass(""), StringComparison.Ordinal);

        string Pass(string instance)
        {
            Ask(door, instance: instance);
            Decide(VerdictReason.KnownTriplet);
            return Encoding.UTF8.GetString(_socket.ExpectMsg<Outbox.Send>().Bytes.Span);
        }
    }

    [Fact]
    public void A_reload_takes_effect_with_the_next_request()
    {
        var door = Start();
        _newest.Now = Parts(Settings with { PostfixPolicy = Settings.PostfixPolicy with { ActionOnDeferral = ActionOnDeferral.Reply } });

        Ask(door);
        Decide(VerdictReason.NeverSeen);

        ExpectAnswer("action=451 4.7.1 Please try again later\n\n");
    }

    [Fact]
    public void A_greylist_that_does_not_answer_does_not_hold_up_Postfix()
    {
        var door = Start();
        Ask(door);
        _greylist.ExpectMsg<JudgeAttempt>();

        ((TestScheduler)Sys.Scheduler).Advance(Settings.Store.Timeout);

        ExpectAnswer(Dunno);
        Assert.Equal(RecipientRule.StoreFailure, _decisions.ExpectMsg<DecisionMade>().Answer.Rule);
    }

    [Fact]
    public void An_answer_to_an_earlier_request_is_ignored()
    {
        var door = Start();
        Ask(door);
        var late = _greylist.ExpectMsg<JudgeAttempt>();
        ((TestScheduler)Sys.Scheduler).Advance(Settings.Store.Timeout);
        ExpectAnswer(Dunno);

        door.Tell(new Judged(late.Number, new JudgeOutcome.Decided(new Verdict(false, VerdictReason.NeverSeen, TimeSpan.Zero))));
        Ask(door, to: "c@example.org");
        Decide(VerdictReason.KnownTriplet);

        ExpectAnswer(Dunno);
    }

    [Theory]
    [InlineData("drain")]
    [InlineData("time")]
    [InlineData("silent")]
    [InlineData("operator")]
    public void An_idle_connection_closes_at_once(string why)
    {
        var door = Watch(Start());

        door.Tell(ControlOf(why));

        _socket.ExpectMsg<Signal.Finished>();
        ExpectTerminated(door);
    }

    [Theory]
    [InlineData("drain")]
    [InlineData("time")]
    [InlineData("operator")]
    public void An_open_request_is_answered_before_the_connection_closes(string why)
    {
        var door = Watch(Start());
        Ask(door);
        var asked = _greylist.ExpectMsg<JudgeAttempt>();

        door.Tell(ControlOf(why));
        _socket.ExpectNoMsg(TimeSpan.Zero);
        Reply(asked, VerdictReason.NeverSeen);

        Assert.Equal((Deferred, Reading.Nothing), Shown(_socket.ExpectMsg<Outbox.Send>()));
        _socket.ExpectMsg<Signal.Finished>();
        ExpectTerminated(door);
    }

    [Theory]
    [InlineData(BadLineReason.Malformed)]
    [InlineData(BadLineReason.TooLong)]
    public void Input_that_is_no_request_ends_the_connection(BadLineReason reason)
    {
        var door = Watch(Start());

        door.Tell(new Inbox.BadLine(reason));

        _socket.ExpectMsg<Signal.Finished>();
        ExpectTerminated(door);
    }

    [Fact]
    public void A_request_for_another_service_ends_the_connection()
    {
        var door = Watch(Start());

        door.Tell(new Inbox.Line("request=junk\nprotocol_state=RCPT\n"u8.ToArray(), MoreWaiting: false));

        _socket.ExpectMsg<Signal.Finished>();
        ExpectTerminated(door);
    }

    [Fact]
    public void A_connection_that_is_lost_during_a_request_leaves_nothing()
    {
        var door = Watch(Start());
        Ask(door);
        _greylist.ExpectMsg<JudgeAttempt>();

        door.Tell(new Control.ClientGone("connection reset"));

        ExpectTerminated(door);
        _socket.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void A_half_closed_connection_still_gets_its_answer()
    {
        var door = Start();
        Ask(door);
        var asked = _greylist.ExpectMsg<JudgeAttempt>();

        door.Tell(Control.ClientFinished.Instance);
        Reply(asked, VerdictReason.NeverSeen);

        ExpectAnswer(Deferred);
    }

    [Fact]
    public void A_connection_describes_its_last_request()
    {
        var door = Start();
        Ask(door);
        Assert.Equal("AwaitingVerdict", Describe(door).Behaviour);
        Decide(VerdictReason.NeverSeen);
        ExpectAnswer(Deferred);

        var shown = Describe(door);

        Assert.Equal(
            (Door.PostfixPolicy, "AwaitingRequest", "client.example.net", "a@example.net", "b@example.org", RecipientStatus.Deferred),
            (shown.Door, shown.Behaviour, shown.Helo, shown.Envelope!.ReversePath, shown.Envelope.Recipients[0].ForwardPath, shown.Envelope.Recipients[0].Status));
        Assert.Equal("action=DEFER_IF_PERMIT 4.7.1 Please try again later", shown.Transcript!.Value[^1].Text);
        Assert.DoesNotContain(shown.Transcript.Value, line => line.Text.StartsWith("sasl_username", StringComparison.Ordinal));
    }

    private static Control ControlOf(string why) => why switch
    {
        "drain" => Control.Drain.Instance,
        "time" => Control.OutOfTime.Instance,
        "silent" => Control.ClientSilent.Instance,
        _ => Control.EndedByOperator.Instance,
    };

    private static (string Text, Reading Next) Shown(Outbox.Send sent) => (Encoding.UTF8.GetString(sent.Bytes.Span), sent.Next);

    private PolicyDependencies Parts(GreyActorsSettings settings) => new(
        settings,
        JudgeDependencies.Of(settings, AccessPolicy.Compile(settings.Access), _greylist, ActorRefs.Nobody, TimeProvider.System) with { Clients = Sys.ActorOf(Props.Create(() => new Handover(_greylist, _clients))) },
        _mailLog,
        LogDialogue: false,
        TimeProvider.System)
    {
        Decisions = _decisions,
        Newest = _newest,
    };

    private IActorRef Start(GreyActorsSettings? settings = null)
    {
        var door = Sys.ActorOf(PolicyDelegate.Props(
            Parts(settings ?? Settings),
            new ConnectedClient("client-1", new IPEndPoint(IPAddress.Loopback, 40000), new IPEndPoint(IPAddress.Loopback, 10023)),
            _socket));
        Assert.Equal(Reading.Line, _socket.ExpectMsg<Outbox.Read>().Next);
        return door;
    }

    private static void Ask(IActorRef door, string client = "192.0.2.1", string from = "a@example.net", string to = "b@example.org", string state = "RCPT", string user = "", string instance = "1") =>
        door.Tell(new Inbox.Line(
            Encoding.UTF8.GetBytes($"request=smtpd_access_policy\nprotocol_state={state}\nhelo_name=client.example.net\nclient_address={client}\nsender={from}\nrecipient={to}\nsasl_username={user}\ninstance={instance}\n"),
            MoreWaiting: false));

    private string Decide(VerdictReason reason)
    {
        var asked = _greylist.ExpectMsg<JudgeAttempt>();
        Reply(asked, reason);
        return $"{asked.Attempt.Identities[0].Text} {asked.Attempt.ReversePath} {asked.Attempt.ForwardPath}";
    }

    private void Reply(JudgeAttempt asked, VerdictReason reason) => _greylist.Sender.Tell(
        new Judged(asked.Number, new JudgeOutcome.Decided(new Verdict(reason == VerdictReason.KnownTriplet, reason, TimeSpan.Zero))));

    private void ExpectAnswer(string text) => Assert.Equal((text, Reading.Line), Shown(_socket.ExpectMsg<Outbox.Send>()));

    private SessionDescription Describe(IActorRef door)
    {
        door.Tell(DescribeSession.Instance, TestActor);
        return ExpectMsg<SessionDescription>();
    }

    /// <summary>The known clients: they hand attempts to the greylist, and note what was sent.</summary>
    private sealed class Handover(IActorRef greylist, IActorRef noted) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is JudgeAttempt)
                greylist.Forward(message);
            else
                noted.Forward(message);
        }
    }
}
