using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.IO;
using GreyActors.Components;

namespace GreyActors.Net;

/// <summary>TLS between a connection and the actor that works with it: speaks to its parent as the connection would, in plain text.</summary>
/// <remarks>
/// The parent has registered for the connection, in pull mode, and passes on what the connection tells it. It is told
/// <see cref="TlsProtocol"/> first; after that it asks for more with <see cref="Tcp.ResumeReading"/>, writes with or without
/// acknowledgement, and closes. As much is read as is asked for, and one write is under way at a time; writes that wait are bounded.
/// A peer that goes without close_notify has gone all the same: what is said in SMTP has an end of its own, so nothing can be cut short.
/// Stops when the connection has ended, or is being closed after a failure.
/// </remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "An actor is disposed of by PostStop.")]
public sealed partial class TlsChannel : Component
{
    // Plain text that may wait for a peer that does not read; beyond it the write fails, as it does on a connection.
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

    /// <summary>A channel over a connection that its parent has registered for.</summary>
    public static Props Props(IActorRef connection, TlsSide side) =>
        PropsOf(nameplate => new TlsChannel(nameplate, connection, side));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        // A connection that does not outlive its peer's end stops of itself; its word of that comes through our parent, and shall not be overtaken.
        if (_side.OutlivesPeersEnd)
            Context.Watch(_connection);
        // A whole time, not one of silence: a peer that drips its handshake byte by byte gains nothing.
        _handshakeEnd.Set(_side.HandshakeTimeout);
        _tls.Wire.Start();
        Pipe(_tls.Shake(), why => new TlsProgress.Refused(why));
        Enter(Handshaking);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _handshakeEnd.Clear();
        // A parent that stops us does not wait for a message to be taken. What is closed in order is closed already.
        _connection.Tell(Tcp.Abort.Instance);
        // It needs nobody: whatever is under way ends with it.
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
                ReadOn();
                WriteOn();
                break;
            case TlsProgress.Refused refused:
                Fail(refused.Why);
                break;
            case DeadlinePassed when _handshakeEnd.Is(message):
                Fail("not done in time");
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
                ReadOn();
                break;
            case TlsProgress.Decrypted { Bytes.IsEmpty: false } decrypted:
                _reading = false;
                _parent.Tell(new Tcp.Received(decrypted.Bytes));
                ReadOn();
                break;
            case TlsProgress.Decrypted:
                // It stays "reading": nothing more comes.
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
                WriteOn();
                break;
            case TlsProgress.Encrypted:
                Acknowledge();
                WriteOn();
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

    // What was written before is sent, then our end is told.
    private UntypedReceive Closing(Tcp.CloseCommand close) => message =>
    {
        switch (message)
        {
            case TlsProgress.Encrypted:
                Acknowledge();
                CloseWhenWritten();
                break;
            // Only close_notify could not be sent. Everything else was, and a reset could destroy it on its way: the connection is closed in order.
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

    // Read on, so that the peer's close is seen; what it says now is too late, and not worth decrypting.
    private UntypedReceive AwaitingPeersEnd(Tcp.CloseCommand close) => message =>
    {
        switch (message)
        {
            case Tcp.Received:
                _connection.Tell(Tcp.ResumeReading.Instance);
                break;
            case Tcp.PeerClosed when _side.OutlivesPeersEnd:
                // Nothing more comes, so it may be closed wholly.
                _connection.Tell(close);
                break;
            case Tcp.PeerClosed:
                // It overtook our close: the connection has ended.
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

    // The connection's own affairs, which are the same in all behaviours.
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
                // What it had said before is decrypted first.
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
