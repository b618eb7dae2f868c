using Akka.Actor;
using Akka.IO;
using GreyActors.Components;

namespace GreyActors.Net;

/// <content>From the last reply to the end of the connection.</content>
public sealed partial class ConnectedSocketAdapter
{
    // How long to wait for the client to close its side after we closed ours. Until then the last reply may still be in transit.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);

    private void Closing(object message)
    {
        switch (message)
        {
            case Tcp.Event when IsFromConnectionBelow():
                _connection.Forward(message);
                break;
            case Tcp.Received:
                // Reading continues in order to notice the client's close; the data is ignored.
                _connection.Tell(Tcp.ResumeReading.Instance);
                break;
            case Tcp.PeerClosed:
                // A TLS channel forgets a pending close if the peer closes meanwhile.
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
