using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using GreyActors.Components;
using GreyActors.Observability;
using Xunit;

namespace GreyActors.Tests.Observability;

public sealed class PeriodicWakeupTests()
    : TestKit(ConfigurationFactory.ParseString("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """))
{
    [Fact]
    public void Every_subscriber_is_woken_after_each_interval_and_not_before()
    {
        var clock = (TestScheduler)Sys.Scheduler;
        var (introspector, greylist) = (CreateTestProbe("introspector"), CreateTestProbe("greylist"));
        var props = PeriodicWakeup.Props(() => TimeSpan.FromSeconds(300), [introspector.Ref, greylist.Ref]);
        Sys.ActorOf(props);
        AwaitCondition(() => props.Arguments.OfType<Nameplate>().Single().Behaviour == "AwaitingInterval");

        clock.Advance(TimeSpan.FromSeconds(299));
        introspector.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        for (var interval = 0; interval < 2; interval++)
        {
            clock.Advance(TimeSpan.FromSeconds(interval == 0 ? 1 : 300));
            introspector.ExpectMsg<Wakeup>();
            greylist.ExpectMsg<Wakeup>();
        }

        introspector.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_reload_that_keeps_the_interval_does_not_postpone_the_wakeup()
    {
        var clock = (TestScheduler)Sys.Scheduler;
        var subscriber = CreateTestProbe();
        var interval = TimeSpan.FromSeconds(300);
        var props = PeriodicWakeup.Props(() => interval, [subscriber.Ref]);
        var wakeup = Sys.ActorOf(props);
        AwaitCondition(() => props.Arguments.OfType<Nameplate>().Single().Behaviour == "AwaitingInterval");

        clock.Advance(TimeSpan.FromSeconds(200));
        Reload(wakeup);
        clock.Advance(TimeSpan.FromSeconds(100));
        subscriber.ExpectMsg<Wakeup>();

        clock.Advance(TimeSpan.FromSeconds(200));
        interval = TimeSpan.FromSeconds(150);
        Reload(wakeup);
        clock.Advance(TimeSpan.FromSeconds(149));
        Assert.False(subscriber.HasMessages);
        clock.Advance(TimeSpan.FromSeconds(1));
        subscriber.ExpectMsg<Wakeup>();
    }

    private void Reload(IActorRef wakeup)
    {
        wakeup.Tell(IntervalChanged.Instance);
        wakeup.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>();
    }
}
