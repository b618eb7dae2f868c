using Akka.Actor;
using GreyActors.Greylisting;
using GreyActors.Net;

namespace GreyActors.Tests.Doors.Smtp;

/// <summary>An actor that forwards its messages to a probe, and finally reports its own end.</summary>
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
