namespace GreyActors.Core.Capacity;

/// <summary>The share that each part of the program has of the file descriptors of the process.</summary>
/// <param name="Own">The runtime, the store, the log files and the listening sockets.</param>
/// <param name="Reserve">Held back for the runtime, which ends the process when it cannot open a file.</param>
/// <param name="LookUps">Name look-ups and probes of the destination mail servers.</param>
/// <param name="Http">Connections of the introspection endpoint.</param>
/// <param name="Arriving">Connections that are accepted and not yet judged.</param>
/// <param name="Refused">Clients that are being answered 421.</param>
/// <param name="Clients">Clients that are served, on all listeners together.</param>
/// <param name="RelaysPerServer">Relays to each destination mail server.</param>
/// <param name="Relays">Relays to all destination mail servers.</param>
public sealed record DescriptorShares(
    int Own, int Reserve, int LookUps, int Http, int Arriving, int Refused, int Clients, int RelaysPerServer, int Relays)
{
    /// <summary>The most that all parts have open together.</summary>
    public long Sum => (long)Own + Reserve + LookUps + Http + Arriving + Refused + Clients + Relays;

    /// <summary>The most sockets of clients that are open together: served, refused and not yet judged.</summary>
    public int Accepted => Arriving + Refused + Clients;
}
