using System.Net;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit;
using GreyActors.Configuration;
using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;
using GreyActors.Greylisting;
using GreyActors.Judging;
using GreyActors.Known;
using GreyActors.Tests.Doors.Smtp;
using Xunit;

namespace GreyActors.Tests.Judging;

/// <summary>The judge between a door and known clients that answer, are late or silent.</summary>
public sealed class JudgeKnownClientsTests : JudgeTestKit
{
    private static readonly Verdict Waited = new(true, VerdictReason.WaitedLongEnough, TimeSpan.FromMinutes(5));
    private static readonly TimeSpan Timeout = TestSettings.Plain.Store.Timeout;

    private readonly TestProbe _clients;

    public JudgeKnownClientsTests() => _clients = CreateTestProbe("clients");

    [Fact]
    public void The_known_clients_are_asked_and_their_verdict_is_the_answer()
    {
        Door().Tell(Question("ann@mail.example.net"));
        var asked = _clients.ExpectMsg<JudgeAttempt>();
        Assert.Equal("example.net", asked.Attempt.Organisation);

        _clients.Reply(new Judged(asked.Number, new JudgeOutcome.Decided(
            new Verdict(true, VerdictReason.KnownPair, TimeSpan.FromDays(12), ClientIdentity.OfSpf("example.net")))));

        var answer = Answers.ExpectMsg<RecipientAnswer>();
        Assert.Equal((DecisionStatus.Accepted, RecipientRule.KnownPair), (answer.Status, answer.Rule));
        Assert.Equal("client known for 12d with mail of this organisation (spf:example.net)", answer.Reason);
        Assert.Equal((TimeSpan.Zero, ClientIdentity.OfSpf("example.net")), (answer.Delay, answer.By));
        Assert.False(Greylist.HasMessages);
    }

    [Theory]
    [InlineData(VerdictReason.WaitedLongEnough)]
    [InlineData(VerdictReason.KnownTriplet)]
    public void A_pass_is_taught_and_the_client_gets_its_answer_when_the_known_clients_have_stored_it(VerdictReason reason)
    {
        Door().Tell(Question("ann@example.net"));
        var asked = _clients.ExpectMsg<JudgeAttempt>();
        _clients.Reply(new Judged(asked.Number, new JudgeOutcome.Decided(Waited with { Reason = reason })));
        Assert.Same(asked.Attempt, _clients.ExpectMsg<NotePass>().Attempt);
        Assert.False(Answers.HasMessages);

        _clients.Reply(new PassNoted(asked.Number));

        Assert.Equal(DecisionStatus.Accepted, Answers.ExpectMsg<RecipientAnswer>().Status);
    }

    [Fact]
    public void A_pass_counts_although_the_known_clients_do_not_store_it_in_time()
    {
        var door = Door();
        door.Tell(Question("ann@example.net"));
        var asked = _clients.ExpectMsg<JudgeAttempt>();
        Wait(door, Timeout / 2);
        _clients.Reply(new Judged(asked.Number, new JudgeOutcome.Decided(Waited)));
        _clients.ExpectMsg<NotePass>();

        Wait(door, Timeout / 2);

        Assert.Equal(RecipientRule.WaitedLongEnough, Answers.ExpectMsg<RecipientAnswer>().Rule);
        _clients.Reply(new PassNoted(asked.Number));
        Assert.Equal("unexpected PassNoted", Answers.ExpectMsg<string>());
    }

    [Theory]
    [InlineData("", VerdictReason.WaitedLongEnough)]
    [InlineData("ann@example.net", VerdictReason.KnownPair)]
    [InlineData("ann@example.net", VerdictReason.ExpectedReply)]
    [InlineData("ann@example.net", VerdictReason.NeverSeen)]
    [InlineData("ann@example.net", VerdictReason.StillWaiting)]
    public void Nothing_else_is_taught(string reversePath, VerdictReason reason)
    {
        Door().Tell(Question(reversePath));
        var asked = _clients.ExpectMsg<JudgeAttempt>();
        _clients.Reply(new Judged(asked.Number, new JudgeOutcome.Decided(
            new Verdict(reason is not (VerdictReason.NeverSeen or VerdictReason.StillWaiting), reason, TimeSpan.Zero))));

        Answers.ExpectMsg<RecipientAnswer>();
        Assert.False(_clients.HasMessages);
    }

