using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using GreyActors.Configuration;
using GreyActors.Core.Capacity;
using GreyActors.Core.Smtp;

namespace GreyActors.Observability;

/// <summary>Every meter of the program, under the name <c>GreyActors</c>; those of the judge are in <see cref="JudgingMeters"/>, those of the DNS in <see cref="ReputationMeters"/>. Nothing is counted elsewhere.</summary>
/// <remarks>
/// Tags are created once: counting on the hot path allocates nothing. Names follow OpenTelemetry; docs/introspection.md lists their Prometheus
/// names.
/// </remarks>
public static class Meters
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "GreyActors";

    // Enumerated values are written as in the configuration.
    private static readonly JsonNamingPolicy Hyphens = JsonNamingPolicy.KebabCaseLower;

    internal static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Sessions = Meter.CreateCounter<long>(
        "greyactors.sessions", "{session}", "Sessions started.");

    private static readonly UpDownCounter<long> SessionsOpen = Meter.CreateUpDownCounter<long>(
        "greyactors.sessions.open", "{session}", "Open sessions.");

    private static readonly Histogram<double> SessionDuration = Durations(
        "greyactors.session.duration", "Duration of sessions.", [0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 1800, 7200]);

    private static readonly Counter<long> TurnedAway = Meter.CreateCounter<long>(
        "greyactors.sessions.turned_away", "{session}", "Connections answered with 421 or closed at once, by limit.");

    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>(
        "greyactors.replies", "{reply}", "4yz and 5yz replies to clients, by reply code.");

    private static readonly Histogram<double> StoreWriteDuration = Durations(
        "greyactors.store.write.duration", "Time until a verdict that must be stored is durable.", [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5]);

    private static readonly Gauge<long> Triplets = Meter.CreateGauge<long>(
        "greyactors.triplets", "{triplet}", "Triplets in memory, by partition.");

    private static readonly Gauge<long> WaitingTriplets = Meter.CreateGauge<long>(
        "greyactors.triplets.waiting", "{triplet}", "Triplets that have not passed, by partition.");

    private static readonly Counter<long> Relays = Meter.CreateCounter<long>(
        "greyactors.relays", "{relay}", "Connections opened to backends.");

    private static readonly UpDownCounter<long> RelaysOpen = Meter.CreateUpDownCounter<long>(
        "greyactors.relays.open", "{relay}", "Open connections to backends.");

    private static readonly Counter<long> RelayOutcomes = Meter.CreateCounter<long>(
        "greyactors.relay.outcomes", "{outcome}", "Outcomes of mails, recipients and connections at backends.");

    private static readonly Histogram<double> RelayReplyDuration = Durations(
        "greyactors.relay.reply.duration", "Response time of backends.", [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300]);

    private static readonly Counter<long> ServerChanges = Meter.CreateCounter<long>(
        "greyactors.backends.changes", "{change}", "Changes of a backend's condition, by backend and new condition.");

    private static readonly Counter<long> SentSeparately = Meter.CreateCounter<long>(
        "greyactors.recipients.separate", "{recipient}", "Recipients that got 452 because their mail goes to another backend than the mail's first recipient.");

    private static readonly Counter<long> RelayWaits = Meter.CreateCounter<long>(
        "greyactors.relays.waits", "{recipient}", "Finished waits of recipients for a connection to a backend, by outcome.");

    private static readonly UpDownCounter<long> RelaysAwaited = Meter.CreateUpDownCounter<long>(
        "greyactors.relays.waiting", "{recipient}", "Recipients that are waiting for a connection to a backend.");

    private static readonly Histogram<double> RelayWaitDuration = Durations(
        "greyactors.relays.wait.duration", "Duration of the waits for a connection to a backend, by outcome.", [0.01, 0.1, 0.5, 1, 5, 10, 30, 60, 120, 180]);

    private static readonly Counter<long> RelaysYielded = Meter.CreateCounter<long>(
        "greyactors.relays.yielded", "{relay}", "Connections to a backend taken from a client that made too little progress, by reason.");

    private static readonly Gauge<int> IgnoredIdentities = Meter.CreateGauge<int>(
        "greyactors.identities.ignored", "{identity}", "Identities that the greylist ignores because their mail seldom comes back.");

    private static readonly Counter<long> PartitionFailures = Meter.CreateCounter<long>(
        "greyactors.store.partition_failures", "{failure}", "Partitions of the greylist and of the known clients that stopped because the database failed.");

    private static readonly Gauge<int> PartitionsAway = Meter.CreateGauge<int>(
        "greyactors.store.partitions_away", "{partition}", "Partitions of the greylist that are waiting for the database.");

    private static readonly Gauge<long> KnownClients = Meter.CreateGauge<long>(
        "greyactors.known_clients", "{entry}", "Known pairs and expected replies in memory, by partition.");

    private static readonly Counter<long> KnownClientWrites = Meter.CreateCounter<long>(
        "greyactors.known_clients.writes", "{event}", "Changes of the known clients that were written to the database.");

    private static readonly Gauge<int> KnownPartitionsAway = Meter.CreateGauge<int>(
        "greyactors.known_clients.partitions_away", "{partition}", "Partitions of the known clients that are waiting for the database.");

    private static readonly Gauge<int> StoreAlarm = Meter.CreateGauge<int>(
        "greyactors.store.alarm", "{alarm}", "1: the last test write to the database failed, or the database is missing.");

    private static readonly Gauge<int> StoresAside = Meter.CreateGauge<int>(
        "greyactors.store.quarantined", "{store}", "Damaged databases that were moved aside and are still there.");

    private static readonly Counter<long> Mails = Meter.CreateCounter<long>(
        "greyactors.mails", "{mail}", "Finished mails, by status; a mail with several outcomes counts for each.");

    private static readonly Counter<long> RelayTlsFailures = Meter.CreateCounter<long>(
        "greyactors.relay.tls.failures", "{relay}", "Connections to backends without TLS although relay.tls asks for it, by what happens to the mail.");

    private static readonly Counter<long> Handshakes = Meter.CreateCounter<long>(
        "greyactors.tls.handshakes", "{handshake}", "Completed TLS handshakes with clients, by version.");

    private static readonly Counter<long> HandshakeFailures = Meter.CreateCounter<long>(
        "greyactors.tls.failures", "{handshake}", "Failed TLS handshakes with clients.");

    private static readonly Counter<long> CleartextAfterStartTls = Meter.CreateCounter<long>(
        "greyactors.tls.cleartext_after_starttls", "{session}", "Clients that sent cleartext after STARTTLS.");

    private static readonly Counter<long> LogLinesLost = Meter.CreateCounter<long>(
        "greyactors.log.lines_lost", "{line}", "Lost lines of the greylist log, the debug log and the console log.");

    private static readonly Counter<long> SlowExpressions = Meter.CreateCounter<long>(
        "greyactors.lists.timeouts", "{timeout}", "Regular expressions of the access lists that timed out, by list.");

    private static readonly Counter<long> Reloads = Meter.CreateCounter<long>(
        "greyactors.configuration.reloads", "{reload}", "Reloads of the configuration, by outcome.");

    private static readonly Gauge<int> LastReload = Meter.CreateGauge<int>(
        "greyactors.configuration.last_reload_success", "{reload}", "1: the last reload succeeded; 0: the configuration contained errors, and the previous one is active.");

    private static readonly Gauge<long> LastReloadTime = Meter.CreateGauge<long>(
        "greyactors.configuration.last_reload_time", "s", "Time of the last reload, in seconds since 1970.");

    private static readonly KeyValuePair<string, object?>[] CodeTags =
        [.. Enumerable.Range(0, 600).Select(code => new KeyValuePair<string, object?>("code", code))];

    private static readonly KeyValuePair<string, object?>[] OutcomeTags = TagsOf<RelayOutcome>("outcome");

    private static readonly KeyValuePair<string, object?>[] ShortageTags = TagsOf<Shortage>("limit");

    private static readonly KeyValuePair<string, object?>[] WaitTags = TagsOf<RelayWaitOutcome>("outcome");

    private static readonly KeyValuePair<string, object?>[] YieldTags = TagsOf<RelayYield>("reason");

    private static readonly KeyValuePair<string, object?>[] QuestionTags = TagsOf<RelayQuestion>("question");

    private static readonly KeyValuePair<string, object?>[] PartitionTags =
        [.. Enumerable.Range(0, 256).Select(number => new KeyValuePair<string, object?>("partition", number.ToString("00", CultureInfo.InvariantCulture)))];

    private static readonly KeyValuePair<string, object?>[] StatusTags =
        TagsOf<MailStatus>("status");

    /// <summary>Counts a session that starts.</summary>
    public static void CountSession()
    {
        Sessions.Add(1);
        SessionsOpen.Add(1);
    }

    /// <summary>Counts a session that ends.</summary>
    public static void CountSessionEnd() => SessionsOpen.Add(-1);

    /// <summary>Records the duration of a session.</summary>
    public static void RecordSession(long milliseconds) => SessionDuration.Record(milliseconds / 1000.0);

    /// <summary>Counts a connection that was turned away by a limit, given as its key in the configuration.</summary>
    public static void CountTurnedAway(string limit) => TurnedAway.Add(1, new KeyValuePair<string, object?>("limit", limit));

    /// <summary>Counts a connection that was turned away because the process has too little memory or too few descriptors.</summary>
    public static void CountTurnedAway(Shortage shortage) => TurnedAway.Add(1, ShortageTags[(int)shortage]);

    /// <summary>Counts a reply to a client if it is 4yz or 5yz.</summary>
    public static void CountReply(SmtpReply reply)
    {
        if (reply.Code >= 400)
            Refusals.Add(1, CodeTags[reply.Code]);
    }

    /// <summary>Records the time from a verdict until it was durable.</summary>
    public static void RecordStoreWrite(long judged) => StoreWriteDuration.Record(Stopwatch.GetElapsedTime(judged).TotalSeconds);

    /// <summary>Records the number of triplets in a partition.</summary>
    public static void RecordPartition(int number, int triplets, int waiting)
    {
        Triplets.Record(triplets, PartitionTags[number]);
        WaitingTriplets.Record(waiting, PartitionTags[number]);
    }

    /// <summary>Records the number of known pairs and expected replies in a partition.</summary>
    public static void RecordKnownClients(int number, int entries) => KnownClients.Record(entries, PartitionTags[number]);

    /// <summary>Counts a change of the known clients that is written.</summary>
    public static void CountKnownClientWrite() => KnownClientWrites.Add(1);

    /// <summary>Records the number of partitions of the known clients that are waiting for the database.</summary>
    public static void RecordKnownPartitionsAway(int away) => KnownPartitionsAway.Record(away);

    /// <summary>Records the number of ignored identities.</summary>
    public static void RecordIgnoredIdentities(int ignored) => IgnoredIdentities.Record(ignored);

    /// <summary>Counts a connection that is opened to a backend.</summary>
    public static void CountRelayOpened()
    {
        Relays.Add(1);
        RelaysOpen.Add(1);
    }

    /// <summary>Counts a connection to a backend that has ended or failed.</summary>
    public static void CountRelayClosed() => RelaysOpen.Add(-1);

    /// <summary>Counts an outcome at a backend.</summary>
    public static void CountRelay(RelayOutcome outcome) => RelayOutcomes.Add(1, OutcomeTags[(int)outcome]);

    /// <summary>Records a backend's response time.</summary>
    public static void RecordRelayReply(RelayQuestion question, long asked) =>
        RelayReplyDuration.Record(Stopwatch.GetElapsedTime(asked).TotalSeconds, QuestionTags[(int)question]);

    /// <summary>Counts a regular expression that timed out.</summary>
    public static void CountSlowExpression(string list) => SlowExpressions.Add(1, new KeyValuePair<string, object?>("list", list));

    /// <summary>Counts a connection to a backend that could not be encrypted.</summary>
    public static void CountTlsFailure(bool inCleartext) =>
        RelayTlsFailures.Add(1, new KeyValuePair<string, object?>("then", inCleartext ? "clear" : "deferred"));

    /// <summary>Counts a change of a backend's condition.</summary>
    public static void CountServerChange(string server, string condition) =>
        ServerChanges.Add(1, new KeyValuePair<string, object?>("server", server), new KeyValuePair<string, object?>("condition", condition));

    /// <summary>Counts a recipient that got 452 because its mail goes to another backend.</summary>
    public static void CountSeparate() => SentSeparately.Add(1);

    /// <summary>Counts a recipient that starts to wait for a connection to its backend.</summary>
    public static void CountRelayAwaited() => RelaysAwaited.Add(1);

    /// <summary>Counts the end of a recipient's wait.</summary>
    public static void CountRelayWait(RelayWaitOutcome outcome, TimeSpan waited)
    {
        RelaysAwaited.Add(-1);
        RelayWaits.Add(1, WaitTags[(int)outcome]);
        RelayWaitDuration.Record(waited.TotalSeconds, WaitTags[(int)outcome]);
    }

    /// <summary>Counts a relay that was taken from a client.</summary>
    public static void CountRelayYield(RelayYield reason) => RelaysYielded.Add(1, YieldTags[(int)reason]);

    /// <summary>Counts lost log lines.</summary>
    public static void CountLogLinesLost(long lines) => LogLinesLost.Add(lines);

    /// <summary>Counts a completed TLS handshake with a client.</summary>
    public static void CountHandshake(string protocol) => Handshakes.Add(1, new KeyValuePair<string, object?>("protocol", protocol));

    /// <summary>Counts a failed TLS handshake with a client.</summary>
    public static void CountHandshakeFailure() => HandshakeFailures.Add(1);

    /// <summary>Counts a client that sent cleartext after STARTTLS.</summary>
    public static void CountCleartextAfterStartTls() => CleartextAfterStartTls.Add(1);

    /// <summary>Counts a partition of the greylist or of the known clients that stopped because the database failed.</summary>
    public static void CountPartitionFailure() => PartitionFailures.Add(1);

    /// <summary>Records the number of partitions that are waiting for the database.</summary>
    public static void RecordPartitionsAway(int away) => PartitionsAway.Record(away);

    /// <summary>Records whether writing to the database fails, and the number of damaged databases that were moved aside.</summary>
    public static void RecordStore(bool fails, int aside)
    {
        StoreAlarm.Record(fails ? 1 : 0);
        StoresAside.Record(aside);
    }

    /// <summary>Counts a reload and records its result and time.</summary>
    public static void CountReload(ReloadOutcome outcome, DateTimeOffset at)
    {
        Reloads.Add(1, new KeyValuePair<string, object?>("outcome", Hyphens.ConvertName(outcome.GetType().Name)));
        if (outcome is ReloadOutcome.Ignored)
            return;
        LastReload.Record(outcome is ReloadOutcome.Refused ? 0 : 1);
        LastReloadTime.Record(at.ToUnixTimeSeconds());
        // A refused reload says nothing about the changes that wait.
        if (outcome is ReloadOutcome.Applied applied)
            StateMeters.RecordAwaitingRestart(applied.AwaitingRestart.Length);
        else if (outcome is ReloadOutcome.Unchanged unchanged)
            StateMeters.RecordAwaitingRestart(unchanged.AwaitingRestart.Length);
    }

    /// <summary>Counts a finished mail.</summary>
    public static void CountMail(MailStatus status) => Mails.Add(1, StatusTags[(int)status]);

    /// <summary>A histogram of seconds.</summary>
    internal static Histogram<double> Durations(string name, string description, double[] boundaries) =>
        Meter.CreateHistogram(name, "s", description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = boundaries });

    /// <summary>A tag for each value of an enumeration.</summary>
    internal static KeyValuePair<string, object?>[] TagsOf<T>(string key)
        where T : struct, Enum =>
        [.. Enum.GetNames<T>().Select(name => new KeyValuePair<string, object?>(key, Hyphens.ConvertName(name)))];
}
