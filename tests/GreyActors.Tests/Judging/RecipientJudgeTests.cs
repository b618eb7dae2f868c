using System.Net;
using Akka.Actor;
using Akka.Event;
using GreyActors.Configuration;
using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;
using GreyActors.Dispatch;
using GreyActors.Greylisting;
using GreyActors.Introspection;
using GreyActors.Judging;
using GreyActors.Tests.Doors.Smtp;
using Xunit;

namespace GreyActors.Tests.Judging;

/// <summary>The judge between a door that is no SMTP session and a greylist that answers, is late or silent.</summary>
[Collection("list searches")]
public sealed class RecipientJudgeTests : JudgeTestKit
{
    private static readonly Verdict Passed = new(true, VerdictReason.WaitedLongEnough, TimeSpan.FromMinutes(5));
    private static readonly TimeSpan Timeout = TestSettings.Plain.Store.Timeout;

    [Fact]
    public void An_access_rule_is_answered_at_once_and_theGreylist_is_not_asked()
    {
        Door().Tell(Question("bob@elsewhere.example"));

        Assert.Equal(RecipientRule.DomainNotServed, Answer().Rule);
        Assert.False(Greylist.HasMessages);
    }

    [Fact]
    public void TheGreylists_verdict_is_the_answer()
    {
        Door().Tell(Question("bob@example.org"));
        var asked = Greylist.ExpectMsg<JudgeAttempt>();
        Assert.Equal(("192.0.2.0/24", "ann@example.net", "bob@example.org"), (asked.Attempt.Identities.Single().Text, asked.Attempt.ReversePath, asked.Attempt.ForwardPath));

        Greylist.Reply(new Judged(asked.Number, new JudgeOutcome.Decided(Passed)));

        var answer = Answer();
        Assert.Equal(
            (DecisionStatus.Accepted, RecipientRule.WaitedLongEnough, "waited 5m", TimeSpan.FromMinutes(5)), (answer.Status, answer.Rule, answer.Reason, answer.Waited));
    }

    [Theory]
    [InlineData(OnStoreFailure.Accept, DecisionStatus.Accepted)]
    [InlineData(OnStoreFailure.Defer, DecisionStatus.Deferred)]
    public void Without_a_verdict_in_time_on_store_failure_decides_and_a_late_verdict_is_ignored(OnStoreFailure setting, DecisionStatus status)
    {
        var door = Door(setting);
        door.Tell(Question("bob@example.org"));
        var attempt = Greylist.ExpectMsg<JudgeAttempt>();

        Wait(door, Timeout - TimeSpan.FromMilliseconds(1));
        Assert.False(Answers.HasMessages);
        Wait(door, TimeSpan.FromMilliseconds(1));

        Assert.Equal((status, RecipientRule.StoreFailure), Answer() is var answer ? (answer.Status, answer.Rule) : default);
        door.Tell(new Judged(attempt.Number, new JudgeOutcome.Decided(Passed)));
        Assert.Equal("unexpected Judged", Answers.ExpectMsg<string>());
    }

    [Theory]
    [InlineData(OnStoreFailure.Accept, DecisionStatus.Accepted)]
    [InlineData(OnStoreFailure.Defer, DecisionStatus.Deferred)]
    public void While_the_store_is_unavailable_on_store_failure_decides(OnStoreFailure setting, DecisionStatus status)
    {
        var door = Door(setting);
        door.Tell(Question("bob@example.org"));
        Greylist.Reply(new Judged(Greylist.ExpectMsg<JudgeAttempt>().Number, JudgeOutcome.Unavailable.Instance));

        Assert.Equal((status, RecipientRule.StoreFailure), Answer() is var answer ? (answer.Status, answer.Rule) : default);
    }

