using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using GreyActors.Core.Capacity;
using GreyActors.Dispatch;
using GreyActors.Observability;

namespace GreyActors.Net;

/// <summary>Accepts connections, and tells an actor of each: <see cref="Tcp.Connected"/>, from the <see cref="SocketConnection"/>.</summary>
internal sealed class SocketListener : IDisposable
{
    // When the process has no file left for one more connection there will be one soon, or not; to ask at once would be to ask all the time.
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);

    // Where a flood waits to be accepted, the thread, which also waits for the sockets of those inside, goes back to them after this many.
    private const int InARow = 16;

    // Connections that the server was told of and has not looked at: who is too many is to be turned away, not to wait for that.
    private const int MaxAhead = 64;

    private const long MillisecondsBetweenReports = 60_000;

    private readonly SocketListenerDependencies _parts;
    private readonly Socket _socket;
    private readonly SocketAsyncEventArgs _accepting = new(true);
    private volatile bool _isClosed;
    private int _ahead;
    private long _nextReport = long.MinValue;

    private SocketListener(SocketListenerDependencies parts, Socket socket)
    {
        (_parts, _socket) = (parts, socket);
        _accepting.Completed += (_, _) => OnAccepted();
    }

    /// <summary>Where it listens.</summary>
    public EndPoint Address => _socket.LocalEndPoint!;

    /// <summary>Listens, on the socket that the service manager holds at this address, if it does; accepts when it is told to <see cref="Begin"/>.</summary>
    /// <param name="address">Where.</param>
    /// <param name="backlog">Connections that the kernel may keep.</param>
    /// <param name="why">Why it cannot listen; null when it does.</param>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The listener owns the socket.")]
    public static SocketListener? Listen(SocketListenerDependencies parts, IPEndPoint address, int backlog, out SocketException? why)
    {
        why = null;
        if (InheritedSockets.OfThisProcess.Take(address) is { } inherited)
            return new SocketListener(parts, inherited);

        Socket? socket = null;
        try
        {
            // A kernel without IPv6 refuses the socket itself.
            socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(address);
            socket.Listen(backlog);
            return new SocketListener(parts, socket);
        }
        catch (SocketException refused)
        {
            socket?.Dispose();
            why = refused;
            return null;
        }
    }

    /// <summary>Begins to accept, on a thread of the pool.</summary>
    public void Begin() => ThreadPool.UnsafeQueueUserWorkItem(static listener => listener.GoOn(), this, preferLocal: false);

    /// <summary>The server has looked at a connection that it was told of. To be said once for each.</summary>
    public void Taken()
    {
        // Whoever accepts stops when it is so many ahead: this is the one of them that lets it go on.
        if (Interlocked.Decrement(ref _ahead) == MaxAhead - 1)
            Begin();
    }

    /// <summary>Accepts no more; connections stay.</summary>
    public void Dispose()
    {
        _isClosed = true;
        _socket.Dispose();
        _accepting.Dispose();
    }

    // True when it is done already.
    private bool Accept()
    {
        try
        {
            _accepting.AcceptSocket = null;
            return !_socket.AcceptAsync(_accepting);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    private void OnAccepted()
    {
        if (HasAccepted())
            GoOn();
    }

    private void GoOn()
    {
        for (var accepted = 1; !_isClosed && Accept(); accepted++)
        {
            if (!HasAccepted())
                return;
            if (accepted < InARow)
                continue;
            Begin();
            return;
        }
    }

    // False when the next is not to be accepted at once.
    private bool HasAccepted()
    {
        switch (_accepting.SocketError)
        {
            case var _ when _isClosed:
                _accepting.AcceptSocket?.Dispose();
                return false;
            case SocketError.Success:
                // The socket is read first: once the count has reached its limit, another thread may accept with the same arguments.
                var socket = _accepting.AcceptSocket!;
                if (_parts.Shares.Accept(Environment.TickCount64) is { } shortage)
                {
                    Shed(socket, shortage);
                    return true;
                }

                var mayGoOn = Interlocked.Increment(ref _ahead) < MaxAhead;
                _parts.Counted?.Invoke();
                ActorChain.Run(Introduce, socket, GiveUp);
                return mayGoOn;
            case SocketError.ConnectionAborted or SocketError.ConnectionReset:
                // It was gone before it was accepted.
                return true;
            case SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable when _parts.Shares.GiveUpReserve(Environment.TickCount64):
                // Now there are descriptors, to accept clients and refuse them.
                Report(Shortage.Descriptors);
                return true;
            default:
                _parts.System.Scheduler.Advanced.ScheduleOnce(Breath, Begin);
                return false;
        }
    }

    private void Introduce(Socket socket)
    {
        socket.NoDelay = true;
        _parts.Server.Tell(
            new Tcp.Connected(socket.RemoteEndPoint, socket.LocalEndPoint),
            new SocketConnection(_parts.System, socket, _parts.Settings, _parts.Shares.Accepted));
    }

    // Usually the client has reset the connection before it was introduced.
    private void GiveUp(Socket socket, Exception why)
    {
        socket.Dispose();
        _parts.Shares.Accepted.GiveBack();
        Taken();
        if (why is not SocketException)
            _parts.System.Log.Error(why, LogLines.ConnectionBug);
    }

    // Without an actor and without a wait: there is nothing left to serve this client with.
    private void Shed(Socket socket, Shortage shortage)
    {
        Meters.CountTurnedAway(shortage);
        Report(shortage);
        socket.Blocking = false;
        _ = socket.Send(_parts.TooMany.Span, SocketFlags.None, out _);
        socket.Dispose();
    }

    private void Report(Shortage shortage)
    {
        var now = Environment.TickCount64;
        if (now < _nextReport)
            return;
        _nextReport = now + MillisecondsBetweenReports;
        _parts.Server.Tell(new ConnectionsShed(shortage), ActorRefs.NoSender);
    }
}
