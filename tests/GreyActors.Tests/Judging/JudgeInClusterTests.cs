using System.Net;
using Akka.Actor;
using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;
using GreyActors.Greylisting;
using GreyActors.Judging;
using GreyActors.Tests.Doors.Smtp;
using Xunit;

namespace GreyActors.Tests.Judging;

/// <summary>The judge in a cluster, where a question may be lost while its partition moves.</summary>
public sealed class JudgeInClusterTests : JudgeTestKit
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Timeout = TestSettings.Plain.Store.Timeout;
    private static readonly Verdict Passed = new(true, VerdictReason.KnownTriplet, TimeSpan.FromDays(1));

    [Fact]
    public void A_question_that_is_not_answered_is_repeated_until_its_time_is_over()
    {
        var door = Asked();
        var first = Greylist.ExpectMsg<JudgeAttempt>();
        for (var passed = AskAgain; passed < Timeout; passed += AskAgain)
        {
            Assert.False(Answers.HasMessages);
            Wait(door, AskAgain);
            Assert.Equal(first, Greylist.ExpectMsg<JudgeAttempt>());
        }

        Wait(door, AskAgain);

        Assert.Equal(RecipientRule.StoreFailure, Answers.ExpectMsg<RecipientAnswer>().Rule);
        Assert.False(Greylist.HasMessages);
    }

    [Fact]
    public void The_first_of_two_answers_counts()
    {
        var door = Asked();
        var question = Greylist.ExpectMsg<JudgeAttempt>();
        Wait(door, AskAgain);
        Greylist.ExpectMsg<JudgeAttempt>();

        Greylist.Reply(new Judged(question.Number, new JudgeOutcome.Decided(Passed)));
        Assert.Equal(RecipientRule.KnownTriplet, Answers.ExpectMsg<RecipientAnswer>().Rule);
        Greylist.Reply(new Judged(question.Number, new JudgeOutcome.Decided(Passed with { Passed = false, Reason = VerdictReason.StillWaiting })));
        Assert.Equal("unexpected Judged", Answers.ExpectMsg<string>());
    }

    [Fact]
    public void A_refusal_by_a_partition_that_moves_is_followed_by_the_repetition()
    {
        var door = Asked();
        Greylist.Reply(new Judged(Greylist.ExpectMsg<JudgeAttempt>().Number, JudgeOutcome.Unavailable.Instance));
        Settle(door);
        Assert.False(Answers.HasMessages);

        Wait(door, AskAgain);
        Greylist.Reply(new Judged(Greylist.ExpectMsg<JudgeAttempt>().Number, new JudgeOutcome.Decided(Passed)));

        Assert.Equal(RecipientRule.KnownTriplet, Answers.ExpectMsg<RecipientAnswer>().Rule);
    }

    [Fact]
    public void A_second_refusal_is_final()
    {
        var door = Asked();
        Greylist.Reply(new Judged(Greylist.ExpectMsg<JudgeAttempt>().Number, JudgeOutcome.Unavailable.Instance));
        Wait(door, AskAgain);
        Greylist.Reply(new Judged(Greylist.ExpectMsg<JudgeAttempt>().Number, JudgeOutcome.Unavailable.Instance));

        Assert.Equal(RecipientRule.StoreFailure, Answers.ExpectMsg<RecipientAnswer>().Rule);
    }

    private IActorRef Asked()
    {
        var settings = TestSettings.Plain;
        var parts = JudgeDependencies.Of(settings, AccessPolicy.Compile(settings.Access), Greylist, ActorRefs.Nobody, TimeProvider.System) with { AskAgainAfter = AskAgain };
        var door = Sys.ActorOf(JudgeDoor.Props(parts, Answers));
        door.Tell(new RecipientQuestion(IPAddress.Parse("192.0.2.1"), "", new MailPath("ann", "example.net"), new MailPath("bob", "example.org")));
        return door;
    }
}
