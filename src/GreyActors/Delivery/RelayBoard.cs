using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using GreyActors.Configuration;
using GreyActors.Core.Access;
using GreyActors.Core.Smtp;

namespace GreyActors.Delivery;

/// <summary>
/// The board that every policy reads before it opens a relay: the route of a mail, the addresses to try now in order, and the limits of
/// connections. Only <see cref="Backends"/> writes to it.
/// </summary>
/// <remarks>A session keeps no copy, so its next mail uses the current state and addresses of a server.</remarks>
public sealed class RelayBoard
{
    private readonly RelayLimits _limits;
    private readonly FrozenDictionary<EndPoint, RelayBudget> _budgets;

    // Budgets of servers that are no longer configured but have open relays, so that a server that is configured again does not get its limit twice.
    private readonly ImmutableDictionary<EndPoint, RelayBudget> _left;
    private ImmutableArray<RelayTarget>[] _targets;

    private RelayBoard(MailRoutes routes, RelayLimits limits, RelayBoard? before)
    {
        Routes = routes;
        _limits = limits;
        var spent = before is null ? ImmutableDictionary<EndPoint, RelayBudget>.Empty : before._left.SetItems(before._budgets);
        _budgets = routes.Servers.ToFrozenDictionary(server => server, server => spent.GetValueOrDefault(server) ?? new RelayBudget(limits));
        _left = spent.RemoveRange(spent.Where(budget => _budgets.ContainsKey(budget.Key) || budget.Value is { Open: 0, Waiting: 0 }).Select(budget => budget.Key));
        _targets = [.. routes.All.Select(_ => ImmutableArray<RelayTarget>.Empty)];
    }

    /// <summary>The route of a recipient.</summary>
    public MailRoutes Routes { get; }

    /// <summary>The board for a configuration, without addresses to try.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="access">The access rules.</param>
    /// <param name="before">The previous board, whose open connections count on the new one.</param>
    public static RelayBoard Of(GreyActorsSettings settings, AccessPolicy access, RelayBoard? before = null) => new(
        MailRoutes.Compile(settings.Relay.To, settings.Relay.Routes.Select(route => (route.Domain, route.To))),
        new RelayLimits(settings.Relay.MaxConnections, settings.Greylisting.Ipv4Prefix, settings.Greylisting.Ipv6Prefix, access.IsAllowedClient),
        before);

    /// <summary>Makes this the board of the policies; its limits apply to open connections.</summary>
    public void Enforce()
    {
        foreach (var budget in _budgets.Values)
            budget.Change(_limits);
    }

    /// <summary>The budget of connections to one backend.</summary>
    public RelayBudget BudgetOf(EndPoint server) => _budgets[server];

    /// <summary>The addresses to try now on a route, in order; empty if an attempt would only cost time.</summary>
    public ImmutableArray<RelayTarget> TargetsOf(MailRoute route) => Volatile.Read(ref _targets)[route.Number];

    /// <summary>Updates the addresses to try for the state of the backends.</summary>
    public void Write(IReadOnlyDictionary<EndPoint, ServerHealth> servers) =>
        Volatile.Write(ref _targets, [.. Routes.All.Select(route => InOrder(route.Servers, servers))]);

    // If all are down, servers that fail fast are tried anyway: it costs the client nothing, and mail flows sooner after a recovery.
    // Slow ones are left to the probes.
    private static ImmutableArray<RelayTarget> InOrder(ImmutableArray<EndPoint> servers, IReadOnlyDictionary<EndPoint, ServerHealth> healths)
    {
        ImmutableArray<RelayTarget> well = [.. Of(health => health.Condition != ServerCondition.Down)];
        return well.IsEmpty ? [.. Of(health => !health.IsSlow)] : well;

        IEnumerable<RelayTarget> Of(Predicate<ServerHealth> isMeant) => servers
            .Where(server => isMeant(healths[server]))
            .SelectMany(server => healths[server].InOrder.Select(address => new RelayTarget(server, address)));
    }
}
