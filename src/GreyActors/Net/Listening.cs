using System.Net;
using Akka.Actor;

namespace GreyActors.Net;

/// <summary>The settings of a <see cref="TcpServer"/>.</summary>
/// <param name="Address">The address and port to listen on.</param>
/// <param name="Shares">The resources shared by all listeners; clients beyond them get <paramref name="TooMany"/>.</param>
/// <param name="PerClient">The limits for one client network.</param>
/// <param name="IsExempt">Whether a client is exempt from the limits for its network.</param>
/// <param name="Patience">The time limits for clients.</param>
/// <param name="MaxLine">The longest line, CRLF included.</param>
/// <param name="TooMany">The reply to new clients beyond a limit.</param>
/// <param name="GoingDown">The reply to new clients during shutdown.</param>
/// <param name="NextNumber">Returns the number of the next session; shared by all listeners.</param>
public sealed record ListenerSettings(
    IPEndPoint Address,
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

    /// <summary>Whether clients use TLS from the start. Clients that are turned away then get no reply.</summary>
    public bool ImplicitTls { get; init; }
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

    /// <summary>The address cannot be opened, because it is in use or not local. Sent once; the listener keeps trying.</summary>
    /// <param name="FamilyIsMissing">The kernel does not support such addresses (IPv6), so no client could connect.</param>
    public sealed record Refused(IPEndPoint Address, string Why, bool FamilyIsMissing) : ListenerEvent;

    /// <summary>The last client has disconnected after <see cref="Control.Drain"/>.</summary>
    public sealed record Drained : ListenerEvent
    {
        /// <summary>The one instance.</summary>
        public static readonly Drained Instance = new();
    }
}
