using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using GreyActors.Configuration;
using GreyActors.Core.Access;
using GreyActors.Core.Smtp;

namespace GreyActors.Delivery;

/// <summary>
/// What every policy looks at before it opens a relay: which way a mail goes, which addresses are to be tried now and in what order,
/// and how many connections there may be. Only <see cref="Backends"/> writes on it.
/// </summary>
/// <remarks>A long session sees a server go down, or its name stand for another address, at its next mail: it keeps no copy.</remarks>
public sealed class RelayBoard
{
    private readonly RelayLimits _limits;
    private readonly FrozenDictionary<DnsEndPoint, RelayBudget> _budgets;

    // Of servers that are not named any more, while relays to them are open: one that comes back is not given its limit twice.
    private readonly ImmutableDictionary<DnsEndPoint, RelayBudget> _left;
    private ImmutableArray<RelayTarget>[] _targets;

    private RelayBoard(MailRoutes routes, RelayLimits limits, RelayBoard? before)
    {
        Routes = routes;
        _limits = limits;
        var spent = before is null ? ImmutableDictionary<DnsEndPoint, RelayBudget>.Empty : before._left.SetItems(before._budgets);
        _budgets = routes.Servers.ToFrozenDictionary(server => server, server => spent.GetValueOrDefault(server) ?? new RelayBudget(limits));
        _left = spent.RemoveRange(spent.Where(budget => _budgets.ContainsKey(budget.Key) || budget.Value is { Open: 0, Waiting: 0 }).Select(budget => budget.Key));
        _targets = [.. routes.All.Select(_ => ImmutableArray<RelayTarget>.Empty)];
    }

    /// <summary>Which way the mail of a recipient goes.</summary>
    public MailRoutes Routes { get; }

    /// <summary>The board that the configuration gives; nothing is to be tried yet.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="access">Its rules.</param>
    /// <param name="before">The board that it takes the place of: connections that are open count on this one, too.</param>
    public static RelayBoard Of(GreyActorsSettings settings, AccessPolicy access, RelayBoard? before = null) => new(
        MailRoutes.Compile(settings.Relay.To, settings.Relay.Routes.Select(route => (route.Domain, route.To))),
        new RelayLimits(settings.Relay.MaxConnections, settings.Greylisting.Ipv4Prefix, settings.Greylisting.Ipv6Prefix, access.IsAllowedClient),
        before);

    /// <summary>From now on policies go by this board: its limits hold for the connections that are there.</summary>
    public void Enforce()
    {
        foreach (var budget in _budgets.Values)
            budget.Change(_limits);
    }

    /// <summary>The connections that there may be to one backend.</summary>
    public RelayBudget BudgetOf(DnsEndPoint server) => _budgets[server];

    /// <summary>What is to be tried now for a mail that goes this way, in this order; empty when it would only cost time.</summary>
    public ImmutableArray<RelayTarget> TargetsOf(MailRoute route) => Volatile.Read(ref _targets)[route.Number];

    /// <summary>Writes what is to be tried, now that the backends are as they are.</summary>
    public void Write(IReadOnlyDictionary<DnsEndPoint, ServerHealth> servers) =>
        Volatile.Write(ref _targets, [.. Routes.All.Select(route => InOrder(route.Servers, servers))]);

    // Where all are down, those that fail fast are tried all the same: that costs the client nothing, and mail flows a moment sooner.
    // Those that let a client wait are left to the probes.
    private static ImmutableArray<RelayTarget> InOrder(ImmutableArray<DnsEndPoint> servers, IReadOnlyDictionary<DnsEndPoint, ServerHealth> healths)
    {
        ImmutableArray<RelayTarget> well = [.. Of(health => health.Condition != ServerCondition.Down)];
        return well.IsEmpty ? [.. Of(health => !health.IsSlow)] : well;

        IEnumerable<RelayTarget> Of(Predicate<ServerHealth> isMeant) => servers
            .Where(server => isMeant(healths[server]))
            .SelectMany(server => healths[server].InOrder.Select(address => new RelayTarget(server, new IPEndPoint(address, server.Port))));
    }
}
