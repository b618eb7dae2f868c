using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using GreyActors.Greylisting;
using GreyActors.Hosting;
using GreyActors.Tests.Doors.Smtp;
using Xunit;

namespace GreyActors.Tests.Hosting;

public sealed class GreylistServerExpiryTests() : TestKit("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """)
{
    private IActorRef _server = ActorRefs.Nobody;

    [Fact]
    public void The_greylist_forgets_expired_triplets_every_five_minutes()
    {
        var greylist = Start(TimeProvider.System);

        for (var round = 0; round < 3; round++)
        {
            ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
            greylist.ExpectNoMsg(TimeSpan.Zero);
            ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(1));
            greylist.ExpectMsg<ExpireTriplets>();
        }
    }

    [Fact]
    public void The_greylist_forgets_nothing_for_a_day_after_a_jump_of_the_clock()
    {
        var clock = new JumpingClock();
        var greylist = Start(clock);

        clock.Jump = TimeSpan.FromDays(365);
        FiveMinutesPass(clock);
        greylist.ExpectNoMsg(TimeSpan.Zero);
        clock.Jump = TimeSpan.Zero;
        FiveMinutesPass(clock);
        greylist.ExpectNoMsg(TimeSpan.Zero);

        clock.Passed += TimeSpan.FromDays(1);
        FiveMinutesPass(clock);
        greylist.ExpectMsg<ExpireTriplets>();
    }

    [Fact]
    public void A_machine_that_does_not_join_its_cluster_serves_its_clients_after_20_seconds()
    {
        Start(TimeProvider.System, whenJoined: _ => { });
        EventFilter.Warning(contains: "it serves its clients now").Expect(0, () => ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(19)));
        EventFilter.Warning(contains: "it serves its clients now").ExpectOne(() => ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(1)));
    }

    private void FiveMinutesPass(JumpingClock clock)
    {
        clock.Passed += TimeSpan.FromMinutes(5);
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromMinutes(5));
        AwaitServer();
    }

    // The server has handled all earlier messages, and read the clock.
    private void AwaitServer()
    {
        _server.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>();
    }

    private TestProbe Start(TimeProvider time, Action<Action>? whenJoined = null)
    {
        var greylist = CreateTestProbe("greylist");
        _server = Sys.ActorOf(
            GreylistServer.Props(new GreylistServerDependencies(
                TestSettings.Active(TestSettings.Plain),
                StandIn.Props(greylist),
                _ => StandIn.Props(CreateTestProbe("clients")),
                _ => StandIn.Props(CreateTestProbe("traps")),
                StandIn.Props(CreateTestProbe("mail-log")),
                time,
                _ => { })
            {
                WhenJoined = whenJoined,
            }),
            "greylist-server");
        AwaitServer();
        return greylist;
    }

    private sealed class JumpingClock : TimeProvider
    {
        private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        public TimeSpan Passed { get; set; }

        public TimeSpan Jump { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Start + Passed + Jump;

        public override long GetTimestamp() => Passed.Ticks;
    }
}
