using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using GreyActors.Core.Smtp;
using GreyActors.Introspection;

namespace GreyActors.Mail;

/// <summary>Has an actor for each real mail server, writes on the <see cref="RelayBoard"/> what is to be tried, and tells its parent what may be offered.</summary>
/// <remarks>
/// Only what all servers of all routes offer is offered: what a recipient's server can do is not known at EHLO. A server that is away keeps
/// what was last known of it: clients that come meanwhile are deferred or told to come again, and shall find the same extensions then.
/// A server that dies of a bug takes this actor and with it the service along. Stops when its supervisor does.
/// </remarks>
public sealed class RealMailServers : Component, IWithTimers
{
    // The start of the service waits for the first answers, but not for servers that are away.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly RelayBoard _board;
    private readonly ImmutableDictionary<DnsEndPoint, IActorRef> _servers;
    private ImmutableDictionary<DnsEndPoint, ServerReport> _reports;
    private SmtpCapabilities? _told;

    private RealMailServers(Nameplate nameplate, RealMailServersParts parts)
        : base(nameplate)
    {
        _board = parts.Board;
        _reports = _board.Routes.Servers.ToImmutableDictionary(
            server => server, server => new ServerReport(RealMailServer.StartingHealth(server, parts.Time), null, null));
        _servers = _board.Routes.Servers
            .Select((server, i) => KeyValuePair.Create(server, Context.ActorOf(RealMailServer.Props(server, parts), $"server-{i}")))
            .ToImmutableDictionary();
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Props; the parent is told <see cref="OfferInFront"/> when all servers were asked, and whenever it changes.</summary>
    public static Props Props(RealMailServersParts parts) => PropsOf(nameplate => new RealMailServers(nameplate, parts));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Write();
        Timers.StartSingleTimer(FirstRoundOver.Instance, FirstRoundOver.Instance, Patience);
        Enter(AwaitingFirstRound);
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    private void AwaitingFirstRound(object message)
    {
        switch (message)
        {
            case ServerReport report:
                Take(report);
                if (_reports.Values.All(known => known.LastProbe is not null))
                    Begin();
                break;
            case FirstRoundOver:
                Begin();
                break;
            default:
                Always(message);
                break;
        }
    }

    private void Watching(object message)
    {
        switch (message)
        {
            case ServerReport report:
                Take(report);
                TellOffer();
                break;
            case FirstRoundOver:
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
                _servers[tried.Target.Server].Tell(tried);
                break;
            case GetRealMailServers:
                Sender.Tell(View());
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Begin()
    {
        TellOffer();
        Enter(Watching);
    }

    private void Take(ServerReport report)
    {
        var server = _servers.First(entry => entry.Value.Equals(Sender)).Key;
        var before = _reports[server];
        _reports = _reports.SetItem(server, report);
        if (before.Health != report.Health)
            Write();
    }

    private void Write() => _board.Write(_reports.ToImmutableDictionary(entry => entry.Key, entry => entry.Value.Health));

    private void TellOffer()
    {
        var offer = SmtpCapabilities.OfferedInFront(_reports.Values.Select(report => report.Capabilities).OfType<SmtpCapabilities>());
        if (offer == _told)
            return;
        _told = offer;
        Context.Parent.Tell(new OfferInFront(offer));
    }

    private RealMailServersView View() => new(
        [.. _board.Routes.Servers.Select(View)],
        [
            .. _board.Routes.All.Select(route => new RouteView(
                route.Number == 0,
                route.Domains,
                [.. route.Servers.Select(RelayTarget.NameOf)],
                [.. _board.TargetsOf(route).Select(target => target.Address.ToString())])),
        ]);

    private RealMailServerView View(DnsEndPoint server)
    {
        var (health, capabilities, lastProbe) = _reports[server];
        var budget = _board.BudgetOf(server);
        return new RealMailServerView(
            RelayTarget.NameOf(server),
            health.Condition.ToString().ToLowerInvariant(),
            health.Since,
            health.Why.Length == 0 ? null : health.Why,
            [.. health.Addresses.Select(address => address.ToString())],
            [.. health.Addresses.Where(health.Failing.Contains).Select(address => address.ToString())],
            capabilities is null ? null : [.. capabilities.Keywords()],
            budget.Open,
            budget.Waiting,
            lastProbe);
    }

    private sealed record FirstRoundOver
    {
        public static readonly FirstRoundOver Instance = new();
    }
}
