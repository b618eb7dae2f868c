using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Security.Authentication;
using GreyActors.Configuration.Hocon;
using GreyActors.Configuration.Values;
using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Policy;
using GreyActors.Core.Relaying;
using GreyActors.Core.Reputation;
using GreyActors.Core.Smtp;
using GreyActors.Files;

namespace GreyActors.Configuration;

/// <summary>Converts the merged tree into settings. Exactly the keys of <c>reference.conf</c> are read here.</summary>
internal static class SettingsReader
{
    /// <summary>The sections that may be written as one value, such as <c>known-clients = off</c>.</summary>
    public static ImmutableArray<HoconSwitch> Switches { get; } = [new(["grey-actors", "known-clients"], "enabled")];

    /// <summary>Reads everything. The settings are valid only if no error was reported.</summary>
    public static GreyActorsSettings Read(SettingsBook book)
    {
        var root = SettingsSection.Root(book).Section("grey-actors");
        return WithoutUnusedBackends(new GreyActorsSettings(
            root.Sections("listen", Listener),
            root.Text("servername", DomainText.DomainOrLiteral),
            root.Text("serverid", ServerId),
            root.Timeout("inactivity-timeout"),
            root.Timeout("shutdown-timeout", mayBeZero: true),
            root.Choice<NewlinePolicy>("bare-newlines"),
            Limits(root.Section("limits")),
            Relay(root.Section("relay")),
            Access(root),
            Greylisting(root.Section("greylisting")),
            Store(root.Section("store")),
            Log(root.Section("log")),
            Introspection(root.Section("introspection")))
        {
            Cluster = ClusterSection.Read(root.Section("cluster")),
            KnownClients = KnownClients(root.Section("known-clients")),
            Traps = new TrapSettings(root.PositiveDuration("trap-lifetime"), root.Switch("trap-stutter")),
            Replies = new RepliesSettings(root.Section("replies").Duration("lifetime")),
            Reputation = Reputation(root.Section("reputation")),
            Tls = Tls(root.Section("tls")),
            Reload = Reload(root.Section("reload")),
            PostfixPolicy = PostfixPolicy(root.Section("postfix-policy")),
        });
    }

    // If no listener has mail for a backend, the defaults of relay.to must not be probed.
    private static GreyActorsSettings WithoutUnusedBackends(GreyActorsSettings settings) =>
        settings.HasBackends || settings.Listen.IsEmpty ? settings : settings with { Relay = settings.Relay with { To = [], Routes = [] } };

    private static PostfixPolicySettings PostfixPolicy(SettingsSection section) =>
        new(section.Choice<ActionOnDeferral>("action-on-deferral"), section.Timeout("inactivity-timeout"));

    private static ListenSettings Listener(SettingsSection section) => new(ListenedEndpoint(section))
    {
        TrustedClients = section.ListIfAny("trusted-clients", "a network", AddressText.Network),
        Mode = section.Has("mode") ? section.Value("mode", "a mode such as \"0660\"", SocketText.Mode) : ListenSettings.DefaultMode,
        Group = section.Has("group") ? section.Text("group", SocketText.Group) : "",
        Protocol = section.ChoiceIfAny("protocol", absent: ListenProtocol.Smtp),
        ProxyProtocol = section.SwitchIfAny("proxy-protocol", absent: false),
        TrustedProxies = section.ListIfAny("trusted-proxies", "a network", AddressText.Network),
        ImplicitTls = section.SwitchIfAny("implicit-tls", absent: false),
    };

    // A UNIX socket has no port.
    private static EndPoint ListenedEndpoint(SettingsSection section)
    {
        var isSocket = false;
        var address = section.Value("address", "an IP address, or unix: and a path", text =>
        {
            isSocket = SocketText.IsSocket(text);
            return SocketText.AddressOrSocket(text);
        });
        if (isSocket)
        {
            if (section.Has("port"))
            {
                section.Value<int>("port", "no port", _ => new Wrong("is not used: a UNIX socket has no port"));
            }

            return address ?? new IPEndPoint(IPAddress.None, 0);
        }

        return new IPEndPoint((address as IPEndPoint)?.Address ?? IPAddress.None, section.Value("port", "a port", AnyPort));
    }

    private static IPEndPoint Endpoint(SettingsSection section)
    {
        var address = section.Value("address", "an IP address", AddressText.Address);
        var port = section.Value("port", "a port", AnyPort);
        return new IPEndPoint(address ?? IPAddress.None, port);
    }