    [Fact]
    public void Without_known_clients_and_replies_the_greylist_is_asked_and_nothing_is_taught()
    {
        Door(knowsClients: false, replies: TimeSpan.Zero).Tell(Question("ann@example.net"));
        var asked = Greylist.ExpectMsg<JudgeAttempt>();
        Greylist.Reply(new Judged(asked.Number, new JudgeOutcome.Decided(Waited)));

        Answers.ExpectMsg<RecipientAnswer>();
        Assert.False(_clients.HasMessages);
    }

    [Fact]
    public void Mail_of_our_user_makes_a_reply_expected_from_each_other_organisation_once()
    {
        Sends("Ann@example.org", "bob@Mail.Partner.Example", "carol@partner.example", "dave@elsewhere.example", "eve@example.org");

        Assert.Equal(new NoteSent("partner.example", "ann@example.org"), _clients.ExpectMsg<NoteSent>());
        Assert.Equal(new NoteSent("elsewhere.example", "ann@example.org"), _clients.ExpectMsg<NoteSent>());
        Assert.False(_clients.HasMessages);
    }

    [Theory]
    [InlineData("", "10.1.2.3", 60)]
    [InlineData("ann@elsewhere.example", "10.1.2.3", 60)]
    [InlineData("ann@example.org", "192.0.2.1", 60)]
    [InlineData("ann@example.org", "10.1.2.3", 0)]
    public void No_reply_is_expected_to_other_mail(string reversePath, string client, int days)
    {
        Sends(reversePath, client, TimeSpan.FromDays(days), "bob@partner.example");

        Assert.False(_clients.HasMessages);
    }

    private static RecipientQuestion Question(string reversePath) =>
        new(IPAddress.Parse("192.0.2.1"), "mail.example.net", PathOf(reversePath), PathOf("bob@example.org"));

    private static MailPath PathOf(string address) =>
        address.Split('@') is [var localPart, var domain] ? new MailPath(localPart, domain) : new MailPath("", "");

    private void Sends(string reversePath, params string[] recipients) => Sends(reversePath, "10.1.2.3", TimeSpan.FromDays(60), recipients);

    private void Sends(string reversePath, string client, TimeSpan replies, params string[] recipients)
    {
        var door = Door(replies: replies);
        door.Tell(new Mail(IPAddress.Parse(client), PathOf(reversePath), [.. recipients.Select(PathOf)]));
        Settle(door);
    }

    private IActorRef Door(bool knowsClients = true, TimeSpan? replies = null)
    {
        var plain = TestSettings.Plain;
        var settings = plain with
        {
            Access = plain.Access with { AllowedSenders = ["10.1.2.3"] },
            KnownClients = new KnownClientsSettings(knowsClients, TimeSpan.FromDays(1), 1000),
            Replies = new RepliesSettings(replies ?? TimeSpan.FromDays(60)),
        };
        var parts = JudgeDependencies.Of(settings, AccessPolicy.Compile(settings.Access), Greylist, ActorRefs.Nobody, TimeProvider.System) with { Clients = _clients };
        return Sys.ActorOf(Props.Create(() => new LearningDoor(parts, Answers)));
    }

    private sealed record Mail(IPAddress Client, MailPath ReversePath, MailPath[] Recipients);

    /// <summary>A door that also reports the mail that the backend accepted.</summary>
    private sealed class LearningDoor : UntypedActor
    {
        private readonly RecipientJudge _judge;
        private readonly IActorRef _answers;

        public LearningDoor(JudgeDependencies parts, IActorRef answers) =>
            (_judge, _answers) = (new RecipientJudge(Context, parts, Context.GetLogger()), answers);

        protected override void PostStop() => _judge.Dispose();

        protected override void OnReceive(object message)
        {
            RecipientAnswer? answer = null;
            switch (message)
            {
                case RecipientQuestion question:
                    answer = _judge.Judge(question);
                    break;
                case Mail mail:
                    _judge.LearnSent(mail.Recipients.Select(recipient => new RecipientQuestion(mail.Client, "", mail.ReversePath, recipient)));
                    break;
                default:
                    if (!_judge.Accepts(message, out answer))
                        _answers.Tell($"unexpected {message.GetType().Name}");
                    break;
            }

            if (answer is not null)
                _answers.Tell(answer);
        }
    }
}
