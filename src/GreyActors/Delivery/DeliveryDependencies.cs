using Akka.Actor;
using GreyActors.Configuration;
using GreyActors.Net;

namespace GreyActors.Delivery;

/// <summary>What the deliveries of all sessions share.</summary>
/// <param name="Settings">The whole configuration.</param>
/// <param name="Board">The backends to try, and their limits.</param>
/// <param name="Backends">Accepts <see cref="RelayTried"/>.</param>
/// <param name="Time">The clock.</param>
public sealed record DeliveryDependencies(GreyActorsSettings Settings, RelayBoard Board, IActorRef Backends, TimeProvider Time)
{
    // A backend's line may be longer than a command (RFC 5321 4.5.3.1.5 says 512; servers write more), but not much.
    private const int MaxReplyLine = 2048;

    /// <summary>Creates a relay to a backend: an actor that speaks <see cref="TcpOutbox"/> and <see cref="TcpInbox"/> as TcpClient does.</summary>
    public Func<RelayTarget, Props> RelayTo { get; init; } = target => TcpClient.Props(target.Address, Settings.Relay.ConnectTimeout, MaxReplyLine);

    /// <summary>Recipients whose mail must come alone.</summary>
    public LoneRecipients Lone { get; init; } = new();
}
