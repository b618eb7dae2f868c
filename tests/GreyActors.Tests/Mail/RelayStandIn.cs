using System.Net;
using Akka.Actor;

namespace GreyActors.Tests.Mail;

/// <summary>Stands in for a TcpClient: what the policy says to it goes to a probe, and the test speaks through it. It stops as a TcpClient does.</summary>
internal sealed class RelayStandIn(DnsEndPoint address, IActorRef probe) : UntypedActor
{
    private readonly IActorRef _policy = Context.Parent;

    public static Props Props(DnsEndPoint address, IActorRef probe) => Akka.Actor.Props.Create(() => new RelayStandIn(address, probe));

    protected override void PreStart() => probe.Tell(new Opened(address), Self);

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

    /// <summary>Told to the probe when the policy has opened a relay.</summary>
    public sealed record Opened(DnsEndPoint Address);

    /// <summary>What the stand-in shall say to the policy.</summary>
    public sealed record Speak(object Message);
}
