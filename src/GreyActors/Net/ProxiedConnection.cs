using System.Net;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using GreyActors.Components;
using GreyActors.Core.Proxy;
using GreyActors.Observability;

namespace GreyActors.Net;

/// <summary>A connection from a trusted proxy: reads the PROXY header, reports the client's address to the listener, and then acts as the client's connection.</summary>
/// <remarks>
/// Only one actor can register for a connection, so this actor stays between the connection and the handler that registers here, with or without
/// TLS, and forwards messages both ways. Bytes that arrived with the header are delivered first. Stops when the connection has ended, the header
/// was invalid or late, or the handler has stopped.
/// </remarks>
public sealed class ProxiedConnection : Component
{
    // The header comes with the first packet. The protocol requires at least three seconds, so that a lost packet can be sent again; Postfix waits
    // five.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly IActorRef _connection;
    private readonly IPEndPoint _proxy;
    private readonly IPEndPoint _local;
    private readonly ProxyHeaderReader _header = new();
    private readonly ILoggingAdapter _log = LiveLog.Of(Context);
    private readonly Deadline _deadline = new(Context);

    private ProxiedConnection(Nameplate nameplate, IActorRef connection, Tcp.Connected connected)
        : base(nameplate)
    {
        _connection = connection;
        _proxy = (IPEndPoint)connected.RemoteAddress;
        _local = (IPEndPoint)connected.LocalAddress;
        nameplate.About = _proxy.ToString();
    }

    /// <summary>The actor for a connection without a registered handler; sends <see cref="Announced"/> to its parent.</summary>
    public static Props Props(IActorRef connection, Tcp.Connected connected) =>
        PropsOf(nameplate => new ProxiedConnection(nameplate, connection, connected));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.Watch(_connection);
        _connection.Tell(new Tcp.Register(Self, keepOpenOnPeerClosed: true, useResumeWriting: false));
        _connection.Tell(Tcp.ResumeReading.Instance);
        _deadline.Set(Patience);
        Enter(AwaitingHeader);
    }

    /// <inheritdoc/>
    protected override void PostStop() => _deadline.Clear();

    private void AwaitingHeader(object message)
    {
        switch (message)
        {
            case Tcp.Received received:
                Read(received.Data);
                break;
            case DeadlinePassed when _deadline.Is(message):
                Refuse("not in time");
                break;
            case Tcp.PeerClosed:
                // A port check connects and sends nothing.
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

    private UntypedReceive AwaitingHandler(ByteString early) => message =>
    {
        switch (message)
        {
            case Tcp.Register register:
                Context.Watch(register.Handler);
                Enter(Open(register.Handler, early));
                break;
            case Tcp.Abort:
                _connection.Tell(message);
                break;
            case DeadlinePassed:
                break;
            case Tcp.ConnectionClosed or Terminated:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    };

    private UntypedReceive Open(IActorRef handler, ByteString early) => message =>
    {
        switch (message)
        {
            case Tcp.ResumeReading when !early.IsEmpty:
                handler.Tell(new Tcp.Received(early));
                Enter(Open(handler, ByteString.Empty));
                break;
            case Tcp.WriteCommand:
                // The sender of the write gets the result.
                _connection.Forward(message);
                break;
            case Tcp.Command:
                _connection.Tell(message);
                break;
            case Tcp.Received or Tcp.PeerClosed:
                handler.Tell(message);
                break;
            case Tcp.ConnectionClosed:
                handler.Tell(message);
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
    };

    private void Read(ByteString arrived)
    {
        switch (_header.Read(arrived.ToReadOnlySpan(), out var taken))
        {
            case ProxyHeaderRead.Client client:
                Announce(client.Remote, client.Target, arrived.Slice(taken));
                break;
            case ProxyHeaderRead.Local:
                Announce(_proxy, _local, arrived.Slice(taken));
                break;
            case ProxyHeaderRead.Malformed malformed:
                Refuse(malformed.Why);
                break;
            default:
                _connection.Tell(Tcp.ResumeReading.Instance);
                break;
        }
    }

    private void Announce(IPEndPoint remote, IPEndPoint local, ByteString early)
    {
        _deadline.Clear();
        Context.Parent.Tell(new Announced(new Tcp.Connected(remote, local)));
        Enter(AwaitingHandler(early));
    }

    private void Refuse(string why)
    {
        Meters.CountTurnedAway("proxy-protocol");
        _log.Warning(LogLines.BadProxyHeader, _proxy, why);
        _connection.Tell(Tcp.Abort.Instance);
        Context.Stop(Self);
    }
}

/// <summary>A <see cref="ProxiedConnection"/> has read its header, and waits for a handler to register.</summary>
/// <param name="Connected">The client's address, and the address at which the proxy accepted it.</param>
public sealed record Announced(Tcp.Connected Connected);
