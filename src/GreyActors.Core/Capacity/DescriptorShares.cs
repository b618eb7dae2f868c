namespace GreyActors.Core.Capacity;

/// <summary>The share of each part of the program in the file descriptors of the process.</summary>
/// <param name="Own">The runtime, the store, the log files and the listening sockets.</param>
/// <param name="Reserve">Held back for the runtime, which ends the process when it cannot open a file.</param>
/// <param name="LookUps">Name lookups and probes of the backends.</param>
/// <param name="Http">Connections of the introspection endpoint.</param>
/// <param name="Arriving">Connections that are accepted but not yet admitted.</param>
/// <param name="Refused">Clients that are getting 421.</param>
/// <param name="Clients">Clients that are served, on all listeners together.</param>
/// <param name="RelaysPerServer">Relays to each backend.</param>
/// <param name="Relays">Relays to all backends.</param>
public sealed record DescriptorShares(
    int Own, int Reserve, int LookUps, int Http, int Arriving, int Refused, int Clients, int RelaysPerServer, int Relays)
{
    /// <summary>DNS queries in flight about clients.</summary>
    public int Queries { get; init; }

    /// <summary>Connections to resolvers for answers that are too long for a datagram: a quarter of <see cref="Queries"/>.</summary>
    public int QueryConnections => (Queries + 3) / 4;

    /// <summary>The maximum number of descriptors of all parts together.</summary>
    public long Sum => (long)Own + Reserve + LookUps + Http + Arriving + Refused + Clients + Relays + Queries + QueryConnections;

    /// <summary>The maximum number of client sockets: served, refused and not yet admitted.</summary>
    public int Accepted => Arriving + Refused + Clients;
}
