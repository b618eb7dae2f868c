using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Smtp;
using GreyActors.Delivery;
using GreyActors.Doors.Smtp;
using GreyActors.Greylisting;
using GreyActors.Judging;
using GreyActors.Net;
using GreyActors.Observability;

namespace GreyActors.Hosting;

/// <summary>The parts list: makes the parts of the service, wires them, and goes down when told or when one of them dies.</summary>
/// <remarks>
/// Kamaelia: GreylistServer (ConfiguredServer). It listens when the backends were asked for the first time, so that the first
/// client already sees what can be carried. A part that dies takes the service with it: the service manager starts it anew, and the
/// greylist is in the store. Stops when it was told <see cref="Control.Drain"/> and the last client has gone, or the time for that is over.
/// </remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "They are disposed of when the actor stops.")]
public sealed partial class GreylistServer : Component, IWithTimers
{
    // The parser knows how long each command may be (RFC 5321 4.5.3.1.4, RFC 3461 4); this only bounds what is kept of a line.
    private const int MaxLine = 2048;

    // How often what has expired is forgotten. It changes no verdict, only memory.
    private static readonly TimeSpan ExpiryInterval = TimeSpan.FromMinutes(5);

    private readonly GreylistServerDependencies _parts;
    private readonly ILoggingAdapter _log = LiveLog.Of(Context);
    private readonly IActorRef _mailLog;
    private readonly IActorRef _greylist;
    private readonly ImmutableArray<IActorRef> _listeners;
    private readonly IActorRef _backends;
    private readonly ListenedAddresses _addresses;
    private readonly LoneRecipients _lone = new();
    private readonly CurrentSessionDependencies _newest = new();
    private readonly ConnectionShares _shares;
    private RelayBoard _board;
    private ServedCertificate? _certificate;
    private ClockTrust _clock;
    private long _sessions;

    // What is to be in force as soon as its backends were asked.
    private Coming? _coming;

    private GreylistServer(Nameplate nameplate, GreylistServerDependencies parts)
        : base(nameplate)
    {
        _parts = parts;
        _clock = ClockTrust.Begin(parts.Time.GetUtcNow(), Steady);
        _board = RelayBoard.Of(Settings, Running.Access);
        _shares = new ConnectionShares(Running.Capacity.Descriptors, parts.IsMemoryScarce);
        _mailLog = Watched(parts.MailLog, "mail-log");
        _greylist = Watched(parts.Greylist, "greylist");
        _backends = Watched(Backends.Props(PartsOfServers(Settings, _board)), "backends");
        _listeners = [.. Settings.Listen.Select((listen, i) => Watched(TcpServer.Props(ListenerFor(listen, Running)), $"listener-{i}"))];
        _addresses = new ListenedAddresses(_listeners.Length);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private RunningConfiguration Running => _parts.Active.Now;

    private GreyActorsSettings Settings => Running.Settings;

    private TimeSpan Steady => _parts.Time.GetElapsedTime(0);

    /// <summary>The service.</summary>
    public static Props Props(GreylistServerDependencies parts) => PropsOf(nameplate => new GreylistServer(nameplate, parts));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        ShowCertificate(Running.Pair);
        Timers.StartPeriodicTimer(ExpiryDue.Instance, ExpiryDue.Instance, ExpiryInterval);
        Enter(Serving);
    }

    /// <summary>A bug of its own: restarted it serves those who are there, until the process has ended.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
        _log.Error(reason, LogLines.PartDied, Self.Path.Name);
        _parts.GiveUp(ExitCode.Software);
        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostStop() => _shares.Dispose();

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void Serving(object message)
    {
        switch (message)
        {
            case OfferInFront offer:
                if (_coming is { } coming && coming.Board == offer.Board)
                    Activate(coming);
                if (offer.Board == _board)
                    Serve(offer.Capabilities);
                break;
            case ServeConfiguration serve:
                Prepare(serve.Next);
                break;
            case ListenerEvent.Listening listening:
                _addresses.Listens(Sender);
                _log.Info(LogLines.Listening, listening.Address, string.Join(", ", _board.Routes.Servers.Select(RelayTarget.NameOf)));
                break;
            case ListenerEvent.Refused refused:
                _addresses.Refuse(Sender, refused);
                _log.Error(LogLines.CannotListen, refused.Address, refused.Why);
                if (_addresses.AllAreRefused)
                    _parts.GiveUp(ExitCode.Unavailable);
                break;
            case ExpiryDue:
                Expire();
                break;
            case GetReadiness:
                Sender.Tell(_addresses.ToReadiness());
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

    private void Serve(SmtpCapabilities offered)
    {
        var (running, settings) = (Running, Settings);
        var parts = new SessionDependencies(
            settings,
            JudgeDependencies.Of(settings, running.Access, _greylist, _parts.Time),
            offered.LimitedTo(settings.Limits.MaxMessageSize),
            _mailLog,
            settings.Log.Debug.Length > 0,
            _board,
            _backends,
            _parts.Time)
        {
            Decisions = _parts.Decisions,
            Tls = running.Pair is not null && _certificate is { } certificate
                ? new TlsServerSettings(() => certificate.Context, settings.Tls.Protocols, settings.Tls.HandshakeTimeout)
                : null,
            Lone = _lone,
            IsMemoryScarce = _parts.IsMemoryScarce,
            Newest = _newest,
        };
        _newest.Now = parts;
        for (var i = 0; i < _listeners.Length; i++)
        {
            _listeners[i].Tell(new ServeWith((client, socket) => GreylistPolicy.Props(parts, client, socket))
            {
                Settings = ListenerFor(settings.Listen[i], running),
            });
        }
    }

    private void Expire()
    {
        _clock = _clock.Look(_parts.Time.GetUtcNow(), Steady);
        if (_clock.HasJumped)
            _log.Warning(LogLines.ClockJumped, InWords.Span(_clock.Jump.Duration()), _clock.Jump > TimeSpan.Zero ? "ahead" : "back", InWords.Span(ClockTrust.Pause));
        if (_clock.IsTrusted)
            _greylist.Tell(ExpireTriplets.Instance);
    }

    private static IActorRef Watched(Props props, string name) => Context.Watch(Context.ActorOf(props, name));

    private BackendsDependencies PartsOfServers(GreyActorsSettings settings, RelayBoard board) =>
        new(settings.Relay, settings.ServerName, board, _parts.Time);

    private ListenerSettings ListenerFor(ListenSettings listen, RunningConfiguration running) => new(
        listen.Endpoint,
        _shares,
        new ClientLimits(
            running.Settings.Limits.MaxConnectionsPerClient,
            running.Settings.Limits.ConnectionRatePerClient,
            running.Settings.Greylisting.Ipv4Prefix,
            running.Settings.Greylisting.Ipv6Prefix),
        running.Access.IsAllowedClient,
        new Patience(running.Settings.InactivityTimeout, running.Settings.Limits.SessionTimeout, running.Settings.Limits.MinDataRate),
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
}
