using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
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

    private readonly ActorSystem _system;
    private readonly IActorRef _server;
    private readonly SocketSettings _settings;
    private readonly Socket _socket;
    private readonly SocketAsyncEventArgs _accepting = new(true);

    // Runs after a connection was counted and before it is introduced. Tests use it to choose the order of the threads.
    private readonly Action? _counted;
    private volatile bool _isClosed;
    private int _ahead;

    private SocketListener(ActorSystem system, IActorRef server, SocketSettings settings, Socket socket, Action? counted)
    {
        (_system, _server, _settings, _socket, _counted) = (system, server, settings, socket, counted);
        _accepting.Completed += (_, _) => OnAccepted();
    }

    /// <summary>Where it listens.</summary>
    public EndPoint Address => _socket.LocalEndPoint!;

    /// <summary>Listens, on the socket that the service manager holds at this address, if it does; accepts when it is told to <see cref="Begin"/>.</summary>
    /// <param name="server">Is told of connections.</param>
    /// <param name="address">Where.</param>
    /// <param name="backlog">Connections that the kernel may keep.</param>
    /// <param name="settings">For the connections.</param>
    /// <param name="why">Why it cannot listen; null when it does.</param>
    /// <param name="counted">Runs after a connection was counted and before it is introduced.</param>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The listener owns the socket.")]
    public static SocketListener? Listen(IActorRef server, ActorSystem system, IPEndPoint address, int backlog, SocketSettings settings, out string? why, Action? counted = null)
    {
        why = null;
        if (InheritedSockets.OfThisProcess.Take(address) is { } inherited)
            return new SocketListener(system, server, settings, inherited, counted);

        Socket? socket = null;
        try
        {
            socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(address);
            socket.Listen(backlog);
            return new SocketListener(system, server, settings, socket, counted);
        }
        catch (SocketException refused)
        {
            socket?.Dispose();
            why = refused.Message;
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
                var mayGoOn = Interlocked.Increment(ref _ahead) < MaxAhead;
                _counted?.Invoke();
                ActorChain.Run(Introduce, socket, GiveUp);
                return mayGoOn;
            case SocketError.ConnectionAborted or SocketError.ConnectionReset:
                // It was gone before it was accepted.
                return true;
            default:
                _system.Scheduler.Advanced.ScheduleOnce(Breath, Begin);
                return false;
        }
    }

    private void Introduce(Socket socket)
    {
        socket.NoDelay = true;
        _server.Tell(new Tcp.Connected(socket.RemoteEndPoint, socket.LocalEndPoint), new SocketConnection(_system, socket, _settings));
    }

    // Usually the client has reset the connection before it was introduced.
    private void GiveUp(Socket socket, Exception why)
    {
        socket.Dispose();
        Taken();
        if (why is not SocketException)
            _system.Log.Error(why, LogLines.ConnectionBug);
    }
}