    [Fact]
    public void A_crowd_is_deferred_although_on_store_failure_accepts()
    {
        Door().Tell(Question("bob@example.org"));
        Greylist.Reply(new Judged(Greylist.ExpectMsg<JudgeAttempt>().Number, JudgeOutcome.Crowded.Instance));

        Assert.Equal((DecisionStatus.Deferred, RecipientRule.Crowded), Answer() is var answer ? (answer.Status, answer.Rule) : default);
    }

    [Fact]
    public void In_observe_mode_a_recipient_that_would_be_deferred_is_accepted_and_counted()
    {
        using var tallies = new Tallies();
        var door = Door();
        var settings = TestSettings.Plain with { Greylisting = TestSettings.Plain.Greylisting with { Mode = GreylistingMode.Observe } };
        door.Tell(JudgeDependencies.Of(settings, AccessPolicy.Compile(settings.Access), Greylist, ActorRefs.Nobody, TimeProvider.System));

        door.Tell(Question("bob@example.org"));
        Greylist.Reply(new Judged(Greylist.ExpectMsg<JudgeAttempt>().Number, new JudgeOutcome.Decided(new Verdict(false, VerdictReason.TooLate, TimeSpan.FromDays(3)))));

        var answer = Answer();
        Assert.Equal((DecisionStatus.Accepted, RecipientRule.TooLate, true, null), (answer.Status, answer.Rule, answer.WouldDefer, answer.Reply));
        Assert.Equal(1, tallies.By("greyactors.would_defer")["too-late"]);
    }

    [Fact]
    public void The_verdict_of_another_attempt_neitherAnswers_nor_prolongs_the_wait()
    {
        var door = Door();
        door.Tell(Question("bob@example.org"));
        var attempt = Greylist.ExpectMsg<JudgeAttempt>();

        Wait(door, Timeout / 2);
        door.Tell(new Judged(attempt.Number + 1, new JudgeOutcome.Decided(Passed)));
        Assert.Equal("unexpected Judged", Answers.ExpectMsg<string>());
        Wait(door, Timeout / 2);

        Assert.Equal(RecipientRule.StoreFailure, Answer().Rule);
    }

    [Fact]
    public void The_verdict_on_a_dropped_question_does_not_answer_the_next()
    {
        var door = Door();
        door.Tell(Question("bob@example.org"));
        var late = Greylist.ExpectMsg<JudgeAttempt>();
        door.Tell(Question("carol@example.org"));
        var asked = Greylist.ExpectMsg<JudgeAttempt>();

        door.Tell(new Judged(late.Number, JudgeOutcome.Crowded.Instance));
        Assert.Equal("unexpected Judged", Answers.ExpectMsg<string>());
        door.Tell(new Judged(asked.Number, new JudgeOutcome.Decided(Passed)));

        Assert.Equal(RecipientRule.WaitedLongEnough, Answer().Rule);
    }

    [Fact]
    public void A_dropped_question_is_never_answered()
    {
        var door = Door();
        door.Tell(Question("bob@example.org"));
        var attempt = Greylist.ExpectMsg<JudgeAttempt>();
        door.Tell("drop");
        Greylist.Reply(new Judged(attempt.Number, new JudgeOutcome.Decided(Passed)));
        Assert.Equal("unexpected Judged", Answers.ExpectMsg<string>());

        Wait(door, Timeout);

        Assert.False(Answers.HasMessages);
    }

    [Fact]
    public void Slow_lists_are_searched_elsewhere_before_theGreylist_is_asked()
    {
        var door = Door(senders: "/^news/");
        door.Tell(Question("bob@example.org"));

        var attempt = Greylist.ExpectMsg<JudgeAttempt>();
        Assert.Equal("searching", Answers.ExpectMsg<string>());
        Greylist.Reply(new Judged(attempt.Number, new JudgeOutcome.Decided(Passed)));

        Assert.Equal(RecipientRule.WaitedLongEnough, Answer().Rule);
    }

