using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using GreyActors.Introspection;
using Xunit;

namespace GreyActors.Tests.Introspection;

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
}
