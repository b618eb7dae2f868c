using Akka.Actor;
using Akka.IO;
using GreyActors.Components;
using GreyActors.Core.Smtp;

namespace GreyActors.Net;

/// <summary>One client's socket: cuts the input into lines or chunks, delivers one at a time as the policy requests them, and sends the replies.</summary>
/// <remarks>
/// Kamaelia: ConnectedSocketAdapter. One frame is read ahead of the one that the policy handles, or a few of mail data. This is the back-pressure,
/// and a disconnected client is noticed at any time. Replies to pipelined commands are collected and sent together after the last one (RFC 2920
/// 3.2). When the policy starts TLS, the connection is replaced by a <see cref="TlsChannel"/>. Stops when the connection has ended.
/// </remarks>
public sealed partial class ConnectedSocketAdapter : Component
{
    // Collected replies of this size are sent before the end of the pipelined group.
    private const int MaxCollected = 8 * 1024;

    // During mail data, frames that arrive faster than they are consumed are joined up to this size: a large piece needs no more messages than a
    // small one. An idle client still holds one frame.
    private const int MaxDataAhead = 32 * 1024;

    private IActorRef _connection;
    private readonly IFramer _lines;
    private readonly int _minDataRate;
    private readonly List<ArraySegment<byte>> _collected = [];
    private readonly Deadline _linger = new(Context);
    private readonly StutteredReplies _replies = new(Context);
    private int _collectedBytes;
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

    private ConnectedSocketAdapter(Nameplate nameplate, IActorRef connection, IFramer lines, int minDataRate)
        : base(nameplate)
    {
        _connection = connection;
        _minDataRate = minDataRate;
        _lines = lines;
    }

    /// <summary>The adapter of a connection without a registered handler.</summary>
    /// <param name="connection">A connection with Akka.IO's protocol.</param>
    /// <param name="lines">Cuts the input into lines.</param>
    /// <param name="minDataRate">The minimum rate of mail data in bytes per second; a slower client counts as silent; 0: no minimum.</param>
    public static Props Props(IActorRef connection, IFramer lines, int minDataRate) =>
        PropsOf(nameplate => new ConnectedSocketAdapter(nameplate, connection, lines, minDataRate));

    /// <inheritdoc/>
    protected override void PreStart() => Enter(AwaitingPolicy(tls: null));

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _linger.Clear();
        _replies.End();
        _policy.Tell(new Control.ClientGone(_why));
    }

    // The policy starts at the same time as the adapter, and may send messages before the adapter knows it.
    private UntypedReceive AwaitingPolicy(TlsServerSettings? tls) => message =>
    {
        switch (message)
        {
            case Linked linked:
                _policy = linked.Policy;
                // Not earlier: the policy must also be informed if the client has already disconnected, or it would wait forever.
                Context.Watch(_connection);
                // A half-closed connection stays open: a client may shut down its side after QUIT and still read the replies.
                _connection.Tell(new Tcp.Register(Self, keepOpenOnPeerClosed: true, useResumeWriting: false));
                if (tls is null)
                    Begin();
                else
                    Secure(tls, early: ByteString.Empty);
                break;
            case Outbox.Send early:
                Collect(early.Bytes);
                _wanted = early.Next;
                break;
            case Outbox.Read early:
                _wanted = early.Next;
                break;
            case Outbox.Stutter early:
                _replies.Accepts(early, _connection);
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
            case Tcp.Event when IsFromConnectionBelow():
                _connection.Forward(message);
                break;
            case Outbox.StartTls start:
                Collect(start.Bytes);
                Secure(start.Settings, early: ByteString.Empty);
                break;
            case Outbox.SpeakTls speak:
                // The adapter knew the policy before this message, and may have started to read.
                Secure(speak.Settings, early: _arrived + _ahead);
                break;
            case Outbox.Send send:
                Collect(send.Bytes);
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
            case var other when _replies.Accepts(other, _connection):
                Want(_wanted);
                break;
            case Tcp.PeerClosed:
                _replies.SendRest(_connection);
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
                _replies.SendRest(_connection);
                Close();
                break;
            case HowLongSilent:
                Sender.Tell(new SilentFor(_replies.IsSending ? TimeSpan.Zero : _turn.Silence(Environment.TickCount64, _minDataRate)));
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
        if (_replies.IsOn)
            Flush();
        if (_replies.IsSending)
            return;
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
                case Framed.Malformed:
                    Deliver(new Inbox.BadLine(BadLineReason.Malformed));
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
        // The client closed its side earlier, and this was the last of its data.
        if (_peerClosed && !HasUnread)
            _policy.Tell(Control.ClientFinished.Instance);
    }

    private bool HasUnread => _used < _arrived.Count;

    // All received data has been consumed.
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

    private void Collect(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        _collected.Add(Wire.Segment(bytes));
        _collectedBytes += bytes.Length;
        if (_collectedBytes >= MaxCollected)
            Flush();
    }

    private void Flush()
    {
        if (_collectedBytes == 0)
            return;
        _replies.Write(_connection, _collected is [var single] ? ByteString.FromBytes(single) : ByteString.FromBytes([.. _collected]));
        _collected.Clear();
        _collectedBytes = 0;
    }
}
