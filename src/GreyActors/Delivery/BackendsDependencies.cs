using System.Net;
using GreyActors.Configuration;

namespace GreyActors.Delivery;

/// <summary>The dependencies of <see cref="Backends"/>.</summary>
/// <param name="Settings">The connection settings and the probe interval.</param>
/// <param name="ServerName">The name of this server, for EHLO.</param>
/// <param name="Board">The board that policies read and <see cref="Backends"/> writes.</param>
/// <param name="Time">The clock.</param>
public sealed record BackendsDependencies(RelaySettings Settings, string ServerName, RelayBoard Board, TimeProvider Time)
{
    /// <summary>Looks up the IPv4 and IPv6 addresses of a name, in order of preference.</summary>
    public Func<string, Task<IPAddress[]>> LookUp { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>Whether servers are probed in the same way as with other dependencies, so that their answers are still valid.</summary>
    public bool AskLike(BackendsDependencies others) => Asking == others.Asking && Settings.TlsRoots.SequenceEqual(others.Settings.TlsRoots);

    private (string, TimeSpan, Core.Smtp.ClientAddressMode, bool, Core.Smtp.RelayTls, string) Asking =>
        (ServerName, Settings.ProbeInterval, Settings.ClientAddress, Settings.Lmtp, Settings.Tls, Settings.TlsName);
}
