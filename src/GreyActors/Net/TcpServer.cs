using System.Net;
using Akka.Actor;
using Akka.IO;

namespace GreyActors.Net;

/// <summary>Listens on one address and starts a little tree of actors for every client.</summary>
/// <remarks>
/// Kamaelia: TCPServer. It is not unbound when the service goes down: Akka.IO resets the connections of a listener that is unbound or
/// whose handler stops; so it answers newcomers that we are going and waits for the clients it has.
/// Stops when its supervisor does.
/// </remarks>
public sealed class TcpServer : Component
{
    // A burst of thousands of clients must not be dropped by the kernel before we could say 421.
    private const int Backlog = 4096;

    // Clients that are turned away are told so politely as long as there are few of them at a time; a flood is cut off.
    private const int MaxTurnedAwayAtOnce = 200;

    private readonly ListenerSettings _settings;
    private readonly HashSet<IActorRef> _clients = [];
    private int _turnedAway;

    private TcpServer(Nameplate nameplate, ListenerSettings settings)
        : base(nameplate)
    {
        _settings = settings;
        nameplate.About = settings.Address.ToString();
    }

    /// <summary>A listener that awaits <see cref="ServeWith"/> before it listens.</summary>
    public static Props Props(ListenerSettings settings) => PropsOf(nameplate => new TcpServer(nameplate, settings));

    /// <inheritdoc/>
    protected override void PreStart() => Enter(AwaitingPolicy);

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void AwaitingPolicy(object message)
    {
        switch (message)
        {
            case ServeWith serve:
                Context.System.Tcp().Tell(new Tcp.Bind(Self, _settings.Address, Backlog, pullMode: true)
                {
                    TcpSettings = SocketSettings.ForClients(Context.System),
                });
                Enter(Binding(serve.Policy));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private UntypedReceive Binding(PolicyFactory policy) => message =>
    {
        switch (message)
        {
            case Tcp.Bound bound:
                Context.Parent.Tell(new ListenerEvent.Listening(bound.LocalAddress));
                Enter(Accepting(policy));
                break;
            case Tcp.CommandFailed failed:
                Context.Parent.Tell(new ListenerEvent.Refused(_settings.Address, Reason(failed)));
                break;
            case ServeWith serve:
                Enter(Binding(serve.Policy));
                break;
            case Control.Drain:
                Drain();
                break;
            default:
                Unhandled(message);
                break;
        }
    };

    private UntypedReceive Accepting(PolicyFactory policy) => message =>
    {
        switch (message)
        {
            case Tcp.Connected connected when _clients.Count < _settings.MaxConnections:
                Serve(connected, Sender, policy);
                break;
            case Tcp.Connected:
                TurnAway(Sender, _settings.TooMany);
                break;
            case ServeWith serve:
                Enter(Accepting(serve.Policy));
                break;
            case Terminated ended:
                Forget(ended.ActorRef);
                break;
            case Control.Drain:
                Drain();
                break;
            default:
                Unhandled(message);
                break;
        }
    };

    private void Draining(object message)
    {
        switch (message)
        {
            case Tcp.Connected:
                TurnAway(Sender, _settings.GoingDown);
                break;
            case Terminated ended:
                Forget(ended.ActorRef);
                TellWhenDrained();
                break;
            case ServeWith or Control.Drain or Tcp.Bound:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Serve(Tcp.Connected connected, IActorRef connection, PolicyFactory policy)
    {
        var name = $"client-{_settings.NextNumber()}";
        var client = new ConnectedClient(name, (IPEndPoint)connected.RemoteAddress, (IPEndPoint)connected.LocalAddress);
        var actor = Context.ActorOf(NoActivityTimeout.Props(client, connection, policy, _settings.InactivityTimeout, _settings.MaxLine), name);
        _clients.Add(actor);
        Context.Watch(actor);
    }

    private void TurnAway(IActorRef connection, ReadOnlyMemory<byte> words)
    {
        if (_turnedAway >= MaxTurnedAwayAtOnce)
        {
            connection.Tell(Tcp.Abort.Instance);
            return;
        }

        _turnedAway++;
        Context.Watch(Context.ActorOf(TurnedAway.Props(connection, words)));
    }

    private void Forget(IActorRef ended)
    {
        if (!_clients.Remove(ended))
            _turnedAway--;
    }

    private void Drain()
    {
        foreach (var client in _clients)
            client.Tell(Control.Drain.Instance);
        Enter(Draining);
        TellWhenDrained();
    }

    private void TellWhenDrained()
    {
        if (_clients.Count == 0)
            Context.Parent.Tell(ListenerEvent.Drained.Instance);
    }

    private static string Reason(Tcp.CommandFailed failed) => failed.Cause.HasValue ? failed.Cause.Value.Message : "refused";
}
