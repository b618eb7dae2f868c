using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using GreyActors.Configuration;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Smtp;
using GreyActors.Greylisting;
using GreyActors.Net;
using GreyActors.Observability;

namespace GreyActors.Mail;

/// <summary>The parts list: makes the parts of the service, wires them, and goes down when told or when one of them dies.</summary>
/// <remarks>
/// Kamaelia: GreylistServer (ConfiguredServer). It listens when the real mail servers were asked for the first time, so that the first
/// client already sees what can be carried. A part that dies takes the service with it: the service manager starts it anew, and the
/// greylist is in the store. Stops when it was told <see cref="Control.Drain"/> and the last client has gone, or the time for that is over.
/// </remarks>
public sealed class GreylistServer : Component, IWithTimers
{
    // The parser knows how long each command may be (RFC 5321 4.5.3.1.4, RFC 3461 4); this only bounds what is kept of a line.
    private const int MaxLine = 2048;

    // How often what has expired is forgotten. It changes no verdict, only memory.
    private static readonly TimeSpan ExpiryInterval = TimeSpan.FromMinutes(5);

    // Sessions that are still there when the time to finish is over are told 421, and cut off after this.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly ServerParts _parts;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IActorRef _mailLog;
    private readonly IActorRef _greylist;
    private readonly ImmutableArray<IActorRef> _listeners;
    private readonly IActorRef _realMailServers;
    private readonly RelayBoard _board;
    private readonly LoneRecipients _lone = new();
    private long _sessions;
    private int _bound;

