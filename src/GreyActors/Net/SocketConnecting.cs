using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using GreyActors.Dispatch;
using GreyActors.Observability;

namespace GreyActors.Net;

/// <summary>A connection in progress. Its owner gets <see cref="Tcp.Connected"/>, sent by the <see cref="SocketConnection"/>, or <see cref="Failed"/>.</summary>
internal sealed class SocketConnecting : IDisposable
{
    private readonly ActorSystem _system;
    private readonly IActorRef _owner;
    private readonly SocketSettings _settings;
    private readonly SocketAsyncEventArgs _connecting;
    private readonly Lock _gate = new();
    private SocketConnection? _made;
    private bool _isGivenUp;

    private SocketConnecting(ActorSystem system, IActorRef owner, EndPoint remote, SocketSettings settings)
    {
        (_system, _owner, _settings) = (system, owner, settings);
        _connecting = new SocketAsyncEventArgs(true) { RemoteEndPoint = remote };
        _connecting.Completed += (_, _) => OnConnected();
    }

    /// <summary>Starts to connect: looks up a name first, and tries its addresses in turn.</summary>
    public static SocketConnecting To(EndPoint remote, ActorSystem system, IActorRef owner, SocketSettings settings)
    {
        var connecting = new SocketConnecting(system, owner, remote, settings);
        try
        {
            if (!Socket.ConnectAsync(SocketType.Stream, remote is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp, connecting._connecting))
                connecting.OnConnected();
        }
        catch (SocketException refused)
        {
            // There is no free descriptor, or the kernel does not support such addresses (IPv6).
            owner.Tell(new Failed(refused.Message));
        }

        return connecting;
    }

    /// <summary>Closes the connection unless a handler has registered.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isGivenUp = true;
            _made?.CloseUnclaimed();
        }

        Socket.CancelConnectAsync(_connecting);
        _connecting.Dispose();
    }

    private void OnConnected() => ActorChain.Run(
        static connecting => connecting.HasConnected(),
        this,
        static (connecting, bug) =>
        {
            connecting._system.Log.Error(bug, LogLines.ConnectionBug);
            connecting._owner.Tell(new Failed(bug.Message));
        });

    private void HasConnected()
    {
        lock (_gate)
        {
            if (_connecting.SocketError != SocketError.Success)
            {
                _owner.Tell(new Failed(new SocketException((int)_connecting.SocketError).Message));
                return;
            }

            var socket = _connecting.ConnectSocket!;
            if (_isGivenUp)
                socket.Dispose();
            else
                Introduce(socket);
        }
    }

    private void Introduce(Socket socket)
    {
        try
        {
            if (socket.AddressFamily != AddressFamily.Unix)
                socket.NoDelay = true;
            var connected = new Tcp.Connected(socket.RemoteEndPoint, socket.LocalEndPoint);
            _made = new SocketConnection(_system, socket, _settings);
            _owner.Tell(connected, _made);
        }
        catch (SocketException gone)
        {
            socket.Dispose();
            _owner.Tell(new Failed($"connection reset at once: {gone.Message}"));
        }
    }

    /// <summary>The connection could not be established.</summary>
    public sealed record Failed(string Why);
}
