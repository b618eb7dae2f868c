using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Event;
using GreyActors.Components;
using GreyActors.Configuration;
using GreyActors.Core.Smtp;
using GreyActors.Delivery;
using GreyActors.Doors.Policy;
using GreyActors.Doors.Smtp;
using GreyActors.Greylisting;
using GreyActors.Judging;
using GreyActors.Net;
using GreyActors.Observability;
using GreyActors.Verification;

namespace GreyActors.Hosting;

/// <summary>The parts list: starts the parts of the service, connects them, and shuts down on request or when one of them fails.</summary>
/// <remarks>
/// Kamaelia: GreylistServer (ConfiguredServer). It starts to listen after the first probe of the backends, so that the first client already gets
/// the extensions that they support. If a part fails, the service ends: the service manager restarts it, and the greylist is in the database.
/// Stops after <see cref="Control.Drain"/> when the last client has disconnected, or when the time for that is over.
/// </remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "PostStop disposes of them.")]
public sealed partial class GreylistServer : Component, IWithTimers
{
    // How often expired triplets are removed. This saves memory and changes no verdict.
    private static readonly TimeSpan ExpiryInterval = TimeSpan.FromMinutes(5);

    private readonly GreylistServerDependencies _parts;
    private readonly ILoggingAdapter _log = LiveLog.Of(Context);
    private readonly IActorRef _mailLog;
    private readonly IActorRef _greylist;
    private readonly IActorRef _clients;
    private readonly IActorRef _traps;
    private readonly IActorRef _reputation;
    private readonly ImmutableArray<IActorRef> _listeners;
    private readonly IActorRef _backends;
    private readonly IActorRef _verifier;
    private readonly ListenedAddresses _addresses;
    private readonly LoneRecipients _lone = new();
    private readonly CurrentSessionDependencies _newest = new();
    private readonly CurrentPolicyDependencies _newestPolicy = new();
    private readonly StutterPlaces _stutterPlaces;
    private readonly ConnectionShares _shares;
    private readonly ListenerFactory _listenerFactory;
    private readonly ServedCertificates _certificates;
    private readonly WatchedClock _clock;
    private readonly JoinGate _gate;
    private RelayBoard _board;

    // The configuration that takes effect as soon as its backends have been probed.
    private Coming? _coming;

    private GreylistServer(Nameplate nameplate, GreylistServerDependencies parts)
        : base(nameplate)
    {
        _parts = parts;
        _clock = new WatchedClock(parts.Time, _log);
        _gate = new JoinGate(parts.WhenJoined);
        _board = RelayBoard.Of(Settings, Running.Access);
        _shares = new ConnectionShares(Running.Capacity.Descriptors, parts.IsMemoryScarce);
        _stutterPlaces = new StutterPlaces(() => Settings.Limits.MaxStuttering);
        _listenerFactory = new ListenerFactory(_shares);
        _certificates = new ServedCertificates(parts.Time, _log);
        _mailLog = Watched(parts.MailLog, "mail-log");
        _greylist = Watched(parts.Greylist, "greylist");
        _clients = Watched(parts.KnownClients(_greylist), "clients");
        _traps = Watched(parts.Traps(_greylist), "traps");
        _reputation = Watched(ReputationFactory.Props(Running, _parts.Time), "reputation");
        _backends = Watched(Backends.Props(PartsOfServers(Settings, _board)), "backends");
        _verifier = Watched(RecipientVerifier.Props(new UseBackends(DeliveryOf(Settings), Settings.ServerName)), "recipient-verifier");
        _listeners = [.. Settings.Listen.Select((listen, i) => Watched(TcpServer.Props(_listenerFactory.SettingsOf(listen, Running)), $"listener-{i}"))];
        _addresses = new ListenedAddresses(_listeners.Length);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private RunningConfiguration Running => _parts.Active.Now;

    private GreyActorsSettings Settings => Running.Settings;

    /// <summary>The service.</summary>
    public static Props Props(GreylistServerDependencies parts) => PropsOf(nameplate => new GreylistServer(nameplate, parts));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _certificates.Serve(Running.Pairs);
        if (Settings.Greylisting.Mode == GreylistingMode.Observe)
            _log.Warning(LogLines.Observing);
        Timers.StartPeriodicTimer(ExpireTriplets.Instance, ExpireTriplets.Instance, ExpiryInterval);
        _gate.Start(Self, Timers);
        Enter(Serving);
    }