    private GreylistServer(Nameplate nameplate, ServerParts parts)
        : base(nameplate)
    {
        _parts = parts;
        _board = RelayBoard.Of(parts.Settings, parts.Access);
        _mailLog = Watched(parts.MailLog, "mail-log");
        _greylist = Watched(parts.Greylist, "greylist");
        _realMailServers = Watched(
            RealMailServers.Props(new RealMailServersParts(parts.Settings.Relay, parts.Settings.ServerName, _board, parts.Time)), "real-mail-servers");
        if (parts.Certificate is { } certificate)
            Watched(CertificateKeeper.Props(parts.Settings.Tls, certificate, parts.Time, CertificateKeeper.Interval), "certificate");
        _listeners = [.. parts.Settings.Listen.Select((listen, i) => Watched(TcpServer.Props(ListenerFor(listen)), $"listener-{i}"))];
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The service.</summary>
    public static Props Props(ServerParts parts) => PropsOf(nameplate => new GreylistServer(nameplate, parts));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(ExpiryDue.Instance, ExpiryDue.Instance, ExpiryInterval);
        Enter(Serving);
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void Serving(object message)
    {
        switch (message)
        {
            case OfferInFront offer:
                Serve(offer.Capabilities);
                break;
            case ListenerEvent.Listening listening:
                _bound++;
                _log.Info(LogLines.Listening, listening.Address, string.Join(", ", _board.Routes.Servers.Select(RelayTarget.NameOf)));
                break;
            case ListenerEvent.Refused refused:
                _log.Error(LogLines.CannotListen, refused.Address, refused.Why);
                _parts.GiveUp(ExitCode.Unavailable);
                break;
            case ExpiryDue:
                _greylist.Tell(ExpireTriplets.Instance);
                break;
            case GetReadiness:
                Sender.Tell(Readiness.Of(new ReadinessCheck("listeners", _bound == _listeners.Length, $"{_bound} of {_listeners.Length} listen")));
                break;
            case Control.Drain:
                Drain();
                break;
            case Terminated died:
                _log.Error(LogLines.PartDied, died.ActorRef.Path.Name);
                _parts.GiveUp(ExitCode.Software);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private UntypedReceive Draining(ImmutableHashSet<IActorRef> listenersLeft) => message =>
    {
        switch (message)
        {
            case ListenerEvent.Drained:
                AwaitOtherListeners(listenersLeft.Remove(Sender));
                break;
            case Terminated died:
                AwaitOtherListeners(listenersLeft.Remove(died.ActorRef));
                break;
            case LimitOver:
                Timers.StartSingleTimer(PatienceOver.Instance, PatienceOver.Instance, LastWords);
                foreach (var listener in _listeners)
                    listener.Tell(Control.OutOfTime.Instance);
                break;
            case PatienceOver:
                EndListeners();
                break;
            case GetReadiness:
                Sender.Tell(Readiness.Of(new ReadinessCheck("listeners", false, "the service goes down")));
                break;
            case OfferInFront or ListenerEvent or Control.Drain or ExpiryDue:
                break;
            default:
                Unhandled(message);
                break;
        }
    };

    private UntypedReceive EndingListeners(ImmutableHashSet<IActorRef> left) => message =>
    {
        switch (message)
        {
            case Terminated ended when left.Count > 1 || !left.Contains(ended.ActorRef):
                Enter(EndingListeners(left.Remove(ended.ActorRef)));
                break;
            case Terminated:
                EndMailLog();
                break;
            case OfferInFront or ListenerEvent or Control.Drain or LimitOver or PatienceOver or ExpiryDue or GetReadiness:
                break;
            default:
                Unhandled(message);
                break;
        }
    };

    // What the sessions said last is still in the mailbox of the mail-log: it is written before everything stops.
    private void EndingMailLog(object message)
    {
        switch (message)
        {
            case Terminated ended when ended.ActorRef.Equals(_mailLog):
                EndGreylist();
                break;
            case OfferInFront or ListenerEvent or Control.Drain or LimitOver or PatienceOver or Terminated or ExpiryDue or GetReadiness:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // It stores what it knows in a form that is read quickly, within its own limit.
    private void EndingGreylist(object message)
    {
        switch (message)
        {
            case Terminated ended when ended.ActorRef.Equals(_greylist):
                Context.Stop(Self);
                break;
            case OfferInFront or ListenerEvent or Control.Drain or LimitOver or PatienceOver or Terminated or ExpiryDue or GetReadiness:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Serve(SmtpCapabilities offered)
    {
        var limited = offered.LimitedTo(_parts.Settings.Limits.MaxMessageSize);
        var parts = new PolicyParts(
            _parts.Settings,
            _parts.Access,
            limited,
            _greylist,
            _mailLog,
            _parts.Settings.Log.Debug.Length > 0,
            _board,
            _realMailServers,
            _parts.Time)
        {
            Decisions = _parts.Decisions,
            Tls = _parts.Certificate is { } certificate
                ? new TlsServerSettings(() => certificate.Context, _parts.Settings.Tls.Protocols, _parts.Settings.Tls.HandshakeTimeout)
                : null,
            Lone = _lone,
        };
        var serve = new ServeWith((client, socket) => GreylistPolicy.Props(parts, client, socket));
        foreach (var listener in _listeners)
            listener.Tell(serve);
    }

    private void Drain()
    {
        _log.Info(LogLines.Draining, _parts.Settings.ShutdownTimeout);
        Enter(Draining([.. _listeners]));
        Timers.StartSingleTimer(LimitOver.Instance, LimitOver.Instance, _parts.Settings.ShutdownTimeout);
        foreach (var listener in _listeners)
        {
            // Watched anew, because one that died before is told once more then.
            Context.Watch(listener);
            listener.Tell(Control.Drain.Instance);
        }
    }

    private void AwaitOtherListeners(ImmutableHashSet<IActorRef> left)
    {
        if (left.IsEmpty)
            EndListeners();
        else
            Enter(Draining(left));
    }

    // Sessions that are cut off log what becomes of their mail when they stop.
    private void EndListeners()
    {
        Enter(EndingListeners([.. _listeners]));
        foreach (var listener in _listeners)
        {
            Context.Watch(listener);
            Context.Stop(listener);
        }
    }

    private void EndMailLog()
    {
        Enter(EndingMailLog);
        Context.Watch(_mailLog);
        _mailLog.Tell(PoisonPill.Instance);
    }

    private void EndGreylist()
    {
        Enter(EndingGreylist);
        Context.Watch(_greylist);
        _greylist.Tell(Control.Drain.Instance);
    }

    private static IActorRef Watched(Props props, string name) => Context.Watch(Context.ActorOf(props, name));

    private ListenerSettings ListenerFor(ListenSettings listen) => new(
        listen.Endpoint,
        _parts.Settings.Limits.MaxConnections,
        new ClientLimits(
            _parts.Settings.Limits.MaxConnectionsPerClient,
            _parts.Settings.Limits.ConnectionRatePerClient,
            _parts.Settings.Greylisting.Ipv4Prefix,
            _parts.Settings.Greylisting.Ipv6Prefix),
        _parts.Access.IsAllowedClient,
        new Patience(_parts.Settings.InactivityTimeout, _parts.Settings.Limits.SessionTimeout, _parts.Settings.Limits.MinDataRate),
        MaxLine,
        SmtpReplies.TooManyConnections.Bytes,
        SmtpReplies.GoingDown.Bytes,
        () => Interlocked.Increment(ref _sessions))
    {
        ImplicitTls = listen.ImplicitTls,
        IsTrustedProxy = listen.ProxyProtocol ? AddressList.Compile(listen.TrustedProxies).Contains : null,
    };

    private sealed record ExpiryDue
    {
        public static readonly ExpiryDue Instance = new();
    }

    private sealed record PatienceOver
    {
        public static readonly PatienceOver Instance = new();
    }

    private sealed record LimitOver
    {
        public static readonly LimitOver Instance = new();
    }
}
