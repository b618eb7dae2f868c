using System.Net;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using GreyActors.Components;
using GreyActors.Core.Capacity;
using GreyActors.Observability;

namespace GreyActors.Net;

/// <summary>Listens on one address and starts a small tree of actors for every client.</summary>
/// <remarks>
/// Kamaelia: TCPServer. During a shutdown it continues to listen, replies 421 to new clients, and waits for the connected ones. Stops when its
/// supervisor does.
/// </remarks>
public sealed class TcpServer : Component, IWithTimers
{
    // The kernel must not drop a burst of thousands of clients before they get 421.
    private const int Backlog = 4096;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(10);

    private readonly Dictionary<IActorRef, ConnectedClient> _clients = [];
    private readonly ILoggingAdapter _log = LiveLog.Of(Context);

    // The share that each child uses: the served clients' share for a client, and for a proxy that has not sent its header; otherwise the refused clients' share.
    private readonly Dictionary<IActorRef, DescriptorShare> _taken = [];
    private ListenerSettings _settings;
    private ConnectionLedger _ledger;
    private SocketListener? _listener;

    private TcpServer(Nameplate nameplate, ListenerSettings settings)
        : base(nameplate)
    {
        _settings = settings;
        _ledger = new ConnectionLedger(settings.PerClient);
        nameplate.About = settings.Address.ToString();
    }

    private ConnectionShares Shares => _settings.Shares;

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A listener that awaits <see cref="ServeWith"/> before it listens.</summary>
    public static Props Props(ListenerSettings settings) => PropsOf(nameplate => new TcpServer(nameplate, settings));

