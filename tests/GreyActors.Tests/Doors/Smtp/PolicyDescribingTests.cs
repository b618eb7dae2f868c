using System.Net;
using System.Text;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;
using GreyActors.Delivery;
using GreyActors.Doors;
using GreyActors.Doors.Smtp;
using GreyActors.Greylisting;
using GreyActors.Judging;
using GreyActors.Net;
using GreyActors.Tests.Delivery;
using Xunit;
using Inbox = GreyActors.Net.Inbox;

namespace GreyActors.Tests.Doors.Smtp;

/// <summary>The description of a session by its policy, and the messages about its decisions.</summary>
public sealed class PolicyDescribingTests : TestKit
{
    private readonly TestProbe _socket;
    private readonly TestProbe _greylist;
    private readonly TestProbe _decisions;
    private readonly TestProbe _relays;
    private readonly IActorRef _policy;

    public PolicyDescribingTests()
    {
        (_socket, _greylist, _decisions, _relays) = (CreateTestProbe("socket"), CreateTestProbe("greylist"), CreateTestProbe("decisions"), CreateTestProbe("relays"));
        var dependencies = new SessionDependencies(
            TestSettings.Plain,
            JudgeDependencies.Of(TestSettings.Plain, AccessPolicy.Compile(TestSettings.Plain.Access), _greylist, ActorRefs.Nobody, TimeProvider.System),
            new DeliveryDependencies(TestSettings.Plain, new DialogueBoard(TestSettings.Plain).Board, CreateTestProbe("backends"), TimeProvider.System) { RelayTo = target => RelayStandIn.Props(target, _relays, _relays) },
            SmtpCapabilities.None,
            CreateTestProbe("mail-log"),
            LogDialogue: false,
            TimeProvider.System)
        {
            Decisions = _decisions,
        };
        var client = new ConnectedClient("client-7", new IPEndPoint(IPAddress.Parse("192.0.2.1"), 40000), new IPEndPoint(IPAddress.Loopback, 25));
        _policy = Sys.ActorOf(GreylistPolicy.Props(dependencies, client, _socket), "policy");
    }

    [Fact]
    public void A_session_is_described_with_its_envelope_and_what_was_said()
    {
        Say("HELO client.example.net", "MAIL FROM:<a@example.net>", "RCPT TO:<b@example.org>");
        Judge(passed: false);

        var session = Describe();

        Assert.Equal(("client-7", "192.0.2.1:40000", "127.0.0.1:25"), (session.Id, session.Client, session.Listener));
        Assert.Equal(("client.example.net", false, "AwaitingCommand"), (session.Helo, session.Extended, session.Behaviour));
        Assert.Equal((SessionPhase.RecipientsDeferred, 0), (session.Phase, session.Errors));
        Assert.Equal("a@example.net", session.Envelope!.ReversePath);
        Assert.Equal(new RecipientDescription("b@example.org", RecipientStatus.Deferred, "never seen before"), Assert.Single(session.Envelope.Recipients));
        Assert.Null(session.Relay);
        Assert.Null(session.Tls);
        Assert.Equal("HELO client.example.net\r\nMAIL FROM:<a@example.net>\r\nRCPT TO:<b@example.org>\r\n".Length, session.OctetsIn);
        Assert.Equal("451 4.7.1 Please try again later", session.Transcript!.Value[^1].Text);
        Assert.Equal(7, session.Transcript.Value.Length);
    }

