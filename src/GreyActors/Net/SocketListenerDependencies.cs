using Akka.Actor;
using GreyActors.Core.Capacity;

namespace GreyActors.Net;

/// <summary>The dependencies of a <see cref="SocketListener"/>.</summary>
/// <param name="System">The actor system of the connections.</param>
/// <param name="Server">Receives <see cref="Akka.IO.Tcp.Connected"/> for each connection.</param>
/// <param name="Settings">The settings of the connections.</param>
/// <param name="Shares">The resources shared by all listeners.</param>
/// <param name="TooMany">The reply if there are too few descriptors or too little memory for a client; empty: the connection is closed without a reply.</param>
internal sealed record SocketListenerDependencies(
    ActorSystem System, IActorRef Server, SocketSettings Settings, ConnectionShares Shares, ReadOnlyMemory<byte> TooMany)
{
    /// <summary>Called after a connection was counted and before the server gets it. Tests use it to control the order of the threads.</summary>
    public Action? Counted { get; init; }
}

/// <summary>A <see cref="SocketListener"/> refuses clients because a resource of the process is scarce; sent at most once a minute.</summary>
internal sealed record ConnectionsShed(Shortage Of);
