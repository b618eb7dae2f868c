using System.Collections.Immutable;

namespace GreyActors.Delivery;

/// <summary>The state of the backends, and the routes of mail.</summary>
public sealed record BackendsView(ImmutableArray<BackendView> Servers, ImmutableArray<RouteView> Routes);

/// <summary>One backend.</summary>
/// <param name="Server">The configured <c>host:port</c> or UNIX socket.</param>
/// <param name="Condition">up, suspect or down.</param>
/// <param name="Since">The start of this condition.</param>
/// <param name="Reason">The last failure; null while the server is up.</param>
/// <param name="Addresses">The addresses of its name.</param>
/// <param name="FailingAddresses">The addresses that failed at their last attempt.</param>
/// <param name="Capabilities">The supported extensions that it offers; null before its first answer.</param>
/// <param name="OpenRelays">The current number of relays.</param>
/// <param name="MaxRelays">relay.max-connections.</param>
/// <param name="Waiting">The current number of recipients that wait for a relay.</param>
/// <param name="LastProbe">The time of the last probe; null before the first.</param>
public sealed record BackendView(
    string Server,
    string Condition,
    DateTimeOffset Since,
    string? Reason,
    ImmutableArray<string> Addresses,
    ImmutableArray<string> FailingAddresses,
    ImmutableArray<string>? Capabilities,
    int OpenRelays,
    int MaxRelays,
    int Waiting,
    DateTimeOffset? LastProbe);

/// <summary>One route.</summary>
/// <param name="AllOthers">Whether the route applies to all domains without a route of their own.</param>
/// <param name="Domains">The domains of the route.</param>
/// <param name="Servers">The backends, in the order of the configuration.</param>
/// <param name="ToTry">The addresses that the next relay tries, in this order; empty if none is tried.</param>
public sealed record RouteView(bool AllOthers, ImmutableArray<string> Domains, ImmutableArray<string> Servers, ImmutableArray<string> ToTry);
