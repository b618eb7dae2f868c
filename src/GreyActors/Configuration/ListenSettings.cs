using System.Collections.Immutable;
using System.Net;

namespace GreyActors.Configuration;

/// <summary>One entry of <c>listen</c>.</summary>
/// <param name="Endpoint">The address to listen on.</param>
public sealed record ListenSettings(IPEndPoint Endpoint)
{
    /// <summary>Whether a PROXY header precedes every session.</summary>
    public bool ProxyProtocol { get; init; }

    /// <summary>The addresses and networks that may send the header.</summary>
    public ImmutableArray<string> TrustedProxies { get; init; } = [];

    /// <summary>Whether sessions start with TLS (RFC 8314 3).</summary>
    public bool ImplicitTls { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Endpoint.ToString();
}