    [Theory]
    [InlineData("AUTH PLAIN AHVzZXIAc2VjcmV0")]
    [InlineData("AUTH LOGIN", "c2VjcmV0", "AHVzZXIAc2VjcmV0")]
    [InlineData("auth login c2VjcmV0", "secret")]
    [InlineData("Auth\tPLAIN\tc2VjcmV0", "c2VjcmV0")]
    public void Passwords_are_not_shown(params string[] lines)
    {
        Say("HELO x", "MAIL FROM:<>");
        Say(lines);
        Say("NOOP", "RSET");

        var shown = string.Join('\n', Describe().Transcript!.Value.Select(line => line.Text));

        Assert.DoesNotContain("c2VjcmV0", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", shown, StringComparison.Ordinal);
        Assert.Contains("AUTH", shown, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("NOOP", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Mail_data_is_counted_and_not_shown()
    {
        Say("HELO client.example.net", "MAIL FROM:<a@example.net>", "RCPT TO:<b@example.org>");
        Judge(passed: true);
        Relay("220 mail-1", "250 mail-1", "250 ok", "250 ok");
        Say("DATA");
        Relay("354 go");
        Read();
        var before = Describe();

        _policy.Tell(new Inbox.Chunk(ByteString.FromString("Subject: confidential\r\n")), _socket);
        var after = Describe();

        Assert.Equal("ReadingMailData", after.Behaviour);
        Assert.Equal(before.OctetsIn + 23, after.OctetsIn);
        Assert.Equal(before.Transcript, after.Transcript!.Value);
        Assert.Equal(new RelayDescription("mail-1.test:25", RelayPhase.MailData, "relay-1"), after.Relay);
    }

    [Fact]
    public void Each_recipient_is_reported_with_the_rule_that_decided()
    {
        Say("HELO client.example.net", "MAIL FROM:<a@example.net>", "RCPT TO:<b@example.org>");
        Judge(passed: false);
        var deferred = _decisions.ExpectMsg<DecisionMade>();
        Assert.Equal(
            (DecisionStatus.Deferred, RecipientRule.NeverSeen, "never seen before", "a@example.net", "b@example.org", "client.example.net"),
            (deferred.Status, deferred.Answer.Rule, deferred.Why, deferred.Question.ReversePath.Address, deferred.Question.ForwardPath.Address, deferred.Question.Helo));
        Assert.Equal(TimeSpan.Zero, deferred.Answer.Waited);

        Say("RCPT TO:<b@elsewhere.example>");
        var refused = _decisions.ExpectMsg<DecisionMade>();
        Assert.Equal((DecisionStatus.Refused, RecipientRule.DomainNotServed, (TimeSpan?)null), (refused.Status, refused.Answer.Rule, refused.Answer.Waited));

        Say("RCPT TO:<postmaster@example.org>");
        Relay("220 mail-1", "250 mail-1", "250 ok", "250 ok");
        var accepted = _decisions.ExpectMsg<DecisionMade>();
        Assert.Equal(
            (DecisionStatus.Accepted, RecipientRule.AlwaysAccepted, "postmaster and abuse are always accepted"), (accepted.Status, accepted.Answer.Rule, accepted.Why));

        Say("RCPT TO:<c@example.org>");
        Judge(passed: true);
        Relay("550 5.1.1 No such user");
        var unknown = _decisions.ExpectMsg<DecisionMade>();
        Assert.Equal(
            (DecisionStatus.Refused, RecipientRule.WaitedLongEnough, "550 5.1.1 No such user", TimeSpan.FromMinutes(5)),
            (unknown.Status, unknown.Answer.Rule, unknown.Why, unknown.Answer.Waited));

        Say("RCPT TO:<d@example.org>");
        _greylist.Reply(new Judged(_greylist.ExpectMsg<JudgeAttempt>().Number, JudgeOutcome.Crowded.Instance));
        Assert.Equal((DecisionStatus.Deferred, RecipientRule.Crowded), (_decisions.ExpectMsg<DecisionMade>() is var crowded ? crowded.Status : default, crowded.Answer.Rule));
        Describe();
        _decisions.ExpectNoMsg(TimeSpan.Zero);
    }

    private SessionDescription Describe()
    {
        _policy.Tell(DescribeSession.Instance, TestActor);
        return ExpectMsg<SessionDescription>();
    }

    private void Say(params string[] lines)
    {
        foreach (var line in lines)
        {
            // As the socket does: the client's next line is given when the policy has asked for it.
            AwaitCondition(() => Describe().Behaviour == "AwaitingCommand");
            _policy.Tell(new Inbox.Line(Encoding.UTF8.GetBytes(line), MoreWaiting: false), _socket);
        }
    }

    private void Judge(bool passed)
    {
        var attempt = _greylist.ExpectMsg<JudgeAttempt>();
        _greylist.Reply(new Judged(attempt.Number, new JudgeOutcome.Decided(passed
            ? new Verdict(true, VerdictReason.WaitedLongEnough, TimeSpan.FromMinutes(5))
            : new Verdict(false, VerdictReason.NeverSeen, TimeSpan.Zero))));
        if (!passed)
            Describe();
    }

    // Whatever the policy tells its relay is answered with the next of these lines.
    private void Relay(params string[] lines)
    {
        foreach (var line in lines)
        {
            var told = _relays.FishForMessage(message => message is RelayStandIn.Opened or TcpOutbox);
            if (told is RelayStandIn.Opened)
                _relays.LastSender.Tell(new RelayStandIn.Speak(TcpControl.Connected.Instance));
            _relays.LastSender.Tell(new RelayStandIn.Speak(new TcpInbox.Line(Encoding.UTF8.GetBytes(line))));
        }
    }

    // Until the policy wants mail data.
    private void Read() => _socket.FishForMessage(message => message is Outbox.Send { Next: Reading.Chunk });
}
