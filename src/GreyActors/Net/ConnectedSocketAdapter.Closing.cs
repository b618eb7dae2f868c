using Akka.Actor;
using Akka.IO;
using GreyActors.Components;

namespace GreyActors.Net;

/// <content>From our last word to the end of the connection.</content>
public sealed partial class ConnectedSocketAdapter
{
    // How long we wait for the client to close its side after we closed ours; until then our last words may still be on their way.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);

    private void Closing(object message)
    {
        switch (message)
        {
            case Tcp.Event when IsFromBeneath():
                _connection.Forward(message);
                break;
            case Tcp.Received:
                // Read on, so that the client's close is seen; what it says now is too late.
                _connection.Tell(Tcp.ResumeReading.Instance);
                break;
            case Tcp.PeerClosed:
                // A channel forgets a pending close when the peer closes meanwhile.
                _connection.Tell(Tcp.ConfirmedClose.Instance);
                break;
            case DeadlinePassed when _linger.Is(message):
                _connection.Tell(Tcp.Abort.Instance);
                break;
            case Tcp.ConnectionClosed or Terminated:
                Context.Stop(Self);
                break;
            case Outbox or Signal or HowLongSilent or Tcp.CommandFailed:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Close()
    {
        _connection.Tell(Tcp.ConfirmedClose.Instance);
        _connection.Tell(Tcp.ResumeReading.Instance);
        _linger.Set(Linger);
        Enter(Closing);
    }
}
