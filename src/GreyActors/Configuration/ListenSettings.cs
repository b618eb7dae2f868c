using System.Collections.Immutable;
using System.Net;

namespace GreyActors.Configuration;

/// <summary>One entry of <c>listen</c>.</summary>
/// <param name="Endpoint">The address and port, or the UNIX socket, to listen on.</param>
public sealed record ListenSettings(EndPoint Endpoint)
{
    /// <summary>0660.</summary>
    public const UnixFileMode DefaultMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>The protocol of its clients.</summary>
    public ListenProtocol Protocol { get; init; }

    /// <summary>Whether a PROXY header precedes every session.</summary>
    public bool ProxyProtocol { get; init; }

    /// <summary>The addresses and networks that may send the header.</summary>
    public ImmutableArray<string> TrustedProxies { get; init; } = [];

    /// <summary>Whether sessions start with TLS (RFC 8314 3).</summary>
    public bool ImplicitTls { get; init; }

    /// <summary>The hosts that may connect with Postfix's policy protocol: addresses and networks; empty for all.</summary>
    public ImmutableArray<string> TrustedClients { get; init; } = [];

    /// <summary>The mode of the file of a UNIX socket.</summary>
    public UnixFileMode Mode { get; init; } = DefaultMode;

    /// <summary>The group of the file of a UNIX socket, a name or a number; empty for the group of the process.</summary>
    public string Group { get; init; } = "";

    /// <summary>Whether an entry names the same listener, which a reload keeps.</summary>
    public bool IsSameListener(ListenSettings other) => Endpoint.Equals(other.Endpoint) && (Protocol, Mode, Group) == (other.Protocol, other.Mode, other.Group);

    /// <inheritdoc/>
    public override string ToString() => $"{Endpoint}";
}

/// <summary>The protocol of a listener's clients.</summary>
public enum ListenProtocol
{
    /// <summary>SMTP.</summary>
    Smtp,

    /// <summary>Postfix's policy protocol.</summary>
    PostfixPolicy,
}
