using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.IO;
using GreyActors.Components;

namespace GreyActors.Net;

/// <summary>TLS between a connection and its handler: behaves towards its parent like the connection, with plain text.</summary>
/// <remarks>
/// The parent has registered for the connection, in pull mode, and forwards the connection's messages. It gets <see cref="TlsProtocol"/> first; then
/// it requests data with <see cref="Tcp.ResumeReading"/>, writes with or without acknowledgement, and closes. Only requested data is read, one
/// write is in progress at a time, and queued writes are bounded. A peer may disconnect without close_notify: SMTP marks the end of its data
/// itself, so a truncation is noticed. Stops when the connection has ended, or is being closed after a failure.
/// </remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "PostStop disposes of them.")]
public sealed partial class TlsChannel : Component
{
    // The maximum of unsent plain text for a peer that does not read; a write beyond it fails, as on a connection.
    private const int MaxUnsent = 128 * 1024;

    private readonly IActorRef _connection;
    private readonly TlsSide _side;
    private readonly Nameplate _nameplate;
    private readonly IActorRef _parent = Context.Parent;
    private readonly TlsStream _tls;
    private readonly Deadline _handshakeEnd = new(Context);
    private readonly Queue<(Tcp.Write Command, IActorRef Sender)> _unsent = new();
    private int _unsentBytes;
    private bool _wanted;
    private bool _reading;
    private bool _writing;
    private bool _peerEnded;

    private TlsChannel(Nameplate nameplate, IActorRef connection, TlsSide side)
        : base(nameplate)
    {
        _nameplate = nameplate;
        _connection = connection;
        _side = side;
        _tls = new TlsStream(new CipherStream(connection, Self), side);
    }

    /// <summary>A channel over a connection for which its parent has registered.</summary>
    public static Props Props(IActorRef connection, TlsSide side) =>
        PropsOf(nameplate => new TlsChannel(nameplate, connection, side));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        // A connection that closes with its peer stops by itself; that message comes through our parent, and Terminated must not overtake it.
        if (_side.OutlivesPeersEnd)
            Context.Watch(_connection);
        // A total time, not a time of silence: a peer that sends its handshake byte by byte gains nothing.
        _handshakeEnd.Set(_side.HandshakeTimeout);
        _tls.Wire.Start();
        Pipe(_tls.Shake(), why => new TlsProgress.Refused(why));
        Enter(Handshaking);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _handshakeEnd.Clear();
        // A parent that stops this actor expects no reply. A connection that was closed cleanly is already closed.
        _connection.Tell(Tcp.Abort.Instance);
        // Operations in progress end with it.
        _ = _tls.DisposeAsync().AsTask();
    }

    private void Handshaking(object message)
    {
        switch (message)
        {
            case TlsProgress.Agreed agreed:
                _handshakeEnd.Clear();
                _nameplate.About = agreed.Facts.ToString();
                _parent.Tell(new TlsProtocol.Established(agreed.Facts));
                Enter(Open);
                ContinueReading();
                ContinueWriting();
                break;
            case TlsProgress.Refused refused:
                Fail(refused.Why);
                break;
            case DeadlinePassed when _handshakeEnd.Is(message):
                Fail("handshake timed out");
                break;
            case Tcp.ResumeReading:
                _wanted = true;
                break;
            case Tcp.Write write:
                Enqueue(write);
                break;
            case Tcp.CloseCommand:
                Context.Stop(Self);
                break;
            case Tcp.PeerClosed:
                _tls.Wire.End();
                break;
            case Tcp.ConnectionClosed:
                _parent.Tell(new TlsProtocol.Failed("connection reset"));
                Context.Stop(Self);
                break;
            default:
                Always(message);
                break;
        }
    }

    private void Open(object message)
    {
        switch (message)
        {
            case Tcp.ResumeReading:
                _wanted = true;
                ContinueReading();
                break;
            case TlsProgress.Decrypted { Bytes.IsEmpty: false } decrypted:
                _reading = false;
                _parent.Tell(new Tcp.Received(decrypted.Bytes));
                ContinueReading();
                break;
            case TlsProgress.Decrypted:
                // The state stays "reading": no more data arrives.
                _parent.Tell(Tcp.PeerClosed.Instance);
                if (!_side.OutlivesPeersEnd)
                {
                    _connection.Tell(Tcp.Close.Instance);
                    Context.Stop(Self);
                }

                break;
            case TlsProgress.Unreadable unreadable:
                _parent.Tell(new Tcp.ErrorClosed(unreadable.Why));
                Context.Stop(Self);
                break;
            case Tcp.Write write:
                Enqueue(write);
                ContinueWriting();
                break;
            case TlsProgress.Encrypted:
                Acknowledge();
                ContinueWriting();
                break;
            case Tcp.Abort:
                Context.Stop(Self);
                break;
            case Tcp.CloseCommand close:
                Enter(Closing(close));
                CloseWhenWritten();
                break;
            default:
                Always(message);
                break;
        }
    }

    // Earlier writes are sent first, then close_notify.
    private UntypedReceive Closing(Tcp.CloseCommand close) => message =>
    {
        switch (message)
        {
            case TlsProgress.Encrypted:
                Acknowledge();
                CloseWhenWritten();
                break;
            // Only close_notify could not be sent. A reset could destroy earlier data in transit, so the connection is closed cleanly.
            case TlsProgress.Unwritable when _unsent.Count == 0:
            case TlsProgress.Ended:
                CloseConnection(close);
                break;
            case Tcp.PeerClosed when !_side.OutlivesPeersEnd:
                _parent.Tell(message);
                Context.Stop(Self);
                break;
            case Tcp.Abort:
                Context.Stop(Self);
                break;
            case Tcp.Write write:
                Sender.Tell(write.FailureMessage);
                break;
            case TlsProgress.Decrypted or TlsProgress.Unreadable or Tcp.ResumeReading or Tcp.CloseCommand:
                break;
            default:
                Always(message);
                break;
        }
    };

    // Reading continues in order to notice the peer's close; the data is ignored and not decrypted.
    private UntypedReceive AwaitingPeersEnd(Tcp.CloseCommand close) => message =>
    {
        switch (message)
        {
            case Tcp.Received:
                _connection.Tell(Tcp.ResumeReading.Instance);
                break;
            case Tcp.PeerClosed when _side.OutlivesPeersEnd:
                // No more data arrives, so the connection can be closed completely.
                _connection.Tell(close);
                break;
            case Tcp.PeerClosed:
                // The peer closed before we did: the connection has ended.
                _parent.Tell(message);
                Context.Stop(Self);
                break;
            case Tcp.Abort:
                Context.Stop(Self);
                break;
            case Tcp.Write write:
                Sender.Tell(write.FailureMessage);
                break;
            case TlsProgress or Tcp.ResumeReading or Tcp.CloseCommand:
                break;
            default:
                Always(message);
                break;
        }
    };

    // Messages of the connection that all behaviours handle alike.
    private void Always(object message)
    {
        switch (message)
        {
            case Tcp.Received received:
                _tls.Wire.Arrive(received.Data);
                break;
            case CipherWritten:
                _tls.Wire.Written();
                break;
            case Tcp.PeerClosed:
                // Data received before is decrypted first.
                _peerEnded = true;
                _tls.Wire.EndReading();
                break;
            case TlsProgress.Unwritable or Tcp.CommandFailed:
                Context.Stop(Self);
                break;
            case Tcp.ConnectionClosed:
                _parent.Tell(message);
                Context.Stop(Self);
                break;
            case Terminated:
                Context.Stop(Self);
                break;
            case DeadlinePassed:
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
