using System.Collections.Immutable;
using System.Net;

namespace GreyActors.Configuration;

/// <summary>One entry of <c>listen</c>.</summary>
/// <param name="Endpoint">Where to wait for mail.</param>
public sealed record ListenSettings(IPEndPoint Endpoint)
{
    /// <summary>A PROXY header stands before every session.</summary>
    public bool ProxyProtocol { get; init; }

    /// <summary>Who may send it: addresses and networks.</summary>
    public ImmutableArray<string> TrustedProxies { get; init; } = [];

    /// <summary>Clients speak TLS from the start (RFC 8314 3).</summary>
    public bool ImplicitTls { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Endpoint.ToString();
}
