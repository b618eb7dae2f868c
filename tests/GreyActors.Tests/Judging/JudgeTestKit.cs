using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace GreyActors.Tests.Judging;

/// <summary>A test of the judge with a clock that the test advances, a greylist, and a probe that gets the answers.</summary>
public abstract class JudgeTestKit : TestKit
{
    protected JudgeTestKit()
        : base("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """) =>
        (Greylist, Answers) = (CreateTestProbe("greylist"), CreateTestProbe("answers"));

    /// <summary>The stand-in of the greylist.</summary>
    protected TestProbe Greylist { get; }

    /// <summary>Gets what the door reports.</summary>
    protected TestProbe Answers { get; }

    /// <summary>Advances the clock. The door has handled all earlier messages before, and those of the clock afterwards.</summary>
    protected void Wait(IActorRef door, TimeSpan time)
    {
        Settle(door);
        ((TestScheduler)Sys.Scheduler).Advance(time);
        Settle(door);
    }

    /// <summary>Waits until the door has handled all earlier messages.</summary>
    protected void Settle(IActorRef door)
    {
        var probe = CreateTestProbe();
        door.Tell(new Identify(null), probe);
        probe.ExpectMsg<ActorIdentity>();
    }
}
