using System.Net;
using GreyActors.Configuration;

namespace GreyActors.Delivery;

/// <summary>What <see cref="Backends"/> needs.</summary>
/// <param name="Settings">How they are reached and how often they are asked.</param>
/// <param name="ServerName">What we call ourselves.</param>
/// <param name="Board">What policies look at; written by <see cref="Backends"/>.</param>
/// <param name="Time">The clock.</param>
public sealed record BackendsDependencies(RelaySettings Settings, string ServerName, RelayBoard Board, TimeProvider Time)
{
    /// <summary>Looks a name up: its addresses, IPv4 and IPv6, in the order in which they should be tried.</summary>
    public Func<string, Task<IPAddress[]>> LookUp { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>Whether a server is asked just as with these others: then what it answered to them still holds.</summary>
    public bool AskLike(BackendsDependencies others) => Asking == others.Asking && Settings.TlsRoots.SequenceEqual(others.Settings.TlsRoots);

    private (string, TimeSpan, Core.Smtp.ClientAddressMode, bool, Core.Smtp.RelayTls, string) Asking =>
        (ServerName, Settings.ProbeInterval, Settings.ClientAddress, Settings.Lmtp, Settings.Tls, Settings.TlsName);
}