    /// <inheritdoc/>
    protected override void PreStart() => Enter(AwaitingPolicy);

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _listener?.Dispose();
        // The children have stopped, but their Terminated messages no longer arrive.
        foreach (var share in _taken.Values)
            share.GiveBack();
    }

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
                Apply(serve.Settings);
                Listen(serve.Policy, isFirst: true);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // The address may be assigned later, or become free.
    private UntypedReceive AwaitingAddress(PolicyFactory policy) => message =>
    {
        switch (message)
        {
            case RetryTick:
                Listen(policy, isFirst: false);
                break;
            case ServeWith serve:
                Apply(serve.Settings);
                Enter(AwaitingAddress(serve.Policy));
                break;
            case Control.Drain:
                Timers.Cancel(RetryTick.Instance);
                Drain();
                break;
            default:
                Unhandled(message);
                break;
        }
    };

    private void Listen(PolicyFactory policy, bool isFirst)
    {
        var socket = SocketSettings.ForClients with { IsMemoryScarce = Shares.IsMemoryScarce };
        var parts = new SocketListenerDependencies(
            Context.System, Self, socket, Shares, _settings.ImplicitTls ? ReadOnlyMemory<byte>.Empty : _settings.TooMany);
        _listener = SocketListener.Listen(parts, _settings.Address, _settings.Access, Backlog, out var failure);
        if (_listener is null)
        {
            if (isFirst)
                Context.Parent.Tell(new ListenerEvent.Refused(_settings.Address, failure!.Why, failure.Kind));
            Timers.StartSingleTimer(RetryTick.Instance, RetryTick.Instance, BetweenTries);
            Enter(AwaitingAddress(policy));
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
                Accept(connected, Sender, policy);
                break;
            case Announced announced:
                _taken.Remove(Context.Unwatch(Sender));
                Admit(announced.Connected, Sender, policy);
                break;
            case ConnectionsShed shed:
                _log.Warning(LogLines.ConnectionsShed, _settings.Address, shed.Of == Shortage.Memory ? "too little memory" : "too few file descriptors");
                break;
            case ForgetTick:
                _ledger.Forget(Now);
                break;
            case ServeWith serve:
                Apply(serve.Settings);
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
                TurnAway(Sender, _settings.GoingDown, connected.RemoteAddress, "shutting down");
                break;
            case Announced announced:
                _taken.Remove(Context.Unwatch(Sender));
                Shares.Served.GiveBack();
                TurnAway(Sender, _settings.GoingDown, announced.Connected.RemoteAddress, "shutting down");
                break;
            case Terminated ended:
                if (Forget(ended.ActorRef))
                    ReportWhenDrained();
                break;
            case Control.OutOfTime:
                foreach (var client in _clients.Keys)
                    client.Tell(message);
                break;
            case ServeWith or Control.Drain or ForgetTick or RetryTick or ConnectionsShed:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // Connected clients keep their settings, and count towards the new limits.
    private void Apply(ListenerSettings? settings)
    {
        if (settings is null)
            return;
        _settings = settings with { Address = _settings.Address, Access = _settings.Access, Shares = _settings.Shares };
        _ledger = _ledger.Under(
            settings.PerClient, _clients.Values.Select(client => settings.CountedAddress(client.Remote)).OfType<IPAddress>());
    }

    private void Accept(Tcp.Connected connected, IActorRef connection, PolicyFactory policy)
    {
        var remote = connected.RemoteAddress;
        if (_settings.ListWithout(remote) is { } list)
        {
            Meters.CountTurnedAway(list);
            _log.Info(LogLines.NotTrusted, remote, _settings.Address, list);
            connection.Tell(Tcp.Abort.Instance);
        }
        else if (!Shares.Served.TryTake())
        {
            TurnAway(connection, _settings.TooMany, remote, "max-connections");
        }
        else if (_settings.IsTrustedProxy is null)
        {
            Admit(connected, connection, policy);
        }
        else
        {
            _taken.Add(Context.Watch(Context.ActorOf(ProxiedConnection.Props(connection, connected))), Shares.Served);
        }
    }

    private void Admit(Tcp.Connected connected, IActorRef connection, PolicyFactory policy)
    {
        var remote = connected.RemoteAddress;
        var admission = _settings.CountedAddress(remote) is { } counted ? _ledger.Admit(counted, Now) : Admission.Admitted;
        if (admission == Admission.Admitted)
        {
            Serve(connected, connection, policy);
            return;
        }

        Shares.Served.GiveBack();
        TurnAway(connection, _settings.TooMany, remote, admission == Admission.TooManyAtOnce ? "max-connections-per-client" : "connection-rate-per-client");
    }

    private void Serve(Tcp.Connected connected, IActorRef connection, PolicyFactory policy)
    {
        var name = $"client-{_settings.NextNumber()}";
        var client = new ConnectedClient(name, connected.RemoteAddress, connected.LocalAddress) { ImplicitTls = _settings.ImplicitTls };
        var actor = Context.ActorOf(NoActivityTimeout.Props(client, connection, policy, _settings.Patience, _settings.NewFramer()), name);
        _clients.Add(actor, client);
        _taken.Add(Context.Watch(actor), Shares.Served);
        Meters.CountSession();
    }

    private void TurnAway(IActorRef connection, ReadOnlyMemory<byte> words, EndPoint remote, string why)
    {
        Meters.CountTurnedAway(why);
        _log.Debug(LogLines.TurnedAway, remote, why);
        // Connections beyond this share are reset without a reply.
        if (_settings.ImplicitTls || words.IsEmpty || !Shares.Refused.TryTake())
        {
            connection.Tell(Tcp.Abort.Instance);
            return;
        }

        _taken.Add(Context.Watch(Context.ActorOf(TurnedAway.Props(connection, words))), Shares.Refused);
    }

    // True if a served client has ended.
    private bool Forget(IActorRef ended)
    {
        if (_taken.Remove(ended, out var share))
            share.GiveBack();
        if (!_clients.Remove(ended, out var client))
            return false;
        Meters.CountSessionEnd();
        if (_settings.CountedAddress(client.Remote) is { } counted)
            _ledger.Leave(counted, Now);
        return true;
    }

    private void Drain()
    {
        foreach (var client in _clients.Keys)
            client.Tell(Control.Drain.Instance);
        Enter(Draining);
        ReportWhenDrained();
    }

    private void ReportWhenDrained()
    {
        if (_clients.Count == 0)
            Context.Parent.Tell(ListenerEvent.Drained.Instance);
    }

    private static TimeSpan Now => TimeSpan.FromMilliseconds(Environment.TickCount64);

    private sealed record RetryTick
    {
        public static readonly RetryTick Instance = new();
    }

    private sealed record ForgetTick
    {
        public static readonly ForgetTick Instance = new();
    }
}
