using System.Net;
using Akka.Actor;

namespace GreyActors.Net;

/// <summary>What a <see cref="TcpServer"/> needs to know.</summary>
/// <param name="Address">Where to listen.</param>
/// <param name="Shares">What this listener shares with the others; clients beyond it are answered with <paramref name="TooMany"/>.</param>
/// <param name="PerClient">What one client network may have of that.</param>
/// <param name="IsExempt">Clients that are not counted for their network.</param>
/// <param name="Patience">How long clients are waited for.</param>
/// <param name="MaxLine">The longest line, CRLF included.</param>
/// <param name="TooMany">What a newcomer hears when there is no room.</param>
/// <param name="GoingDown">What a newcomer hears while the service goes down.</param>
/// <param name="NextNumber">The number of the next session, of all listeners.</param>
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
    /// <summary>Who may connect, and must say in a PROXY header for whom; null: clients connect themselves.</summary>
    public Predicate<IPAddress>? IsTrustedProxy { get; init; }

    /// <summary>Clients speak TLS from the start: to those that are turned away nothing can be said.</summary>
    public bool ImplicitTls { get; init; }
}

/// <summary>How long clients are waited for.</summary>
/// <param name="Inactivity">For a command, or for more mail data, when it is the client's turn.</param>
/// <param name="Session">For the whole session.</param>
/// <param name="MinDataRate">Octets of mail data a second, on the average of the time waited for them; 0: no limit.</param>
public sealed record Patience(TimeSpan Inactivity, TimeSpan Session, int MinDataRate);

/// <summary>Makes the policy of a client; the second argument is the actor to which it sends its <see cref="Outbox"/>.</summary>
public delegate Props PolicyFactory(ConnectedClient client, IActorRef socket);

/// <summary>Tells a <see cref="TcpServer"/> how to serve the clients that come from now on.</summary>
public sealed record ServeWith(PolicyFactory Policy)
{
    /// <summary>What else holds for them; null: what held before. The address stays what it is.</summary>
    public ListenerSettings? Settings { get; init; }
}

/// <summary>What a <see cref="TcpServer"/> tells its parent.</summary>
public abstract record ListenerEvent
{
    private ListenerEvent()
    {
    }

    /// <summary>It listens.</summary>
    public sealed record Listening(EndPoint Address) : ListenerEvent;

    /// <summary>It cannot listen: the address is taken or not ours. It tries again now and then, and sends this once.</summary>
    /// <param name="FamilyIsMissing">The kernel has no such addresses (IPv6), so that nobody could come there.</param>
    public sealed record Refused(IPEndPoint Address, string Why, bool FamilyIsMissing) : ListenerEvent;

    /// <summary>It was told to drain, and the last client has gone.</summary>
    public sealed record Drained : ListenerEvent
    {
        /// <summary>The one instance.</summary>
        public static readonly Drained Instance = new();
    }
}
