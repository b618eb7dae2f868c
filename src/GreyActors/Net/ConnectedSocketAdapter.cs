using Akka.Actor;
using Akka.IO;
using GreyActors.Components;
using GreyActors.Core.Smtp;

namespace GreyActors.Net;

/// <summary>One client's socket: cuts what comes into lines or chunks, one at a time as the policy asks, and sends what the policy says.</summary>
/// <remarks>
/// Kamaelia: ConnectedSocketAdapter. One frame is read ahead of the one that the policy works on, of mail data a few, and no more: that is
/// the back-pressure; and it lets us notice at any time that the client has gone. Replies to pipelined commands are gathered and sent in one
/// go when the last of them is answered (RFC 2920 3.2). TLS is put underneath when
/// the policy says so: then the connection is a <see cref="TlsChannel"/>.
/// Stops when the connection has ended.
/// </remarks>
public sealed partial class ConnectedSocketAdapter : Component
{
    // Replies that wait for the rest of a pipelined group are sent anyway when they are this many bytes.
    private const int MaxGathered = 8 * 1024;

    // While mail data flows, frames that come faster than they are taken are put together up to this: a large piece costs no more messages
    // than a small one. An idle client still holds one frame.
    private const int MaxDataAhead = 32 * 1024;

    private IActorRef _connection;
    private readonly LineFramer _lines;
    private readonly int _minDataRate;
    private readonly List<ArraySegment<byte>> _gathered = [];
    private readonly Deadline _linger = new(Context);
    private int _gatheredBytes;
    private ByteString _arrived = ByteString.Empty;
    private ByteString _ahead = ByteString.Empty;
    private bool _isMailData;
    private int _used;
    private Reading _wanted = Reading.Nothing;
    private bool _reading;
    private bool _peerClosed;
    private TurnClock _turn = TurnClock.Ours;
    private IActorRef _policy = ActorRefs.Nobody;
    private string _why = "connection reset";

    private ConnectedSocketAdapter(Nameplate nameplate, IActorRef connection, int maxLine, int minDataRate)
        : base(nameplate)
    {
        _connection = connection;
        _minDataRate = minDataRate;
        _lines = new LineFramer(maxLine);
    }

    /// <summary>The adapter of a connection that nobody has registered for yet.</summary>
    /// <param name="connection">The connection, which speaks Akka.IO's protocol.</param>
    /// <param name="maxLine">The longest line, CRLF included.</param>
    /// <param name="minDataRate">Octets of mail data a second below which the client counts as silent; 0: never.</param>
    public static Props Props(IActorRef connection, int maxLine, int minDataRate) =>
        PropsOf(nameplate => new ConnectedSocketAdapter(nameplate, connection, maxLine, minDataRate));

