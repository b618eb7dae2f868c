using System.Net;
using Akka.Actor;
using Akka.TestKit;
using GreyActors.Configuration;
using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;
using GreyActors.Greylisting;
using GreyActors.Judging;
using GreyActors.Tests.Doors.Smtp;
using GreyActors.Verification;
using Xunit;

namespace GreyActors.Tests.Judging;

/// <summary>The judge and the verification of recipients.</summary>
public sealed class JudgeVerificationTests : JudgeTestKit
{
    private static readonly RecipientQuestion Question = new(
        IPAddress.Parse("192.0.2.1"), "client.example.net", new MailPath("ann", "example.net"), new MailPath("bob", "example.org"));

    private static readonly SmtpReply NoSuchUser = new("550 5.1.1 no such user");

    private readonly TestProbe _verifier;

    public JudgeVerificationTests() => _verifier = CreateTestProbe("verifier");

    [Fact]
    public void A_recipient_that_the_backend_refuses_gets_its_reply_and_no_triplet_is_noted()
    {
        Door().Tell(Question);
        var question = AskVerifier();
        Assert.Equal((Question.ForwardPath, "192.0.2.0/24"), (question.ForwardPath, question.Network));

        _verifier.Reply(new RecipientVerified(question, new VerificationOutcome.Refused(NoSuchUser)));

        var answer = Answer();
        Assert.Equal((DecisionStatus.Refused, RecipientRule.RefusedByBackend, NoSuchUser), (answer.Status, answer.Rule, answer.Reply));
        Assert.False(Greylist.HasMessages);
    }

    [Fact]
    public void All_IPv6_networks_of_a_site_share_one_allowance()
    {
        Door().Tell(Question with { Client = IPAddress.Parse("2001:db8:1:2::3") });

        Assert.Equal("2001:db8:1::/48", AskVerifier().Network);
    }

    [Fact]
    public void A_recipient_that_exists_is_noted_and_deferred()
    {
        Door().Tell(Question);
        var question = AskVerifier();

        _verifier.Reply(new RecipientVerified(question, VerificationOutcome.Accepted.Instance));

        DeferNow();
    }

    [Fact]
    public void A_recipient_without_an_answer_in_time_is_noted_and_deferred()
    {
        var door = Door();
        door.Tell(Question);
        var question = AskVerifier();

        Wait(door, TestSettings.Plain.Relay.VerifyTimeout);

        DeferNow();
        door.Tell(new RecipientVerified(question, new VerificationOutcome.Refused(NoSuchUser)));
        Assert.Equal("unexpected RecipientVerified", Answers.ExpectMsg<string>());
    }

    [Fact]
    public void The_answer_to_an_earlier_question_does_not_end_the_wait()
    {
        var door = Door();
        door.Tell(Question);
        var first = AskVerifier();
        door.Tell(Question);
        AskVerifier();

        door.Tell(new RecipientVerified(first, new VerificationOutcome.Refused(NoSuchUser)));

        Assert.Equal("unexpected RecipientVerified", Answers.ExpectMsg<string>());
    }

    [Fact]
    public void A_triplet_that_waits_or_passes_is_judged_without_verification()
    {
        Door().Tell(Question);

        var attempt = Greylist.ExpectMsg<JudgeAttempt>();
        Greylist.Reply(new Judged(attempt.Number, new JudgeOutcome.Decided(new Verdict(false, VerdictReason.StillWaiting, TimeSpan.FromMinutes(1)))));

        Assert.Equal(RecipientRule.StillWaiting, Answer().Rule);
        Assert.False(_verifier.HasMessages);
    }

    [Theory]
    [InlineData(Core.Judging.Door.PostfixPolicy, GreylistingMode.Enforce, VerifyRecipients.BeforeDeferral)]
    [InlineData(Core.Judging.Door.Smtp, GreylistingMode.Observe, VerifyRecipients.BeforeDeferral)]
    [InlineData(Core.Judging.Door.Smtp, GreylistingMode.Enforce, VerifyRecipients.Off)]
    public void The_greylist_notes_the_attempt_at_once_where_nothing_is_verified(Core.Judging.Door door, GreylistingMode mode, VerifyRecipients verify)
    {
        Door(mode, verify).Tell(Question with { Door = door });

        Assert.False(Greylist.ExpectMsg<JudgeAttempt>().OnlyIfSeen);
    }

    private VerifyRecipient AskVerifier()
    {
        var attempt = Greylist.ExpectMsg<JudgeAttempt>();
        Assert.True(attempt.OnlyIfSeen);
        Greylist.Reply(new Judged(attempt.Number, JudgeOutcome.Unseen.Instance));
        return _verifier.ExpectMsg<VerifyRecipient>();
    }

    private void DeferNow()
    {
        var attempt = Greylist.ExpectMsg<JudgeAttempt>();
        Assert.False(attempt.OnlyIfSeen);
        Greylist.Reply(new Judged(attempt.Number, new JudgeOutcome.Decided(new Verdict(false, VerdictReason.NeverSeen, TimeSpan.Zero))));
        Assert.Equal((DecisionStatus.Deferred, RecipientRule.NeverSeen), Answer() is var answer ? (answer.Status, answer.Rule) : default);
    }

    private IActorRef Door(GreylistingMode mode = GreylistingMode.Enforce, VerifyRecipients verify = VerifyRecipients.BeforeDeferral)
    {
        var plain = TestSettings.Plain;
        var settings = plain with
        {
            Relay = plain.Relay with { VerifyRecipients = verify },
            Greylisting = plain.Greylisting with { Mode = mode },
        };
        var parts = JudgeDependencies.Of(settings, AccessPolicy.Compile(settings.Access), Greylist, ActorRefs.Nobody, TimeProvider.System) with { Verifier = _verifier };
        return Sys.ActorOf(JudgeDoor.Props(parts, Answers));
    }

    private RecipientAnswer Answer() => Answers.ExpectMsg<RecipientAnswer>();
}
