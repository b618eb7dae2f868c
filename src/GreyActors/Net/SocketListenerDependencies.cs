using Akka.Actor;
using GreyActors.Core.Capacity;

namespace GreyActors.Net;

/// <summary>What a <see cref="SocketListener"/> is made of.</summary>
/// <param name="System">Where the connections are.</param>
/// <param name="Server">Gets <see cref="Akka.IO.Tcp.Connected"/> for each connection.</param>
/// <param name="Settings">For the connections.</param>
/// <param name="Shares">What all listeners share.</param>
/// <param name="TooMany">What a client reads for which there are no descriptors or no memory; empty: its connection is closed without a reply.</param>
internal sealed record SocketListenerDependencies(
    ActorSystem System, IActorRef Server, SocketSettings Settings, ConnectionShares Shares, ReadOnlyMemory<byte> TooMany)
{
    /// <summary>Runs after a connection was counted and before it is introduced. Tests use it to choose the order of the threads.</summary>
    public Action? Counted { get; init; }
}

/// <summary>A <see cref="SocketListener"/> refuses clients, because the process has too little of something; sent once a minute at most.</summary>
internal sealed record ConnectionsShed(Shortage Of);