    private static TlsSettings Tls(SettingsSection section) => new(
        section.FileRead("certificate"),
        section.FileRead("key"),
        section.Value("min-version", "\"1.2\" or \"1.3\"", VersionsFrom),
        section.Switch("required"),
        section.Timeout("handshake-timeout"))
    {
        Certificates = section.Sections("certificates", pair => new CertificateFiles(
            pair.FileRead("certificate", mayBeEmpty: false),
            pair.FileRead("key", mayBeEmpty: false))),
    };

    private static Checked<SslProtocols> VersionsFrom(string least) => least switch
    {
        "1.2" => Checked<SslProtocols>.Of(SslProtocols.Tls12 | SslProtocols.Tls13),
        "1.3" => Checked<SslProtocols>.Of(SslProtocols.Tls13),
        _ => new Wrong("is not a supported TLS version: expected 1.2 or 1.3"),
    };

    private static ReloadSettings Reload(SettingsSection section) => new(section.Switch("watch"), section.Timeout("settle-time"));

    private static LimitsSettings Limits(SettingsSection section) => new(
        section.Number("max-connections", 1, 1_000_000),
        section.Number("max-connections-per-client", 0, 1_000_000),
        section.Number("connection-rate-per-client", 0, 1_000_000),
        section.Number("max-recipients", 100, 1_000_000),
        section.Number("max-errors", 1, 1_000_000),
        section.Number("max-message-size", 0, 2_000_000_000),
        section.Number("min-data-rate", 0, 1_000_000),
        section.Timeout("session-timeout"),
        section.Timeout("greet-pause", mayBeZero: true),
        section.Switch("reject-early-talkers"))
    {
        MaxStuttering = section.Number("max-stuttering", 1, 1_000_000),
    };

    private static RelaySettings Relay(SettingsSection section) => new(
        section.List("to", BackendText.Expected, BackendText.Server),
        section.Timeout("connect-timeout"),
        section.Timeout("reply-timeout"),
        section.Timeout("data-block-timeout"),
        section.Timeout("end-of-data-timeout"),
        section.Timeout("probe-interval"),
        section.Choice<ClientAddressMode>("client-address"),
        section.Choice<ReceivedHeader>("received-header"),
        section.Switch("greylist-header"),
        section.Number("max-connections", 1, 1_000_000),
        section.Switch("lmtp"),
        section.Choice<RelayTls>("tls"),
        section.Text("tls-name", OptionalName))
    {
        TlsRoots = section.Content("tls-ca-file", CertificateText.Roots) ?? [],
        Routes =
        [
            .. section.ListsByName("routes", DomainText.DomainOrLiteral, BackendText.Expected, BackendText.Server)
                .Select(route => new RouteSettings(route.Name, route.Items)),
        ],
        MaxWait = section.Timeout("max-wait", mayBeZero: true),
        VerifyRecipients = section.Choice<VerifyRecipients>("verify-recipients"),
        VerifyTimeout = section.Timeout("verify-timeout"),
        Hold = new HoldLimits(section.Timeout("yield-idle-after"), section.Timeout("yield-data-after"), section.Timeout("command-timeout")),
    };

    private static AccessRules Access(SettingsSection root) => new(
        root.Entries("allowed-senders", "an IP address", ClientText.Address),
        root.Entries("allowed-sender-nets", "a network", AddressText.Network),
        root.Entries("allowed-domains", "a domain", DomainText.Served, form: new ListForm(Needed: "domains")),
        root.Entries("whitelisted-triples", "a line of three fields", TripleText.Triple),
        root.Entries("whitelisted-nonstandard-triples", "a line of three fields", TripleText.Nonstandard))
    {
        WhitelistedClients = root.Entries("whitelisted-clients", "an address or a network", ClientText.AddressOrNetwork, NeverDeferredClients(root)),
        WhitelistedSenders = root.Entries("whitelisted-senders", "a mail address, a domain or a pattern", PathText.Entry()),
        WhitelistedRecipients = root.Entries("whitelisted-recipients", "a mail address, a domain or a pattern", PathText.Entry()),
        Recipients = root.Entries("recipients", "a mail address", RecipientText.Recipient, form: new ListForm(Needed: "recipients", IsMap: true)),
        SpamTraps = root.Entries("spam-traps", "a mail address, a domain or a pattern", PathText.Trap()),
    };

