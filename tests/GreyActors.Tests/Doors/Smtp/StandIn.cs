using GreyActors.Greylisting;
using Akka.Actor;
using GreyActors.Net;

namespace GreyActors.Tests.Doors.Smtp;

/// <summary>A part that tells a probe what it is told, and behind all that, that it has ended.</summary>
internal sealed class StandIn(IActorRef probe) : UntypedActor
{
    public const string Ended = "ended";

    public static Props Props(IActorRef probe) => Akka.Actor.Props.Create(() => new StandIn(probe));

    protected override void OnReceive(object message)
    {
        if (message is Control.Drain or DrainGreylist)
            Context.Stop(Self);
        else
            probe.Forward(message);
    }

    protected override void PostStop() => probe.Tell(Ended);
}
