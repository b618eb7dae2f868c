using Akka.Actor;
using GreyActors.Delivery;
using GreyActors.Net;

namespace GreyActors.Tests.Delivery;

/// <summary>A substitute for a TcpClient: messages of the policy go to a probe, and the test sends through it. It stops as a TcpClient does.</summary>
/// <remarks>That it was opened goes to a probe of its own: the last words to the relay before it may come later.</remarks>
internal sealed class RelayStandIn(RelayTarget target, IActorRef probe, IActorRef openings) : UntypedActor
{
    private readonly IActorRef _policy = Context.Parent;

    public static Props Props(RelayTarget target, IActorRef probe, IActorRef openings) =>
        Akka.Actor.Props.Create(() => new RelayStandIn(target, probe, openings));

    protected override void PreStart() => openings.Tell(new Opened(target), Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Speak speak:
                _policy.Tell(speak.Message);
                if (speak.Message is TcpControl.Lost)
                    Context.Stop(Self);
                break;
            case TcpSignal:
                probe.Tell(message, Self);
                Context.Stop(Self);
                break;
            default:
                probe.Tell(message, Self);
                break;
        }
    }

    /// <summary>Told when the policy has opened a relay.</summary>
    public sealed record Opened(RelayTarget Target);

    /// <summary>A message that the substitute sends to the policy.</summary>
    public sealed record Speak(object Message);
}
