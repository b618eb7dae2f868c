using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using GreyActors.Greylisting;
using GreyActors.Mail;
using Xunit;

namespace GreyActors.Tests.Mail;

public sealed class GreylistServerExpiryTests() : TestKit("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """)
{
    [Fact]
    public void The_greylist_forgets_what_has_expired_every_five_minutes()
    {
        var greylist = CreateTestProbe("greylist");
        var server = Sys.ActorOf(
            GreylistServer.Props(new ServerParts(
                TestSettings.InForce(TestSettings.Plain),
                StandIn.Props(greylist),
                StandIn.Props(CreateTestProbe("mail-log")),
                TimeProvider.System,
                _ => { })),
            "greylist-server");
        server.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>();

        for (var round = 0; round < 3; round++)
        {
            ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
            greylist.ExpectNoMsg(TimeSpan.Zero);
            ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(1));
            greylist.ExpectMsg<ExpireTriplets>();
        }
    }
}
