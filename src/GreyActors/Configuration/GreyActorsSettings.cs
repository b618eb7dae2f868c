using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Relaying;
using GreyActors.Core.Smtp;

namespace GreyActors.Configuration;

/// <summary>The whole configuration, checked and immutable; <c>hocon/reference.conf</c> says what each value means.</summary>
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

    /// <summary>Section <c>reload</c>.</summary>
    public ReloadSettings Reload { get; init; } = ReloadSettings.Off;
}

/// <summary>Section <c>limits</c>. Zero means no limit where <c>reference.conf</c> says so.</summary>
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
    bool RejectEarlyTalkers);

/// <summary>Section <c>relay</c>: the backend and the patience we have with it (RFC 5321 4.5.3.2).</summary>
public sealed record RelaySettings(
    ImmutableArray<DnsEndPoint> To,
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
    /// <summary>Roots of <see cref="RelayTls.Verify"/>; where there are none, those that the operating system trusts.</summary>
    public X509Certificate2Collection TlsRoots { get; init; } = [];

    /// <summary>The backends of domains that have their own.</summary>
    public ImmutableArray<RouteSettings> Routes { get; init; } = [];

    /// <summary>How long a recipient waits for a connection when as many as allowed are open.</summary>
    public TimeSpan MaxWait { get; init; }

    /// <summary>How long a client may keep a connection waiting.</summary>
    public HoldLimits Hold { get; init; }
}

/// <summary>One entry of <c>relay.routes</c>.</summary>
/// <param name="Domain">A domain in lower case and A-labels, or an address literal.</param>
/// <param name="To">Its backends, the first of them first.</param>
public sealed record RouteSettings(string Domain, ImmutableArray<DnsEndPoint> To);

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
    /// <summary>The networks that the greylist distinguishes.</summary>
    public NetworkPrefixes Prefixes => new(Ipv4Prefix, Ipv6Prefix);
}

/// <summary>What happens to an attempt that the store cannot answer in time.</summary>
public enum OnStoreFailure
{
    /// <summary>The recipient is accepted, as Kamaelia Grey did: no good mail waits for a broken disk.</summary>
    Accept,

    /// <summary>The recipient is deferred.</summary>
    Defer,
}

/// <summary>Section <c>store</c>.</summary>
public sealed record StoreSettings(StoreProvider Provider, string Path, TimeSpan Timeout, int Partitions, OnCorruption OnCorruption);

/// <summary>Where the greylist is kept.</summary>
public enum StoreProvider
{
    /// <summary>An SQLite file.</summary>
    Sqlite,
}

/// <summary>What happens at the start when the store is damaged, or holds what this release cannot read.</summary>
public enum OnCorruption
{
    /// <summary>Its files are moved aside whole, and the service starts with an empty store.</summary>
    Quarantine,

    /// <summary>The service does not start.</summary>
    Refuse,
}

/// <summary>Section <c>log</c>. An empty path switches that file off.</summary>
public sealed record LogSettings(string Greylist, string Debug, LogLevel Level, TimeSpan ComponentsInterval)
{
    /// <summary>How lines of the files are written.</summary>
    public LogFormat Format { get; init; }

    /// <summary>How lines of the console are written.</summary>
    public LogFormat Console { get; init; }

    /// <summary>The size in octets at which a file is put aside; 0: never for its size.</summary>
    public int RotateSize { get; init; }

    /// <summary>Whether a file is put aside at midnight (UTC).</summary>
    public bool RotateDaily { get; init; }

    /// <summary>How many files that were put aside are kept.</summary>
    public int Keep { get; init; } = 10;
}

/// <summary>How log lines are written.</summary>
public enum LogFormat
{
    /// <summary>For people, and for what reads Kamaelia Grey's log.</summary>
    Text,

    /// <summary>A JSON object a line.</summary>
    Json,
}

/// <summary>How much is written to the console.</summary>
public enum LogLevel
{
    /// <summary>Everything.</summary>
    Debug,

    /// <summary>What an operator wants to see.</summary>
    Info,

    /// <summary>What may need a look.</summary>
    Warning,

    /// <summary>What needs a look now.</summary>
    Error,
}

/// <summary>Section <c>introspection</c>: where the HTTP endpoint listens, and who may use it.</summary>
public sealed record IntrospectionSettings(IPAddress Address, int Port, string TokenFile, bool RequireToken)
{
    /// <summary>More names and addresses by which a Host header may call the endpoint; those requests need the token.</summary>
    public ImmutableArray<string> HostNames { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"http://{new IPEndPoint(Address, Port)}/";
}
