using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Core.Relaying;
using GreyActors.Core.Smtp;

namespace GreyActors.Configuration;

/// <summary>The whole configuration, checked and immutable; <c>hocon/reference.conf</c> documents each value.</summary>
public sealed record GreyActorsSettings(
    ImmutableArray<ListenSettings> Listen,
    string ServerName,
    string ServerId,
    TimeSpan InactivityTimeout,
    TimeSpan ShutdownTimeout,
    NewlinePolicy BareNewlines,
    LimitsSettings Limits,
    RelaySettings Relay,
    AccessRules Access,
    GreylistingSettings Greylisting,
    StoreSettings Store,
    LogSettings Log,
    IntrospectionSettings Introspection)
{
    /// <summary>Section <c>tls</c>.</summary>
    public TlsSettings Tls { get; init; } = TlsSettings.None;

    /// <summary>Section <c>cluster</c>.</summary>
    public ClusterSettings Cluster { get; init; } = ClusterSettings.Off;

    /// <summary>Section <c>known-clients</c>.</summary>
    public KnownClientsSettings KnownClients { get; init; } = KnownClientsSettings.Off;

    /// <summary>Section <c>replies</c>.</summary>
    public RepliesSettings Replies { get; init; } = RepliesSettings.Off;

    /// <summary>The keys of spam traps, except the list.</summary>
    public TrapSettings Traps { get; init; } = TrapSettings.Default;

    /// <summary>The rules of the known clients, of several sections.</summary>
    public KnownTiming KnownTiming => new(KnownClients.Enabled, KnownClients.Settle, Greylisting.Timing.PassLifetime, Replies.Lifetime);

    /// <summary>Section <c>reputation</c>.</summary>
    public ReputationSettings Reputation { get; init; } = ReputationSettings.Off;

    /// <summary>Section <c>postfix-policy</c>.</summary>
    public PostfixPolicySettings PostfixPolicy { get; init; } = PostfixPolicySettings.Default;

    /// <summary>Whether there is a backend: only SMTP sessions have mail for one.</summary>
    public bool HasBackends => Listen.Any(listener => listener.Protocol == ListenProtocol.Smtp);

    /// <summary>Section <c>reload</c>.</summary>
    public ReloadSettings Reload { get; init; } = ReloadSettings.Off;
}

/// <summary>Section <c>limits</c>. Zero means no limit if <c>reference.conf</c> says so.</summary>
public sealed record LimitsSettings(
    int MaxConnections,
    int MaxConnectionsPerClient,
    int ConnectionRatePerClient,
    int MaxRecipients,
    int MaxErrors,
    int MaxMessageSize,
    int MinDataRate,
    TimeSpan SessionTimeout,
    TimeSpan GreetPause,
    bool RejectEarlyTalkers)
{
    /// <summary>The number of trapped clients that get their replies one byte a second.</summary>
    public int MaxStuttering { get; init; } = 1000;
}

/// <summary>Section <c>relay</c>: the backend and its time limits (RFC 5321 4.5.3.2).</summary>
public sealed record RelaySettings(
    ImmutableArray<EndPoint> To,
    TimeSpan ConnectTimeout,
    TimeSpan ReplyTimeout,
    TimeSpan DataBlockTimeout,
    TimeSpan EndOfDataTimeout,
    TimeSpan ProbeInterval,
    ClientAddressMode ClientAddress = ClientAddressMode.None,
    ReceivedHeader ReceivedHeader = ReceivedHeader.Auto,
    bool GreylistHeader = false,
    int MaxConnections = 80,
    bool Lmtp = false,
    RelayTls Tls = RelayTls.Off,
    string TlsName = "")
{
    /// <summary>Roots of <see cref="RelayTls.Verify"/>; empty for the roots of the operating system.</summary>
    public X509Certificate2Collection TlsRoots { get; init; } = [];

    /// <summary>The backends of domains with backends of their own.</summary>
    public ImmutableArray<RouteSettings> Routes { get; init; } = [];

    /// <summary>The longest time that a recipient waits for a connection when all are in use.</summary>
    public TimeSpan MaxWait { get; init; }

    /// <summary>When the backend is asked whether a recipient exists.</summary>
    public VerifyRecipients VerifyRecipients { get; init; }

    /// <summary>The longest time that a recipient waits for that.</summary>
    public TimeSpan VerifyTimeout { get; init; }

    /// <summary>The longest times for which a client may leave a connection idle.</summary>
    public HoldLimits Hold { get; init; }
}

