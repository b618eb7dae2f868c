using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using GreyActors.Core.Addresses;
using GreyActors.Core.Capacity;
using GreyActors.Dispatch;
using GreyActors.Observability;

namespace GreyActors.Net;

/// <summary>Accepts connections, and sends <see cref="Tcp.Connected"/> for each to an actor, with the <see cref="SocketConnection"/> as its sender.</summary>
internal sealed class SocketListener : IDisposable
{
    // The pause after the process has run out of descriptors: retrying at once would be a busy loop.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // During a flood the thread, which also serves the sockets of connected clients, returns to them after this many connections.
    private const int InARow = 16;

    // The maximum number of connections that the server has not handled yet: clients beyond the limits should be turned away, not left waiting.
    private const int MaxAhead = 64;

    private const long MillisecondsBetweenReports = 60_000;

    private readonly SocketListenerDependencies _parts;
    private readonly ListeningSocket _listening;
    private readonly SocketAsyncEventArgs _accepting = new(true);
    private volatile bool _isClosed;
    private int _ahead;
    private long _nextReport = long.MinValue;

    private SocketListener(SocketListenerDependencies parts, ListeningSocket listening)
    {
        (_parts, _listening) = (parts, listening);
        _accepting.Completed += (_, _) => OnAccepted();
    }

    /// <summary>The address that is open.</summary>
    public EndPoint Address => _listening.Address;

    /// <summary>Opens an address. Accepts after <see cref="Begin"/>.</summary>
    /// <param name="address">The address and port, or the UNIX socket.</param>
    /// <param name="access">The processes that may connect to a UNIX socket.</param>
    /// <param name="backlog">The maximum number of connections queued in the kernel.</param>
    /// <param name="failure">Why the address cannot be opened; null if it is open.</param>
    public static SocketListener? Listen(SocketListenerDependencies parts, EndPoint address, SocketAccess access, int backlog, out ListenFailure? failure) =>
        ListeningSocket.Open(address, access, backlog, out failure) is { } listening ? new SocketListener(parts, listening) : null;

    /// <summary>Starts to accept, on a thread of the pool.</summary>
    public void Begin() => ThreadPool.UnsafeQueueUserWorkItem(static listener => listener.AcceptMany(), this, preferLocal: false);

    /// <summary>The server has handled a connection. Call it once for each.</summary>
    public void Taken()
    {
        // Accepting stops when it is too far ahead, and resumes here.
        if (Interlocked.Decrement(ref _ahead) == MaxAhead - 1)
            Begin();
    }

    /// <summary>Stops accepting; connections stay open.</summary>
    public void Dispose()
    {
        _isClosed = true;
        _listening.Dispose();
        _accepting.Dispose();
    }

    // True if it completed synchronously.
    private bool Accept()
    {
        try
        {
            _accepting.AcceptSocket = null;
            return !_listening.Socket.AcceptAsync(_accepting);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    private void OnAccepted()
    {
        if (HandleAccepted())
            AcceptMany();
    }

    private void AcceptMany()
    {
        for (var accepted = 1; !_isClosed && Accept(); accepted++)
        {
            if (!HandleAccepted())
                return;
            if (accepted < InARow)
                continue;
            Begin();
            return;
        }
    }

    // False if the next connection must not be accepted at once.
    private bool HandleAccepted()
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

                var mayContinue = Interlocked.Increment(ref _ahead) < MaxAhead;
                _parts.Counted?.Invoke();
                ActorChain.Run(Introduce, socket, Discard);
                return mayContinue;
            case SocketError.ConnectionAborted or SocketError.ConnectionReset:
                // The client disconnected before the connection was accepted.
                return true;
            case SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable when _parts.Shares.GiveUpReserve(Environment.TickCount64):
                // Now there are descriptors to accept clients and refuse them.
                Report(Shortage.Descriptors);
                return true;
            default:
                _parts.System.Scheduler.Advanced.ScheduleOnce(Pause, Begin);
                return false;
        }
    }

    private void Introduce(Socket socket)
    {
        if (!_listening.IsUnix)
            socket.NoDelay = true;
        _parts.Server.Tell(
            // The client of a UNIX socket has no address.
            _listening.IsUnix ? new Tcp.Connected(new UnixSocketAddress(""), _listening.Address) : new Tcp.Connected(socket.RemoteEndPoint, socket.LocalEndPoint),
            new SocketConnection(_parts.System, socket, _parts.Settings, _parts.Shares.Accepted));
    }

    // Usually the client has reset the connection already.
    private void Discard(Socket socket, Exception why)
    {
        socket.Dispose();
        _parts.Shares.Accepted.GiveBack();
        Taken();
        if (why is not SocketException)
            _parts.System.Log.Error(why, LogLines.ConnectionBug);
    }

    // Without an actor and without waiting: the process lacks the resources to serve this client.
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
