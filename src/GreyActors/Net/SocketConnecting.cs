using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using GreyActors.Dispatch;
using GreyActors.Observability;

namespace GreyActors.Net;

/// <summary>A connection that is being made; its owner is told <see cref="Tcp.Connected"/>, from the <see cref="SocketConnection"/>, or <see cref="Failed"/>.</summary>
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

    /// <summary>Begins; a name is looked up first, and its addresses are tried one after the other.</summary>
    public static SocketConnecting To(EndPoint remote, ActorSystem system, IActorRef owner, SocketSettings settings)
    {
        var connecting = new SocketConnecting(system, owner, remote, settings);
        try
        {
            if (!Socket.ConnectAsync(SocketType.Stream, ProtocolType.Tcp, connecting._connecting))
                connecting.OnConnected();
        }
        catch (SocketException refused)
        {
            // No descriptor is left, or the kernel has no such addresses (IPv6).
            owner.Tell(new Failed(refused.Message));
        }

        return connecting;
    }

    /// <summary>Gives up: a connection that has not been registered for by now is closed.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isGivenUp = true;
            _made?.GiveUpUnclaimed();
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
            socket.NoDelay = true;
            var connected = new Tcp.Connected(socket.RemoteEndPoint, socket.LocalEndPoint);
            _made = new SocketConnection(_system, socket, _settings);
            _owner.Tell(connected, _made);
        }
        catch (SocketException gone)
        {
            socket.Dispose();
            _owner.Tell(new Failed($"reset as soon as it was made: {gone.Message}"));
        }
    }

    /// <summary>There is no connection, and none will come.</summary>
    public sealed record Failed(string Why);
}
