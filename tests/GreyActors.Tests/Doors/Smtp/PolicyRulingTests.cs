using System.Net;
using System.Text;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using GreyActors.Core.Access;
using GreyActors.Core.Smtp;
using GreyActors.Delivery;
using GreyActors.Dispatch;
using GreyActors.Doors;
using GreyActors.Doors.Smtp;
using GreyActors.Greylisting;
using GreyActors.Judging;
using GreyActors.Net;
using Xunit;
using Inbox = GreyActors.Net.Inbox;

namespace GreyActors.Tests.Doors.Smtp;

/// <summary>Access lists with regular expressions: their searches never hold up the actor, whenever they came into the configuration.</summary>
[Collection("list searches")]
public sealed class PolicyRulingTests : TestKit
{
    private readonly CurrentSessionDependencies _newest = new();
    private readonly TestProbe _socket;
    private readonly TestProbe _greylist;

    public PolicyRulingTests()
        : base("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """) =>
        (_socket, _greylist) = (CreateTestProbe("socket"), CreateTestProbe("greylist"));

    [Fact]
    public void A_session_that_was_open_before_a_reload_searches_its_new_expressions_elsewhere()
    {
        var policy = Start(Parts([]));
        Say(policy, "HELO client.example.net");
        _newest.Now = Parts(["/^news/"]);

        using (new AllBusy())
        {
            NameRecipient(policy);
            Assert.Equal("AwaitingRuling", Describe(policy).Behaviour);
        }

        _greylist.ExpectMsg<JudgeAttempt>();
    }

    [Fact]
    public void Without_expressions_no_search_waits_for_others()
    {
        var policy = Start(Parts([]));
        using var busy = new AllBusy();
        Say(policy, "HELO client.example.net");
        NameRecipient(policy);

        _greylist.ExpectMsg<JudgeAttempt>();
    }

    [Fact]
    public void A_recipient_whose_search_has_to_wait_too_long_is_deferred()
    {
        var policy = Start(Parts(["/^news/"]));
        using var busy = new AllBusy();
        Say(policy, "HELO client.example.net");
        NameRecipient(policy);
        Describe(policy);

        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("451 4.3.0 Please try again later", Describe(policy).Transcript!.Value[^1].Text);
    }

    [Fact]
    public void A_session_that_ends_while_it_waits_for_its_search_leaves_nothing()
    {
        var policy = Start(Parts(["/^news/"]));
        using var busy = new AllBusy();
        Say(policy, "HELO client.example.net");
        NameRecipient(policy);
        Watch(policy);

        policy.Tell(new Control.ClientGone("gone"), _socket);

        ExpectTerminated(policy);
    }

    private static void Say(IActorRef policy, string line) => policy.Tell(new Inbox.Line(Encoding.ASCII.GetBytes(line), MoreWaiting: false));

    private static void NameRecipient(IActorRef policy)
    {
        Say(policy, "MAIL FROM:<a@example.net>");
        Say(policy, "RCPT TO:<b@example.org>");
    }

    private SessionDependencies Parts(string[] senders)
    {
        var settings = TestSettings.Plain with { Access = TestSettings.Plain.Access with { WhitelistedSenders = [.. senders] } };
        return new SessionDependencies(
            settings,
            JudgeDependencies.Of(settings, AccessPolicy.Compile(settings.Access), _greylist, ActorRefs.Nobody, TimeProvider.System),
            new DeliveryDependencies(settings, new DialogueBoard(settings).Board, CreateTestProbe(), TimeProvider.System),
            SmtpCapabilities.None,
            CreateTestProbe(),
            LogDialogue: false,
            TimeProvider.System)
        {
            Newest = _newest,
        };
    }

    private IActorRef Start(SessionDependencies dependencies) => Sys.ActorOf(GreylistPolicy.Props(
        dependencies,
        new ConnectedClient("client-1", new IPEndPoint(IPAddress.Parse("192.0.2.1"), 40000), new IPEndPoint(IPAddress.Loopback, 25)),
        _socket));

    private SessionDescription Describe(IActorRef policy)
    {
        policy.Tell(DescribeSession.Instance, TestActor);
        return ExpectMsg<SessionDescription>();
    }

    /// <summary>Searches of other sessions that take all the room there is, until it is disposed of.</summary>
    private sealed class AllBusy : IDisposable
    {
        private readonly ManualResetEventSlim _gate = new();
        private readonly Task[] _searches;

        public AllBusy()
        {
            _searches = [.. Enumerable.Range(0, ListSearches.AtOnce).Select(_ => ListSearches.Run(() => _gate.Wait(TimeSpan.FromSeconds(30)), CancellationToken.None))];
        }

        public void Dispose()
        {
            _gate.Set();
            Task.WaitAll(_searches);
            _gate.Dispose();
        }
    }
}
