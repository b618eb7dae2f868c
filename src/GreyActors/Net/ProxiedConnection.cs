using System.Net;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using GreyActors.Components;
using GreyActors.Core.Proxy;
using GreyActors.Observability;

namespace GreyActors.Net;

/// <summary>A connection from a trusted proxy: reads the PROXY header, tells the listener who the client is, and is then the client's connection.</summary>
/// <remarks>
/// One actor registers for a connection and no second after it. So this one stays between the connection and whoever registers
/// here, TLS or plain, and passes on what either says; what had come with the header is the first thing that is read.
/// Stops when the connection has ended, its header was bad or late, or whoever registered has stopped.
/// </remarks>
public sealed class ProxiedConnection : Component
{
    // A header is sent with the first packet. The protocol asks for three seconds at least, so that a lost packet may be sent again;
    // Postfix waits five.
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

    /// <summary>The actor for one connection that nobody has registered for yet; tells its parent <see cref="Announced"/>.</summary>
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
                // Whoever only looks whether the port is open says nothing.
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
                // Whoever wrote hears himself that it is written, or could not be.
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

/// <summary>A <see cref="ProxiedConnection"/> has read for whom it stands; it awaits somebody to register.</summary>
/// <param name="Connected">The client's address, and where the proxy accepted it.</param>
public sealed record Announced(Tcp.Connected Connected);
