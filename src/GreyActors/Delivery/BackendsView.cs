using System.Collections.Immutable;

namespace GreyActors.Delivery;

/// <summary>How the backends are, and which way mail goes.</summary>
public sealed record BackendsView(ImmutableArray<BackendView> Servers, ImmutableArray<RouteView> Routes);

/// <summary>One backend.</summary>
/// <param name="Server">As configured, <c>host:port</c>.</param>
/// <param name="Condition">up, suspect or down.</param>
/// <param name="Since">When it came into that condition.</param>
/// <param name="Reason">What failed last; null while it is up.</param>
/// <param name="Addresses">What its name stands for.</param>
/// <param name="FailingAddresses">Those that failed when they were last tried.</param>
/// <param name="Capabilities">The extensions it offers, as far as we carry them; null when it was never heard.</param>
/// <param name="OpenRelays">Connections with mail, now.</param>
/// <param name="MaxRelays">relay.max-connections.</param>
/// <param name="Waiting">Recipients that wait for such a connection, now.</param>
/// <param name="LastProbe">When it was last asked; null before the first time.</param>
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

/// <summary>One way that mail goes.</summary>
/// <param name="AllOthers">It is for every domain that has no way of its own.</param>
/// <param name="Domains">The domains that are named.</param>
/// <param name="Servers">The backends, in the order of the configuration.</param>
/// <param name="ToTry">The addresses that the next relay is tried at, in this order; empty when it is not tried at all.</param>
public sealed record RouteView(bool AllOthers, ImmutableArray<string> Domains, ImmutableArray<string> Servers, ImmutableArray<string> ToTry);
