using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using GreyActors.Components;
using GreyActors.Core.Addresses;
using GreyActors.Core.Smtp;

namespace GreyActors.Delivery;

/// <summary>Supervises an actor for each backend, writes the addresses to try to the <see cref="RelayBoard"/>, and reports to its parent which extensions to offer.</summary>
/// <remarks>
/// Offers only the extensions that all servers of all routes offer, because the server of a recipient is unknown at EHLO. A server that is
/// down keeps its last extensions, so that deferred clients find the same ones when they retry. At <see cref="ServeRoutes"/> it keeps the
/// servers that are probed in the same way, with their state, and ends those that are no longer configured; their relays belong to the
/// policies, and continue. If a server fails because of a bug, this actor and the service end. Stops when its supervisor does.
/// </remarks>
public sealed class Backends : Component, IWithTimers
{
    // The start of the service and a reload wait for the first answers, but not for servers that are down.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<IActorRef, ServerReport> _reports = [];
    private Fleet _fleet;
    private int _made;
    private OfferInFront? _told;

    private Backends(Nameplate nameplate, BackendsDependencies parts)
        : base(nameplate) => _fleet = FleetOf(parts, before: null);

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Props; sends <see cref="OfferInFront"/> to the parent when all servers were probed, and after each change.</summary>
    public static Props Props(BackendsDependencies parts) => PropsOf(nameplate => new Backends(nameplate, parts));

    /// <inheritdoc/>
    protected override void PreStart() => Await(_fleet);

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    // At the start the next fleet is the first one, which serves no client yet.
    private UntypedReceive AwaitingFirstRound(Fleet next) => message =>
    {
        switch (message)
        {
            case ServerReport report:
                Take(report, next);
                if (IsAsked(next))
                    Begin(next);
                break;
            case FirstRoundOver:
                Begin(next);
                break;
            case ServeRoutes serve:
                Prepare(serve.Parts, next);
                break;
            default:
                Always(message);
                break;
        }
    };

    private void Watching(object message)
    {
        switch (message)
        {
            case ServerReport report:
                Take(report, _fleet);
                TellOffer();
                break;
            case FirstRoundOver:
                break;
            case ServeRoutes serve:
                Prepare(serve.Parts, _fleet);
                break;
            default:
                Always(message);
                break;
        }
    }

    private void Always(object message)
    {
        switch (message)
        {
            case RelayTried tried:
                // A mail that began before a reload may have gone to a server that is no longer configured.
                if (_fleet.Servers.TryGetValue(tried.Target.Server, out var server))
                    server.Tell(tried);
                break;
            case GetBackends:
                Sender.Tell(View());
                break;
            case GetRelayUse get:
                Sender.Tell(View(get));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Prepare(BackendsDependencies parts, Fleet before)
    {
        var next = FleetOf(parts, before);
        End(before.Servers.Values.Except(next.Servers.Values).Except(_fleet.Servers.Values));
        Await(next);
    }

    private void Await(Fleet next)
    {
        Write(next);
        if (IsAsked(next))
        {
            Begin(next);
            return;
        }

        Timers.StartSingleTimer(FirstRoundOver.Instance, FirstRoundOver.Instance, Patience);
        Enter(AwaitingFirstRound(next));
    }

    private void Begin(Fleet next)
    {
        End(_fleet.Servers.Values.Except(next.Servers.Values));
        _fleet = next;
        TellOffer();
        Enter(Watching);
    }

    private void End(IEnumerable<IActorRef> servers)
    {
        foreach (var server in servers)
        {
            _reports.Remove(server);
            Context.Stop(server);
        }
    }

    private bool IsAsked(Fleet fleet) => fleet.Servers.Values.All(server => _reports[server].LastProbe is not null);

    private Fleet FleetOf(BackendsDependencies parts, Fleet? before)
    {
        var isAskedAlike = before?.Parts.AskLike(parts) == true;
        return new Fleet(parts, parts.Board.Routes.Servers.ToImmutableDictionary(server => server, server =>
        {
            if (before?.Servers.GetValueOrDefault(server) is not { } known)
                return Make(server, parts, ServerReport.Unasked(server, parts.Time));
            return isAskedAlike ? known : Make(server, parts, _reports[known] with { LastProbe = null });
        }));
    }

    private IActorRef Make(EndPoint server, BackendsDependencies parts, ServerReport known)
    {
        var actor = Context.ActorOf(Backend.Props(server, parts, known), $"server-{_made++}");
        _reports.Add(actor, known);
        return actor;
    }

    private void Take(ServerReport report, Fleet next)
    {
        // The last report of a server that was ended is ignored.
        if (!_reports.TryGetValue(Sender, out var before))
            return;
        _reports[Sender] = report;
        if (before.Health == report.Health)
            return;
        Write(_fleet);
        if (next != _fleet)
            Write(next);
    }

    private void Write(Fleet fleet) =>
        fleet.Parts.Board.Write(fleet.Servers.ToImmutableDictionary(entry => entry.Key, entry => _reports[entry.Value].Health));

    private void TellOffer()
    {
        var capabilities = _fleet.Servers.Values.Select(server => _reports[server].Capabilities).OfType<SmtpCapabilities>();
        var offer = new OfferInFront(_fleet.Parts.Board, SmtpCapabilities.OfferedInFront(capabilities));
        if (offer == _told)
            return;
        _told = offer;
        Context.Parent.Tell(offer);
    }

    private BackendsView View()
    {
        var board = _fleet.Parts.Board;
        return new BackendsView(
            [.. board.Routes.Servers.Select(View)],
            [
                .. board.Routes.All.Select(route => new RouteView(
                    route.Number == 0,
                    route.Domains,
                    [.. route.Servers.Select(RelayTarget.NameOf)],
                    [.. board.TargetsOf(route).Select(target => HostAndPort.Of(target.Address))])),
            ]);
    }

    private RelayUse View(GetRelayUse get)
    {
        var board = _fleet.Parts.Board;
        var route = board.Routes.For(get.Domain);
        // With policy listeners only, no mail goes to a backend.
        if (route.Servers.IsEmpty)
            return new RelayUse("", 0, 0, 0, 0);
        var server = board.TargetsOf(route) is [var target, ..] ? target.Server : route.Servers[0];
        var budget = board.BudgetOf(server);
        return new RelayUse(RelayTarget.NameOf(server), budget.Open, budget.Max, budget.Waiting, _fleet.Parts.Settings.MaxWait.TotalSeconds);
    }

    private BackendView View(EndPoint server)
    {
        var (health, capabilities, lastProbe) = _reports[_fleet.Servers[server]];
        var budget = _fleet.Parts.Board.BudgetOf(server);
        return new BackendView(
            RelayTarget.NameOf(server),
            health.Condition.ToString().ToLowerInvariant(),
            health.Since,
            health.Why.Length == 0 ? null : health.Why,
            [.. health.Addresses.Select(ShownAddress)],
            [.. health.Addresses.Where(health.Failing.Contains).Select(ShownAddress)],
            capabilities is null ? null : [.. capabilities.Keywords()],
            budget.Open,
            budget.Max,
            budget.Waiting,
            lastProbe);
    }

    private static string ShownAddress(EndPoint address) => address is IPEndPoint ip ? ip.Address.ToString() : HostAndPort.Of(address);

    /// <summary>The servers of one configuration.</summary>
    private sealed record Fleet(BackendsDependencies Parts, ImmutableDictionary<EndPoint, IActorRef> Servers);

    private sealed record FirstRoundOver
    {
        public static readonly FirstRoundOver Instance = new();
    }
}
