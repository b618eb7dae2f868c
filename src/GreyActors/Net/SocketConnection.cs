using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.IO;
using GreyActors.Dispatch;

namespace GreyActors.Net;

/// <summary>
/// A connection with Akka.IO's protocol (<see cref="Tcp"/>, pull mode) that is not an actor: it handles messages at once, on the sender's thread,
/// and sends received data to the registered handler.
/// </summary>
/// <remarks>
/// Akka.IO's own connection is an actor: each line of a client took four messages, its creation a third of all memory that a session allocated,
/// and it held 8 KB while its client was silent (docs/decisions/0031-a-connection-is-a-reference.md). A lock separates the two callers: the
/// registered actor and the operating system.
/// </remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The end of the connection disposes of them.")]
internal sealed partial class SocketConnection : MinimalActorRef
{
    private static long _made;

    private readonly Lock _gate = new();
    private readonly ActorSystem _system;
    private readonly Socket _socket;
    private readonly SocketSettings _settings;
    private readonly DescriptorShare? _share;
    private readonly Queue<(Tcp.Write Command, IActorRef Sender)> _unsent = new();
    private readonly ReadBuffer _buffer;
    private SocketAsyncEventArgs? _reading;
    private SocketAsyncEventArgs? _writing;
    private List<IInternalActorRef>? _watchers;
    private IActorRef? _handler;
    private bool _outlivesPeersEnd;
    private bool _isReading;
    private bool _isWriting;
    private int _unsentBytes;
    private int _sent;
    private bool _peerEnded;
    private bool _isClosed;

    // The pending close, done when everything is sent, and its sender.
    private (Tcp.CloseCommand Command, IActorRef Sender)? _closing;
    private bool _ourEndIsSent;

    /// <summary>A connection over a connected socket.</summary>
    /// <param name="share">The share that its descriptor is returned to at the end; null: none.</param>
    public SocketConnection(ActorSystem system, Socket socket, SocketSettings settings, DescriptorShare? share = null)
    {
        var provider = ((ExtendedActorSystem)system).Provider;
        Provider = provider;
        Path = new ChildActorPath(provider.TempContainer.Path, "connection", Interlocked.Increment(ref _made));
        _system = system;
        _socket = socket;
        _socket.Blocking = false;
        _settings = settings;
        _share = share;
        _buffer = new ReadBuffer(settings.MaxFrame, settings.IsMemoryScarce);
    }

    /// <inheritdoc/>
    public override ActorPath Path { get; }

    /// <inheritdoc/>
    public override IActorRefProvider Provider { get; }

    /// <summary>Closes a connection without a registered handler.</summary>
    public void CloseUnclaimed()
    {
        lock (_gate)
        {
            if (_handler is null)
                End(Tcp.Aborted.Instance);
        }
    }

    /// <inheritdoc/>
    public override void SendSystemMessage(ISystemMessage message)
    {
        lock (_gate)
        {
            switch (message)
            {
                case Watch watch when _isClosed:
                    watch.Watcher.SendSystemMessage(Ended());
                    break;
                case Watch watch:
                    (_watchers ??= []).Add(watch.Watcher);
                    break;
                case Unwatch unwatch:
                    _watchers?.Remove(unwatch.Watcher);
                    break;
                case DeathWatchNotification:
                    // The registered handler has stopped.
                    Reset();
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }
    }

    /// <inheritdoc/>
    protected override void TellInternal(object message, IActorRef sender)
    {
        lock (_gate)
        {
            switch (message)
            {
                case Tcp.Write write when _isClosed || _closing is not null || IsTooMuch(write):
                    sender.Tell(write.FailureMessage, this);
                    break;
                case Tcp.Write write:
                    _unsent.Enqueue((write, sender));
                    _unsentBytes += write.Data.Count;
                    Write();
                    break;
                case Tcp.ResumeReading:
                    Read();
                    break;
                case Tcp.Register register:
                    Register(register);
                    break;
                case Tcp.Abort:
                    Reset();
                    break;
                case Tcp.CloseCommand close:
                    _closing ??= (close, sender);
                    CloseWhenSent();
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }
    }

    private bool IsTooMuch(Tcp.Write write)
    {
        var unsent = _unsentBytes + write.Data.Count;
        return unsent > _settings.MaxUnsent || (_unsentBytes > 0 && unsent > _settings.MaxUnsentNow);
    }

    private void Unhandled(object message) => Provider.DeadLetters.Tell(message, this);

    private void Register(Tcp.Register register)
    {
        if (_handler is not null)
            return;
        _handler = register.Handler;
        _outlivesPeersEnd = register.KeepOpenOnPeerClosed;
        var handler = (IInternalActorRef)register.Handler;
        handler.SendSystemMessage(new Watch(handler, this));
        if (_isClosed)
            _handler.Tell(Tcp.Aborted.Instance, this);
    }

    private void Read()
    {
        if (_isReading || _peerEnded || _isClosed || _handler is null)
            return;
        _isReading = true;
        if (_reading is null)
        {
            _reading = new SocketAsyncEventArgs(true);
            _reading.Completed += (_, _) => OnRead();
        }

        _reading.SetBuffer(_buffer.Next());
        if (!_socket.ReceiveAsync(_reading))
            HasRead();
    }

    // The client's data is handled on this thread, up to the first wait.
    private void OnRead() => ActorChain.Run(
        static connection =>
        {
            lock (connection._gate)
                connection.HasRead();
        },
        this,
        EndByBug);

    private void HasRead()
    {
        _isReading = false;
        if (_isClosed)
            return;
        if (_reading!.SocketError != SocketError.Success)
            Fail(_reading.SocketError);
        else if (_reading.BytesTransferred > 0)
            _handler!.Tell(new Tcp.Received(_buffer.Take(_reading.BytesTransferred)), this);
        else
            NotePeersEnd();
    }

    private void Write()
    {
        while (!_isWriting && !_isClosed && _unsent.TryPeek(out var next))
        {
            var error = Send(next.Command.Data);
            if (error is SocketError.WouldBlock)
                SendLater(next.Command.Data);
            else if (error is not SocketError.Success)
                Fail(error);
            else if (_sent == next.Command.Data.Count)
                Acknowledge();
        }
    }

    private SocketError Send(ByteString data)
    {
        _sent += _socket.Send(data.ToReadOnlySpan()[_sent..], SocketFlags.None, out var error);
        return error;
    }

    private void SendLater(ByteString data)
    {
        _isWriting = true;
        if (_writing is null)
        {
            _writing = new SocketAsyncEventArgs(true);
            _writing.Completed += (_, _) => OnWritten();
        }

        // A ByteString does not expose its array.
        _writing.SetBuffer(data.Slice(_sent).ToArray());
        if (!_socket.SendAsync(_writing))
            HasWritten();
    }

    private void OnWritten() => ActorChain.Run(
        static connection =>
        {
            lock (connection._gate)
            {
                connection.HasWritten();
                connection.Write();
                connection.CloseWhenSent();
            }
        },
        this,
        EndByBug);

    private void HasWritten()
    {
        _isWriting = false;
        if (_isClosed)
            return;
        if (_writing!.SocketError == SocketError.Success)
            Acknowledge();
        else
            Fail(_writing.SocketError);
    }

    private void Acknowledge()
    {
        var (command, sender) = _unsent.Dequeue();
        _unsentBytes -= command.Data.Count;
        _sent = 0;
        if (command.WantsAck)
            sender.Tell(command.Ack, this);
    }
}
