using System.Net;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using GreyActors.Observability;

namespace GreyActors.Net;

/// <summary>Listens on one address and starts a little tree of actors for every client.</summary>
/// <remarks>
/// Kamaelia: TCPServer. It goes on listening when the service begins to go down: it answers newcomers that we are going and waits for the
/// clients it has.
/// Stops when its supervisor does.
/// </remarks>
public sealed class TcpServer : Component, IWithTimers
{
    // A burst of thousands of clients must not be dropped by the kernel before we could say 421.
    private const int Backlog = 4096;

    // Clients that are turned away are told so politely as long as there are few of them at a time; a flood is cut off.
    private const int MaxTurnedAwayAtOnce = 200;

    private readonly Dictionary<IActorRef, ConnectedClient> _clients = [];
    private readonly ILoggingAdapter _log = LiveLog.Of(Context);

    // Connections of proxies that have not said yet for whom they stand.
    private readonly HashSet<IActorRef> _unannounced = [];
    private ListenerSettings _settings;
    private ConnectionLedger _ledger;
    private int _turnedAway;
    private SocketListener? _listener;

    private TcpServer(Nameplate nameplate, ListenerSettings settings)
        : base(nameplate)
    {
        _settings = settings;
        _ledger = new ConnectionLedger(settings.PerClient);
        nameplate.About = settings.Address.ToString();
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A listener that awaits <see cref="ServeWith"/> before it listens.</summary>
    public static Props Props(ListenerSettings settings) => PropsOf(nameplate => new TcpServer(nameplate, settings));

    /// <inheritdoc/>
    protected override void PreStart() => Enter(AwaitingPolicy);

    /// <inheritdoc/>
    protected override void PostStop() => _listener?.Dispose();

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void AwaitingPolicy(object message)
    {
        switch (message)
        {
            case Control.Drain:
                Drain();
                break;
            case ServeWith serve:
                Adopt(serve.Settings);
                Listen(serve.Policy);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Listen(PolicyFactory policy)
    {
        _listener = SocketListener.Listen(Self, Context.System, _settings.Address, Backlog, SocketSettings.ForClients, out var why);
        if (_listener is null)
        {
            Context.Parent.Tell(new ListenerEvent.Refused(_settings.Address, why!));
            return;
        }

        Nameplate.About = _listener.Address.ToString();
        Context.Parent.Tell(new ListenerEvent.Listening(_listener.Address));
        Timers.StartPeriodicTimer(ForgetTick.Instance, ForgetTick.Instance, TimeSpan.FromMinutes(1));
        Enter(Accepting(policy));
        _listener.Begin();
    }

    private UntypedReceive Accepting(PolicyFactory policy) => message =>
    {
        switch (message)
        {
            case Tcp.Connected connected:
                _listener!.Taken();
                Welcome(connected, Sender, policy);
                break;
            case Announced announced:
                _unannounced.Remove(Context.Unwatch(Sender));
                Admit(announced.Connected, Sender, policy);
                break;
            case ForgetTick:
                _ledger.Forget(Now);
                break;
            case ServeWith serve:
                Adopt(serve.Settings);
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
            case Tcp.Connected connected:
                _listener!.Taken();
                TurnAway(Sender, _settings.GoingDown, (IPEndPoint)connected.RemoteAddress, "going down");
                break;
            case Announced announced:
                _unannounced.Remove(Context.Unwatch(Sender));
                TurnAway(Sender, _settings.GoingDown, (IPEndPoint)announced.Connected.RemoteAddress, "going down");
                break;
            case Terminated ended:
                if (Forget(ended.ActorRef))
                    TellWhenDrained();
                break;
            case Control.OutOfTime:
                foreach (var client in _clients.Keys)
                    client.Tell(message);
                break;
            case ServeWith or Control.Drain or ForgetTick:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // Clients that are here keep what they were admitted with, and count under the new limits.
    private void Adopt(ListenerSettings? settings)
    {
        if (settings is null)
            return;
        _settings = settings with { Address = _settings.Address };
        _ledger = _ledger.Under(
            settings.PerClient, _clients.Values.Select(client => client.Remote.Address).Where(address => !settings.IsExempt(address)));
    }

    private void Welcome(Tcp.Connected connected, IActorRef connection, PolicyFactory policy)
    {
        var remote = (IPEndPoint)connected.RemoteAddress;
        if (_settings.IsTrustedProxy is { } isTrusted && !isTrusted(remote.Address))
        {
            Meters.CountTurnedAway("trusted-proxies");
            _log.Info(LogLines.NotFromProxy, remote, _settings.Address);
            connection.Tell(Tcp.Abort.Instance);
        }
        else if (_clients.Count + _unannounced.Count >= _settings.MaxConnections)
        {
            TurnAway(connection, _settings.TooMany, remote, "max-connections");
        }
        else if (_settings.IsTrustedProxy is null)
        {
            Admit(connected, connection, policy);
        }
        else
        {
            _unannounced.Add(Context.Watch(Context.ActorOf(ProxiedConnection.Props(connection, connected))));
        }
    }

    private void Admit(Tcp.Connected connected, IActorRef connection, PolicyFactory policy)
    {
        var remote = (IPEndPoint)connected.RemoteAddress;
        var admission = _settings.IsExempt(remote.Address) ? Admission.Admitted : _ledger.Admit(remote.Address, Now);
        if (admission == Admission.Admitted)
            Serve(connected, connection, policy);
        else
            TurnAway(connection, _settings.TooMany, remote, admission == Admission.TooManyAtOnce ? "max-connections-per-client" : "connection-rate-per-client");
    }

    private void Serve(Tcp.Connected connected, IActorRef connection, PolicyFactory policy)
    {
        var name = $"client-{_settings.NextNumber()}";
        var client = new ConnectedClient(name, (IPEndPoint)connected.RemoteAddress, (IPEndPoint)connected.LocalAddress) { ImplicitTls = _settings.ImplicitTls };
        var actor = Context.ActorOf(NoActivityTimeout.Props(client, connection, policy, _settings.Patience, _settings.MaxLine), name);
        _clients.Add(actor, client);
        Meters.CountSession();
        Context.Watch(actor);
    }

    private void TurnAway(IActorRef connection, ReadOnlyMemory<byte> words, IPEndPoint remote, string why)
    {
        Meters.CountTurnedAway(why);
        _log.Debug(LogLines.TurnedAway, remote, why);
        if (_settings.ImplicitTls || _turnedAway >= MaxTurnedAwayAtOnce)
        {
            connection.Tell(Tcp.Abort.Instance);
            return;
        }

        _turnedAway++;
        Context.Watch(Context.ActorOf(TurnedAway.Props(connection, words)));
    }

    // True when it was a client that was served.
    private bool Forget(IActorRef ended)
    {
        if (_unannounced.Remove(ended))
            return false;
        if (!_clients.Remove(ended, out var client))
        {
            _turnedAway--;
            return false;
        }

        Meters.CountSessionEnd();
        if (!_settings.IsExempt(client.Remote.Address))
            _ledger.Leave(client.Remote.Address, Now);
        return true;
    }

    private void Drain()
    {
        foreach (var client in _clients.Keys)
            client.Tell(Control.Drain.Instance);
        Enter(Draining);
        TellWhenDrained();
    }

    private void TellWhenDrained()
    {
        if (_clients.Count == 0)
            Context.Parent.Tell(ListenerEvent.Drained.Instance);
    }

    private static TimeSpan Now => TimeSpan.FromMilliseconds(Environment.TickCount64);


    private sealed record ForgetTick
    {
        public static readonly ForgetTick Instance = new();
    }
}