    private static ShippedList NeverDeferredClients(SettingsSection root)
    {
        const string Key = "never-deferred-clients";
        return new ShippedList(Key, root.Switch(Key), Path.Combine(AppContext.BaseDirectory, "hocon", "lists", Key));
    }

    private static GreylistingSettings Greylisting(SettingsSection section) => new(
        new GreylistTiming(
            section.Duration("initial-delay"),
            section.PositiveDuration("retry-window"),
            section.PositiveDuration("pass-lifetime"),
            section.Duration("too-soon"),
            section.Duration("listed-delay")),
        section.Choice<DeferAt>("defer-at"),
        section.Text("reply", ReplyText.Deferral),
        section.Number("ipv4-prefix", 1, 32),
        section.Number("ipv6-prefix", 1, 128),
        section.Choice<OnStoreFailure>("on-store-failure"),
        section.Number("max-triplets", 1000, 100_000_000))
    {
        Mode = section.Choice<GreylistingMode>("mode"),
    };

    private static KnownClientsSettings KnownClients(SettingsSection section) => new(
        section.Switch("enabled"),
        section.Duration("settle"),
        section.Number("max-pairs", 1000, 100_000_000));

    private static ReputationSettings Reputation(SettingsSection section) => new(
        section.Switch("dns"),
        section.List("resolvers", "the address of a resolver", ResolverText.Endpoint),
        section.Timeout("query-timeout"),
        section.Timeout("max-wait", mayBeZero: true),
        section.Number("cache-size", 1000, 10_000_000),
        section.Content("public-suffixes", SuffixText.File),
        [
            .. section.List("allow-lists", DnsListText.Expected, text => DnsListText.List(text, DnsListKind.Allow)),
            .. section.List("deny-lists", DnsListText.Expected, text => DnsListText.List(text, DnsListKind.Deny)),
        ]);

    private static StoreSettings Store(SettingsSection section) => new(
        section.Choice<StoreProvider>("provider"),
        section.Path("path", mayBeEmpty: false, RegularFile.WhyNot),
        section.Timeout("timeout"),
        section.Number("partitions", 1, 256),
        section.Choice<OnCorruption>("on-corruption"))
    {
        Connection = section.Text("connection", ConnectionText.WithoutPassword),
        PasswordFile = section.Path("password-file", mayBeEmpty: true, RegularFile.WhyNot),
    };

    private static LogSettings Log(SettingsSection section) => new(
        section.Path("greylist", mayBeEmpty: true, OutputPath.WhyNot),
        section.Path("debug", mayBeEmpty: true, OutputPath.WhyNot),
        section.Choice<LogLevel>("level"),
        section.Timeout("components-interval"))
    {
        Format = section.Choice<LogFormat>("format"),
        Console = section.Choice<LogFormat>("console"),
        RotateSize = section.Value("rotate-size", "a number of bytes", RotateSize),
        RotateDaily = section.Switch("rotate-daily"),
        Keep = section.Number("keep", 1, 10_000),
    };

    private static IntrospectionSettings Introspection(SettingsSection section)
    {
        var endpoint = Endpoint(section);
        return new IntrospectionSettings(
            endpoint.Address,
            endpoint.Port,
            section.Path("token-file", mayBeEmpty: false, RegularFile.WhyNot),
            section.Switch("require-token"))
        {
            HostNames = section.List("host-names", "a name such as \"grey.example.com\"", HostText.NameOrAddress),
        };
    }

    // A limit below the size of one write would rotate the file at every write.
    private static Checked<int> RotateSize(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes is 0 or (>= 100_000 and <= 2_000_000_000)
            ? Checked<int>.Of(bytes)
            : new Wrong("is out of range: expected 0, or a whole number from 100000 to 2000000000");

    private static Checked<string> OptionalName(string text) => text.Length == 0 ? Checked<string>.Of(text) : HostText.Name(text);

    private static Checked<int> AnyPort(string text) => AddressText.Port(text, 0);

    private static Checked<string> ServerId(string text) => text.Length is > 0 and <= 64 && text.All(character => character is >= ' ' and <= '~')
        ? Checked<string>.Of(text)
        : new Wrong("is invalid: expected 1 to 64 printable ASCII characters");
}