    /// <summary>A bug in this actor: after the restart it serves the clients that are connected until the process ends.</summary>
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
                    Apply(coming);
                if (offer.Board == _board && _gate.LetsPass(offer.Capabilities))
                    Serve(offer.Capabilities);
                break;
            case var opening when JoinGate.Contains(opening):
                if (_gate.Opens(opening, _log) && _gate.Held is { } held)
                    Serve(held);
                break;
            case ServeConfiguration serve:
                Prepare(serve.Next);
                break;
            case ListenerEvent.Listening listening:
                _addresses.Record(Sender);
                if (Settings.HasBackends)
                    _log.Info(LogLines.Listening, listening.Address, string.Join(", ", _board.Routes.Servers.Select(RelayTarget.NameOf)));
                else
                    _log.Info(LogLines.ListeningForPostfix, listening.Address);
                break;
            case ListenerEvent.Refused refused:
                _addresses.Record(Sender, refused);
                _log.Error(LogLines.CannotListen, refused.Address, refused.Why, Running.Configuration.OriginOf("listen"));
                if (refused.Kind == ListenFailureKind.Permanent || _addresses.AllAreRefused)
                    _parts.GiveUp(ExitCode.Unavailable);
                break;
            case ExpireTriplets:
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
            JudgeDependencies.Of(settings, running.Access, _greylist, _reputation, _parts.Time) with
            {
                Clients = _clients,
                Traps = _traps,
                TrappedClients = _parts.TrappedClients,
                Verifier = _verifier,
            },
            DeliveryOf(settings),
            offered.LimitedTo(settings.Limits.MaxMessageSize),
            _mailLog,
            settings.Log.Debug.Length > 0,
            _parts.Time)
        {
            Decisions = _parts.Decisions,
            Outcome = _parts.Outcome,
            Tls = _certificates.SettingsFor(running),
            IsMemoryScarce = _parts.IsMemoryScarce,
            Stutter = settings.Traps.Stutter ? _stutterPlaces : null,
            Newest = _newest,
        };
        _newest.Now = parts;
        _verifier.Tell(new UseBackends(parts.Delivery, settings.ServerName));
        var policy = PartsOfPolicy(parts);
        for (var i = 0; i < _listeners.Length; i++)
        {
            PolicyFactory factory = settings.Listen[i].Protocol == ListenProtocol.PostfixPolicy
                ? (client, socket) => PolicyDelegate.Props(policy, client, socket)
                : (client, socket) => GreylistPolicy.Props(parts, client, socket);
            _listeners[i].Tell(new ServeWith(factory) { Settings = _listenerFactory.SettingsOf(settings.Listen[i], running) });
        }
    }

    private PolicyDependencies PartsOfPolicy(SessionDependencies parts) =>
        _newestPolicy.Now = new PolicyDependencies(parts.Settings, parts.Judging, _mailLog, parts.LogDialogue, _parts.Time)
        {
            Decisions = _parts.Decisions,
            Outcome = _parts.Outcome,
            Newest = _newestPolicy,
        };

    private void Expire()
    {
        if (!_clock.Look())
            return;
        foreach (var state in States)
            state.Tell(ExpireTriplets.Instance);
    }

    private static IActorRef Watched(Props props, string name) => Context.Watch(Context.ActorOf(props, name));

    private DeliveryDependencies DeliveryOf(GreyActorsSettings settings) => new(settings, _board, _backends, _parts.Time) { Lone = _lone };

    private BackendsDependencies PartsOfServers(GreyActorsSettings settings, RelayBoard board) =>
        new(settings.Relay, settings.ServerName, board, _parts.Time);
}
