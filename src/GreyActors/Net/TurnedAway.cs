using Akka.Actor;
using Akka.IO;
using GreyActors.Components;

namespace GreyActors.Net;

/// <summary>Sends one reply to a client that cannot be served, and closes the connection.</summary>
/// <remarks>Stops when the connection has ended, at the latest after <see cref="Patience"/>.</remarks>
public sealed class TurnedAway : Component
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly IActorRef _connection;
    private readonly ReadOnlyMemory<byte> _words;
    private readonly Deadline _deadline = new(Context);

    private TurnedAway(Nameplate nameplate, IActorRef connection, ReadOnlyMemory<byte> words)
        : base(nameplate)
    {
        _connection = connection;
        _words = words;
    }

    /// <summary>The actor for a connection without a registered handler.</summary>
    public static Props Props(IActorRef connection, ReadOnlyMemory<byte> words) =>
        PropsOf(nameplate => new TurnedAway(nameplate, connection, words));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _connection.Tell(new Tcp.Register(Self, keepOpenOnPeerClosed: true, useResumeWriting: false));
        _connection.Tell(Tcp.Write.Create(Wire.Bytes(_words)));
        _connection.Tell(Tcp.ConfirmedClose.Instance);
        // Without reading, the client's close would never be noticed.
        _connection.Tell(Tcp.ResumeReading.Instance);
        _deadline.Set(Patience);
        Enter(Closing);
    }

    /// <inheritdoc/>
    protected override void PostStop() => _deadline.Clear();

    private void Closing(object message)
    {
        switch (message)
        {
            case Tcp.PeerClosed:
                _connection.Tell(Tcp.ConfirmedClose.Instance);
                break;
            case Tcp.ConnectionClosed or Tcp.Received or DeadlinePassed:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