    /// <inheritdoc/>
    protected override void PreStart() => Enter(AwaitingPolicy(tls: null));

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _linger.Clear();
        _policy.Tell(new Control.ClientGone(_why));
    }

    // The policy is made when the adapter is, and perhaps speaks before we are introduced to it.
    private UntypedReceive AwaitingPolicy(TlsServerSettings? tls) => message =>
    {
        switch (message)
        {
            case Linked linked:
                _policy = linked.Policy;
                // Not before: of a client that has gone already the policy must hear too, or it would wait for it for ever.
                Context.Watch(_connection);
                // Half-close is kept open: a client may shut down its side after QUIT and still wants our replies.
                _connection.Tell(new Tcp.Register(Self, keepOpenOnPeerClosed: true, useResumeWriting: false));
                if (tls is null)
                    Begin();
                else
                    Secure(tls, early: ByteString.Empty);
                break;
            case Outbox.Send early:
                Gather(early.Bytes);
                _wanted = early.Next;
                break;
            case Outbox.Read early:
                _wanted = early.Next;
                break;
            case Outbox.SpeakTls early:
                Enter(AwaitingPolicy(early.Settings));
                break;
            default:
                Unhandled(message);
                break;
        }
    };

    private void Open(object message)
    {
        switch (message)
        {
            case Tcp.Event when IsFromBeneath():
                _connection.Forward(message);
                break;
            case Outbox.StartTls start:
                Gather(start.Bytes);
                Secure(start.Settings, early: ByteString.Empty);
                break;
            case Outbox.SpeakTls speak:
                // We were introduced to the policy before it spoke, and may have begun to read.
                Secure(speak.Settings, early: _arrived + _ahead);
                break;
            case Outbox.Send send:
                Gather(send.Bytes);
                Want(send.Next);
                break;
            case Outbox.Read read:
                _used += read.Taken;
                Advance();
                Want(read.Next);
                break;
            case Tcp.Received received:
                _reading = false;
                _turn = _turn.Heard(received.Data.Count, Environment.TickCount64);
                _ahead = _ahead.Concat(received.Data);
                Advance();
                if (_isMailData && _ahead.Count < MaxDataAhead)
                    ReadAhead();
                Serve();
                break;
            case Tcp.PeerClosed:
                _why = "connection closed by client";
                _peerClosed = true;
                _reading = false;
                if (_wanted != Reading.Nothing)
                    Serve();
                else if (!HasUnread)
                    _policy.Tell(Control.ClientFinished.Instance);
                break;
            case Signal.Finished:
                Flush();
                Close();
                break;
            case HowLongSilent:
                Sender.Tell(new SilentFor(_turn.Silence(Environment.TickCount64, _minDataRate)));
                break;
            case Tcp.CommandFailed:
                _why = "client does not read";
                _connection.Tell(Tcp.Abort.Instance);
                break;
            case Tcp.ConnectionClosed or Terminated:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Begin()
    {
        ReadAhead();
        Enter(Open);
        Serve();
    }

    private void Want(Reading next)
    {
        _wanted = next;
        _isMailData = next == Reading.Chunk || (_isMailData && next == Reading.Nothing);
        _turn = _turn.Wanted(next, Environment.TickCount64);
        Serve();
    }

    private void Serve()
    {
        switch (_wanted)
        {
            case Reading.Line:
                ServeLine();
                break;
            case Reading.Chunk when HasUnread:
                Flush();
                Deliver(new Inbox.Chunk(_used == 0 ? _arrived : _arrived.Slice(_used)));
                break;
            case Reading.Chunk:
                Await();
                break;
            default:
                Flush();
                break;
        }
    }

    private void ServeLine()
    {
        while (HasUnread)
        {
            var framed = _lines.Read(_arrived.ToReadOnlySpan()[_used..], out var taken, out var line);
            _used += taken;
            Advance();
            switch (framed)
            {
                case Framed.Line:
                    Deliver(new Inbox.Line(line, MoreWaiting: HasUnread));
                    return;
                case Framed.TooLong:
                    Deliver(new Inbox.BadLine(BadLineReason.TooLong));
                    return;
                case Framed.BareNewline:
                    Deliver(new Inbox.BadLine(BadLineReason.BareNewline));
                    return;
            }
        }

        Await();
    }

    private void Deliver(Inbox item)
    {
        _wanted = Reading.Nothing;
        _turn = _turn.Wanted(Reading.Nothing, Environment.TickCount64);
        _policy.Tell(item);
        // It closed its side while there was still something to read: that was the last of it.
        if (_peerClosed && !HasUnread)
            _policy.Tell(Control.ClientFinished.Instance);
    }

    private bool HasUnread => _used < _arrived.Count;

    // Nothing is left of what has arrived.
    private void Await()
    {
        Flush();
        if (!_peerClosed)
            return;
        _wanted = Reading.Nothing;
        _policy.Tell(new Control.ClientGone(_why));
    }

    private void Advance()
    {
        if (HasUnread || _ahead.IsEmpty)
            return;
        _arrived = _ahead.Compact();
        _ahead = ByteString.Empty;
        _used = 0;
        ReadAhead();
    }

    private void ReadAhead()
    {
        if (_reading || _peerClosed)
            return;
        _reading = true;
        _connection.Tell(Tcp.ResumeReading.Instance);
    }

    private void Gather(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        _gathered.Add(Wire.Segment(bytes));
        _gatheredBytes += bytes.Length;
        if (_gatheredBytes >= MaxGathered)
            Flush();
    }

    private void Flush()
    {
        if (_gatheredBytes == 0)
            return;
        _connection.Tell(Tcp.Write.Create(_gathered is [var single] ? ByteString.FromBytes(single) : ByteString.FromBytes([.. _gathered])));
        _gathered.Clear();
        _gatheredBytes = 0;
    }
}
