using Akka.Actor;
using Akka.IO;

namespace GreyActors.Net;

/// <content>TLS: from the policy's request to the end of the handshake.</content>
public sealed partial class ConnectedSocketAdapter
{
    private bool _secured;

    // Replies of the policy during the handshake are dropped. The channel limits the duration of the handshake.
    private void Securing(object message)
    {
        switch (message)
        {
            case Tcp.Event when IsFromConnectionBelow():
                _connection.Forward(message);
                break;
            case TlsProtocol.Established established:
                _policy.Tell(new Control.Secured(established.Facts));
                Begin();
                break;
            case TlsProtocol.Failed failed:
                _why = failed.Why;
                Context.Stop(Self);
                break;
            case Signal.Finished or Terminated:
                Context.Stop(Self);
                break;
            case HowLongSilent:
                Sender.Tell(new SilentFor(TimeSpan.Zero));
                break;
            case Outbox:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // Cleartext after the client's last command is discarded: it must not be taken for data sent inside TLS (CVE-2011-0411). Cleartext that arrives
    // later makes the handshake fail. Early bytes belong to the handshake only if the connection uses TLS from the start.
    private void Secure(TlsServerSettings settings, ByteString early)
    {
        Flush();
        _replies.SendRest(_connection);
        (_arrived, _ahead, _used) = (ByteString.Empty, ByteString.Empty, 0);
        (_wanted, _reading, _secured) = (Reading.Nothing, false, true);
        Context.Unwatch(_connection);
        _connection = Context.Watch(Context.ActorOf(TlsChannel.Props(_connection, settings), "tls"));
        if (!early.IsEmpty)
            _connection.Tell(new Tcp.Received(early));
        if (_peerClosed)
            _connection.Tell(Tcp.PeerClosed.Instance);
        Enter(Securing);
    }

    // The channel handles the messages of the connection below it.
    private bool IsFromConnectionBelow() => _secured && !Sender.Equals(_connection);
}
