using System.Net;
using Akka.Actor;
using Akka.TestKit;
using GreyActors.Configuration;
using GreyActors.Core.Access;
using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;
using GreyActors.Core.Traps;
using GreyActors.Introspection;
using GreyActors.Judging;
using GreyActors.Tests.Doors.Smtp;
using GreyActors.Traps;
using Xunit;

namespace GreyActors.Tests.Judging;

/// <summary>The judge, spam traps and trapped clients.</summary>
public sealed class JudgeTrapTests : JudgeTestKit
{
    private static readonly TimeSpan Timeout = TestSettings.Plain.Store.Timeout;
    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.1");
    private static readonly TrapNote Note = new("trap@example.org", new DateTimeOffset(2027, 1, 2, 3, 4, 5, TimeSpan.Zero));

    private readonly TestProbe _traps;
    private readonly TrapState _state = new();

    public JudgeTrapTests() => _traps = CreateTestProbe("traps");

    [Fact]
    public void Mail_to_a_trap_is_deferred_when_its_client_is_trapped()
    {
        using var tallies = new Tallies();
        var door = Door();
        door.Tell(Question("trap@example.org"));
        var request = _traps.ExpectMsg<TrapClient>();
        Assert.Equal((Client, "trap@example.org"), (request.Client, request.Trap));
        Settle(door);
        Assert.False(Answers.HasMessages);

        _traps.Reply(new ClientTrapped(request.Number, Note));

        var answer = Answer();
        Assert.Equal((DecisionStatus.Deferred, RecipientRule.Trapped, Note), (answer.Status, answer.Rule, answer.Trapped));
        Assert.Equal($"the recipient is a spam trap (spam-traps: trap@example.org); {Note}", answer.Reason);
        Assert.Equal(1, tallies.Sum("greyactors.traps.deferrals"));
        Assert.False(Greylist.HasMessages);
    }

    [Fact]
    public void Mail_to_a_trap_is_deferred_although_the_traps_do_not_answer()
    {
        var door = Door();
        door.Tell(Question("trap@example.org"));
        var request = _traps.ExpectMsg<TrapClient>();

        Wait(door, Timeout);

        Assert.Equal((RecipientRule.Trapped, null), Answer() is var answer ? (answer.Rule, answer.Trapped) : default);
        door.Tell(new ClientTrapped(request.Number, Note));
        Assert.Equal("unexpected ClientTrapped", Answers.ExpectMsg<string>());
    }

    [Fact]
    public void The_answer_to_an_earlier_question_does_not_end_the_wait()
    {
        var door = Door();
        door.Tell(Question("trap@example.org"));
        var first = _traps.ExpectMsg<TrapClient>();
        door.Tell(Question("trap@example.org"));
        var second = _traps.ExpectMsg<TrapClient>();

        door.Tell(new ClientTrapped(first.Number, Note));
        Assert.Equal("unexpected ClientTrapped", Answers.ExpectMsg<string>());
        door.Tell(new ClientTrapped(second.Number, Note));
        Assert.Equal(Note, Answer().Trapped);
    }

    [Fact]
    public void Mail_of_a_trapped_client_is_deferred_without_a_message_to_the_traps_and_the_greylist()
    {
        Trap();

        Door().Tell(Question("bob@example.org"));

        Assert.Equal((DecisionStatus.Deferred, RecipientRule.Trapped), Answer() is var answer ? (answer.Status, answer.Rule) : default);
        Assert.False(_traps.HasMessages || Greylist.HasMessages);
    }

    [Fact]
    public void A_bounce_to_a_trap_is_deferred_and_traps_nobody()
    {
        Door().Tell(Question("trap@example.org") with { ReversePath = MailPath.Null });

        Assert.Equal((DecisionStatus.Deferred, RecipientRule.Trapped, null), Answer() is var answer ? (answer.Status, answer.Rule, answer.Trapped) : default);
        Assert.False(_traps.HasMessages);
    }

    [Fact]
    public void In_observe_mode_a_client_is_trapped_and_its_mail_is_accepted_and_counted()
    {
        using var tallies = new Tallies();
        Door(GreylistingMode.Observe).Tell(Question("trap@example.org"));
        var request = _traps.ExpectMsg<TrapClient>();
        _traps.Reply(new ClientTrapped(request.Number, Note));

        Assert.Equal((DecisionStatus.Accepted, true), Answer() is var answer ? (answer.Status, answer.WouldDefer) : default);
        Assert.Equal(1, tallies.By("greyactors.would_defer")["trapped"]);
    }

    [Theory]
    [InlineData("192.0.2.1", GreylistingMode.Enforce, "", true)]
    [InlineData("192.0.2.2", GreylistingMode.Enforce, "", false)]
    [InlineData("192.0.2.1", GreylistingMode.Observe, "", false)]
    [InlineData("192.0.2.1", GreylistingMode.Enforce, "192.0.2.1", false)]
    public void Replies_stutter_only_to_a_trapped_client_that_is_deferred(string client, GreylistingMode mode, string whitelisted, bool isTrapped)
    {
        Trap();

        Assert.Equal(isTrapped, Parts(mode, whitelisted).IsTrapped(IPAddress.Parse(client)));
    }

    private static RecipientQuestion Question(string to) => new(
        Client, "client.example.net", new MailPath("ann", "example.net"), new MailPath(to.Split('@')[0], to.Split('@')[1]));

    private void Trap()
    {
        var now = TimeProvider.System.GetUtcNow();
        _state.Apply(TrapRules.Trap(_state, Client, "trap@example.org", TimeSpan.FromHours(1), now)!);
    }

    private IActorRef Door(GreylistingMode mode = GreylistingMode.Enforce)
    {
        var parts = Parts(mode);
        return Sys.ActorOf(JudgeDoor.Props(parts, Answers));
    }

    private JudgeDependencies Parts(GreylistingMode mode, string whitelisted = "")
    {
        var plain = TestSettings.Plain;
        var settings = plain with
        {
            Access = plain.Access with { SpamTraps = ["trap@example.org"], WhitelistedClients = whitelisted.Length == 0 ? [] : [whitelisted] },
            Greylisting = plain.Greylisting with { Mode = mode },
        };
        var shown = new TrappedClients();
        shown.Publish(_state);
        return JudgeDependencies.Of(settings, AccessPolicy.Compile(settings.Access), Greylist, ActorRefs.Nobody, TimeProvider.System) with
        {
            Traps = _traps,
            TrappedClients = shown,
        };
    }

    private RecipientAnswer Answer() => Answers.ExpectMsg<RecipientAnswer>();
}