    [Fact]
    public async Task A_search_that_finds_no_thread_in_time_is_a_deferral()
    {
        using var gate = new ManualResetEventSlim();
        Task[] busy = [.. Enumerable.Range(0, ListSearches.AtOnce).Select(_ => ListSearches.Run(() => gate.Wait(TimeSpan.FromSeconds(30)), CancellationToken.None))];
        try
        {
            var door = Door(senders: "/^news/");
            door.Tell(Question("bob@example.org"));
            Assert.Equal("searching", Answers.ExpectMsg<string>());

            Wait(door, TimeSpan.FromSeconds(30));

            var answer = Answer();
            Assert.Equal(
                (DecisionStatus.Deferred, RecipientRule.Crowded, "too many searches of the access lists at once"), (answer.Status, answer.Rule, answer.Reason));
        }
        finally
        {
            gate.Set();
            await Task.WhenAll(busy);
        }

        Assert.False(Greylist.HasMessages);
    }

    [Fact]
    public void The_identities_of_a_client_are_computed_once_until_the_configuration_changes()
    {
        var door = Door();
        door.Tell(Question("bob@elsewhere.example"));
        door.Tell(Question("eve@elsewhere.example"));
        // The same array, not an equal one.
        Assert.True(Answer().Identities == Answer().Identities);

        door.Tell(Parts(OnStoreFailure.Accept, ipv4Prefix: 16));
        door.Tell(Question("bob@elsewhere.example"));

        Assert.Equal("192.0.0.0/16", Answer().Identities.Single().Text);
    }

    [Fact]
    public void A_question_about_another_client_gets_the_identities_of_that_client()
    {
        var door = Door();
        door.Tell(Question("bob@elsewhere.example"));
        door.Tell(Question("bob@elsewhere.example") with { Client = IPAddress.Parse("198.51.100.1") });

        Assert.Equal("192.0.2.0/24", Answer().Identities.Single().Text);
        Assert.Equal("198.51.100.0/24", Answer().Identities.Single().Text);
    }

    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.1");

    private static RecipientQuestion Question(string to) => new(
        Client, "client.example.net", new MailPath("ann", "example.net"), new MailPath(to.Split('@')[0], to.Split('@')[1]));

    private IActorRef Door(OnStoreFailure setting = OnStoreFailure.Accept, params string[] senders)
    {
        var parts = Parts(setting, 24, senders);
        return Sys.ActorOf(Props.Create(() => new PlainDoor(parts, Answers)));
    }

    private JudgeDependencies Parts(OnStoreFailure setting, int ipv4Prefix, params string[] senders)
    {
        var plain = TestSettings.Plain;
        var settings = plain with
        {
            Access = plain.Access with { WhitelistedSenders = [.. senders] },
            Greylisting = plain.Greylisting with { OnStoreFailure = setting, Ipv4Prefix = ipv4Prefix },
        };
        return JudgeDependencies.Of(settings, AccessPolicy.Compile(settings.Access), Greylist, ActorRefs.Nobody, TimeProvider.System);
    }

    private RecipientAnswer Answer() => Answers.ExpectMsg<RecipientAnswer>();

    /// <summary>The smallest door there can be: it passes questions on and reports the answers.</summary>
    private sealed class PlainDoor : UntypedActor
    {
        private readonly RecipientJudge _judge;
        private readonly IActorRef _answers;

        public PlainDoor(JudgeDependencies parts, IActorRef answers) =>
            (_judge, _answers) = (new RecipientJudge(Context, parts, Context.GetLogger()), answers);

        protected override void PostStop() => _judge.Dispose();

        protected override void OnReceive(object message)
        {
            RecipientAnswer? answer = null;
            switch (message)
            {
                case RecipientQuestion question:
                    answer = _judge.Judge(question);
                    if (_judge.IsSearching)
                        _answers.Tell("searching");
                    break;
                case JudgeDependencies parts:
                    _judge.Use(parts);
                    break;
                case "drop":
                    _judge.Dispose();
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