/// <summary>When the backend is asked whether a recipient exists.</summary>
public enum VerifyRecipients
{
    /// <summary>Never: the backend sees only recipients that have passed.</summary>
    Off,

    /// <summary>Before a recipient is deferred for the first time.</summary>
    BeforeDeferral,
}

/// <summary>One entry of <c>relay.routes</c>.</summary>
/// <param name="Domain">A domain in lower case and A-labels, or an address literal.</param>
/// <param name="To">The backends, in order of preference.</param>
public sealed record RouteSettings(string Domain, ImmutableArray<EndPoint> To);

/// <summary>Section <c>greylisting</c>.</summary>
public sealed record GreylistingSettings(
    GreylistTiming Timing,
    DeferAt DeferAt,
    string Reply,
    int Ipv4Prefix,
    int Ipv6Prefix,
    OnStoreFailure OnStoreFailure,
    int MaxTriplets)
{
    /// <summary>Whether the greylist defers.</summary>
    public GreylistingMode Mode { get; init; }

    /// <summary>The networks that the greylist distinguishes.</summary>
    public NetworkPrefixes Prefixes => new(Ipv4Prefix, Ipv6Prefix);
}

/// <summary>Whether the greylist defers.</summary>
public enum GreylistingMode
{
    /// <summary>The greylist defers.</summary>
    Enforce,

    /// <summary>The greylist judges and learns, and each recipient that it would defer is accepted.</summary>
    Observe,
}

/// <summary>The treatment of an attempt that the store does not answer in time.</summary>
public enum OnStoreFailure
{
    /// <summary>The recipient is accepted, as Kamaelia Grey did: a broken disk delays no legitimate mail.</summary>
    Accept,

    /// <summary>The recipient is deferred.</summary>
    Defer,
}

/// <summary>Section <c>store</c>.</summary>
public sealed record StoreSettings(StoreProvider Provider, string Path, TimeSpan Timeout, int Partitions, OnCorruption OnCorruption)
{
    /// <summary>The store in messages: the file, or the connection string.</summary>
    public string Name => Provider == StoreProvider.Sqlite ? Path : Connection;

    /// <summary>The connection string of PostgreSQL, without a password.</summary>
    public string Connection { get; init; } = "";

    /// <summary>The file with the password for PostgreSQL; empty: there is none.</summary>
    public string PasswordFile { get; init; } = "";
}

/// <summary>The storage of the greylist.</summary>
public enum StoreProvider
{
    /// <summary>An SQLite file.</summary>
    Sqlite,

    /// <summary>A database of a PostgreSQL server.</summary>
    Postgresql,
}

/// <summary>The reaction at the start to a store that is damaged or that this release cannot read.</summary>
public enum OnCorruption
{
    /// <summary>All its files are moved aside, and the service starts with an empty store.</summary>
    Quarantine,

    /// <summary>The service does not start.</summary>
    Refuse,
}

/// <summary>Section <c>log</c>. An empty path disables that file.</summary>
public sealed record LogSettings(string Greylist, string Debug, LogLevel Level, TimeSpan ComponentsInterval)
{
    /// <summary>The format of the files.</summary>
    public LogFormat Format { get; init; }

    /// <summary>The format of the console.</summary>
    public LogFormat Console { get; init; }

    /// <summary>The size in bytes at which a file is rotated; 0 for no limit.</summary>
    public int RotateSize { get; init; }

    /// <summary>Whether files are rotated at midnight (UTC).</summary>
    public bool RotateDaily { get; init; }

    /// <summary>The number of rotated files to keep.</summary>
    public int Keep { get; init; } = 10;
}

/// <summary>The format of log lines.</summary>
public enum LogFormat
{
    /// <summary>Text, for people and for programs that read Kamaelia Grey's log.</summary>
    Text,

    /// <summary>One JSON object per line.</summary>
    Json,
}

/// <summary>The lowest level of console messages.</summary>
public enum LogLevel
{
    /// <summary>Everything.</summary>
    Debug,

    /// <summary>Normal events.</summary>
    Info,

    /// <summary>Conditions that may need attention.</summary>
    Warning,

    /// <summary>Conditions that need attention now.</summary>
    Error,
}

/// <summary>Section <c>introspection</c>: the address of the HTTP endpoint, and access to it.</summary>
public sealed record IntrospectionSettings(IPAddress Address, int Port, string TokenFile, bool RequireToken)
{
    /// <summary>Additional names and addresses that a Host header may contain. Such requests need the token.</summary>
    public ImmutableArray<string> HostNames { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"http://{new IPEndPoint(Address, Port)}/";
}
