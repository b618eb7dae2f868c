using System.Net;
using Akka.Actor;
using GreyActors.Core.Smtp;

namespace GreyActors.Net;

/// <summary>The settings of a <see cref="TcpServer"/>.</summary>
/// <param name="Address">The address and port, or the UNIX socket, to listen on.</param>
/// <param name="Shares">The resources shared by all listeners; clients beyond them get <paramref name="TooMany"/>.</param>
/// <param name="PerClient">The limits for one client network.</param>
/// <param name="IsExempt">Whether a client is exempt from the limits for its network.</param>
/// <param name="Patience">The time limits for clients.</param>
/// <param name="MaxLine">The longest line, CRLF included.</param>
/// <param name="TooMany">The reply to new clients beyond a limit; empty if they are closed without a reply.</param>
/// <param name="GoingDown">The reply to new clients during shutdown; empty as above.</param>
/// <param name="NextNumber">Returns the number of the next session; shared by all listeners.</param>
public sealed record ListenerSettings(
    EndPoint Address,
    ConnectionShares Shares,
    ClientLimits PerClient,
    Predicate<IPAddress> IsExempt,
    Patience Patience,
    int MaxLine,
    ReadOnlyMemory<byte> TooMany,
    ReadOnlyMemory<byte> GoingDown,
    Func<long> NextNumber)
{
    /// <summary>The proxies that may connect, with the client's address in a PROXY header; null: clients connect directly.</summary>
    public Predicate<IPAddress>? IsTrustedProxy { get; init; }

    /// <summary>Makes the framer of a connection if its protocol has no lines that end in CRLF; null if it has.</summary>
    public Func<IFramer>? Framing { get; init; }

    /// <summary>The framer of a new connection.</summary>
    public IFramer NewFramer() => Framing?.Invoke() ?? new LineFramer(MaxLine);

    /// <summary>The hosts that may connect over TCP; null: all.</summary>
    public Predicate<IPAddress>? IsTrustedClient { get; init; }

    /// <summary>The processes that may connect to a UNIX socket.</summary>
    public SocketAccess Access { get; init; } = SocketAccess.OwnGroup;

    /// <summary>Whether clients use TLS from the start. Clients that are turned away then get no reply.</summary>
    public bool ImplicitTls { get; init; }

    /// <summary>The address that counts towards the limits of a network; null for exempt clients, and for those of a UNIX socket, which have none.</summary>
    public IPAddress? CountedAddress(EndPoint remote) => remote is IPEndPoint { Address: var address } && !IsExempt(address) ? address : null;

    /// <summary>The list that a host is not in, without which it may not connect; null if it may.</summary>
    public string? ListWithout(EndPoint remote) => remote is not IPEndPoint { Address: var address } ? null
        : IsTrustedProxy?.Invoke(address) == false ? "trusted-proxies"
        : IsTrustedClient?.Invoke(address) == false ? "trusted-clients"
        : null;
}

/// <summary>The time limits for clients.</summary>
/// <param name="Inactivity">The wait for a command or for more mail data.</param>
/// <param name="Session">The duration of the whole session.</param>
/// <param name="MinDataRate">The minimum rate of mail data in bytes per second, averaged over the time spent waiting for it; 0: no minimum.</param>
public sealed record Patience(TimeSpan Inactivity, TimeSpan Session, int MinDataRate);

/// <summary>Creates the Props of a client's policy; the second argument is the actor that receives its <see cref="Outbox"/>.</summary>
public delegate Props PolicyFactory(ConnectedClient client, IActorRef socket);

/// <summary>Sets how a <see cref="TcpServer"/> serves new clients.</summary>
public sealed record ServeWith(PolicyFactory Policy)
{
    /// <summary>Other settings for them; null: no change. The address never changes.</summary>
    public ListenerSettings? Settings { get; init; }
}

/// <summary>The events that a <see cref="TcpServer"/> sends to its parent.</summary>
public abstract record ListenerEvent
{
    private ListenerEvent()
    {
    }

    /// <summary>The address is open.</summary>
    public sealed record Listening(EndPoint Address) : ListenerEvent;

    /// <summary>The address cannot be opened, for example because it is in use or not local. Sent once; the listener keeps trying.</summary>
    public sealed record Refused(EndPoint Address, string Why, ListenFailureKind Kind) : ListenerEvent
    {
        /// <summary>Whether the kernel does not support such addresses.</summary>
        public bool FamilyIsMissing => Kind == ListenFailureKind.FamilyIsMissing;
    }

    /// <summary>The last client has disconnected after <see cref="Control.Drain"/>.</summary>
    public sealed record Drained : ListenerEvent
    {
        /// <summary>The one instance.</summary>
        public static readonly Drained Instance = new();
    }
}
