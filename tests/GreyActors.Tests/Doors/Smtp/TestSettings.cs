using System.Net;
using GreyActors.Configuration;
using GreyActors.Core.Access;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Relaying;
using GreyActors.Core.Smtp;

namespace GreyActors.Tests.Doors.Smtp;

/// <summary>A configuration for tests: <c>example.org</c> is served, one backend, the times of reference.conf.</summary>
internal static class TestSettings
{
    /// <summary>The settings with what is made of them.</summary>
    public static RunningConfiguration Running(GreyActorsSettings settings, KeyPair? pair = null) =>
        new(new LoadedConfiguration.Valid(settings, "", [], "test.conf"), settings, AccessPolicy.Compile(settings.Access), pair is null ? [] : [pair]);

    /// <summary>The same as the active configuration.</summary>
    public static ActiveConfiguration Active(GreyActorsSettings settings, KeyPair? pair = null) => new(Running(settings, pair));

    public static GreyActorsSettings Plain { get; } = new(
        [new ListenSettings(new IPEndPoint(IPAddress.Loopback, 0))],
        "mail.example.org",
        "GreyActors",
        InactivityTimeout: TimeSpan.FromMinutes(5),
        ShutdownTimeout: TimeSpan.FromSeconds(30),
        NewlinePolicy.Normalize,
        new LimitsSettings(
            MaxConnections: 100,
            MaxConnectionsPerClient: 0,
            ConnectionRatePerClient: 0,
            MaxRecipients: 10,
            MaxErrors: 3,
            MaxMessageSize: 0,
            MinDataRate: 0,
            SessionTimeout: TimeSpan.FromHours(1),
            GreetPause: TimeSpan.Zero,
            RejectEarlyTalkers: true),
        new RelaySettings(
            [new DnsEndPoint("mail-1.test", 25)],
            ConnectTimeout: TimeSpan.FromSeconds(30),
            ReplyTimeout: TimeSpan.FromMinutes(5),
            DataBlockTimeout: TimeSpan.FromMinutes(3),
            EndOfDataTimeout: TimeSpan.FromMinutes(10),
            ProbeInterval: TimeSpan.FromMinutes(1),
            ReceivedHeader: ReceivedHeader.Off)
        {
            MaxWait = TimeSpan.FromSeconds(10),
            VerifyTimeout = TimeSpan.FromSeconds(3),
            Hold = new HoldLimits(TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10)),
        },
        new AccessRules([], [], ["example.org"], ["192.0.2.1 <a@example.net> <white@example.org>"], []),
        new GreylistingSettings(
            new GreylistTiming(TimeSpan.FromMinutes(4), TimeSpan.FromDays(2), TimeSpan.FromDays(36), TimeSpan.Zero),
            DeferAt.Rcpt,
            "451 4.7.1 Please try again later",
            Ipv4Prefix: 24,
            Ipv6Prefix: 64,
            OnStoreFailure.Accept,
            MaxTriplets: 2_000_000),
        new StoreSettings(StoreProvider.Sqlite, "unused", TimeSpan.FromSeconds(2), Partitions: 16, OnCorruption.Refuse),
        new LogSettings("", "", LogLevel.Info, TimeSpan.FromMinutes(5)),
        new IntrospectionSettings(IPAddress.Loopback, 0, "unused", RequireToken: false));
}
