using Akka.Actor;
using Akka.IO;

namespace GreyActors.Net;

/// <content>TLS: from the policy's word to the end of the handshake.</content>
public sealed partial class ConnectedSocketAdapter
{
    private bool _secured;

    // What the policy says meanwhile cannot be said to anybody. The silence of a client in its handshake is the channel's to measure.
    private void Securing(object message)
    {
        switch (message)
        {
            case Tcp.Event when IsFromBeneath():
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

    // Whatever came in clear behind the client's last command is thrown away: it must not be taken for something that was said inside TLS
    // (CVE-2011-0411). What still comes in clear meets the handshake, and fails there. Only where nothing was said in clear does what came
    // early belong to the handshake.
    private void Secure(TlsServerSettings settings, ByteString early)
    {
        Flush();
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

    // A secured connection lies beneath its channel, and what it tells us is the channel's affair.
    private bool IsFromBeneath() => _secured && !Sender.Equals(_connection);
}
