using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using GreyActors.Configuration;
using GreyActors.Core.Capacity;
using GreyActors.Core.Judging;
using GreyActors.Core.Smtp;

namespace GreyActors.Observability;

/// <summary>Every meter of the program, under the name <c>GreyActors</c>: what is counted here is counted nowhere else.</summary>
/// <remarks>
/// Tags are made once: counting on the hot path allocates nothing. Names follow OpenTelemetry; what Prometheus sees of them stands in
/// docs/introspection.md.
/// </remarks>
public static class Meters
{
    /// <summary>Under which all are published.</summary>
    public const string Name = "GreyActors";

    // Words of choice are written as in the configuration.
    private static readonly JsonNamingPolicy Hyphens = JsonNamingPolicy.KebabCaseLower;

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Sessions = Meter.CreateCounter<long>(
        "greyactors.sessions", "{session}", "Connections that were served.");

    private static readonly UpDownCounter<long> SessionsOpen = Meter.CreateUpDownCounter<long>(
        "greyactors.sessions.open", "{session}", "Connections that are served now.");

    private static readonly Histogram<double> SessionDuration = Durations(
        "greyactors.session.duration", "How long sessions lasted.", [0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 1800, 7200]);

    private static readonly Counter<long> TurnedAway = Meter.CreateCounter<long>(
        "greyactors.sessions.turned_away", "{session}", "Connections that were told 421 or closed at once, by the limit that they met.");

    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>(
        "greyactors.replies", "{reply}", "Replies of 4yz and 5yz to clients, by reply code.");

    private static readonly Counter<long> Verdicts = Meter.CreateCounter<long>(
        "greyactors.verdicts", "{recipient}", "Verdicts of the greylist, by reason.");

    private static readonly Histogram<double> VerdictDuration = Durations(
        "greyactors.verdict.duration", "From an attempt to the greylist's answer.", [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5]);

    private static readonly Histogram<double> StoreWriteDuration = Durations(
        "greyactors.store.write.duration", "From a verdict that must be kept until it is durable.", [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5]);

    private static readonly Gauge<long> Triplets = Meter.CreateGauge<long>(
        "greyactors.triplets", "{triplet}", "Triplets in memory, by partition.");

    private static readonly Gauge<long> WaitingTriplets = Meter.CreateGauge<long>(
        "greyactors.triplets.waiting", "{triplet}", "Triplets that have not passed, by partition.");

    private static readonly Counter<long> Relays = Meter.CreateCounter<long>(
        "greyactors.relays", "{relay}", "Connections to a backend that were begun.");

    private static readonly UpDownCounter<long> RelaysOpen = Meter.CreateUpDownCounter<long>(
        "greyactors.relays.open", "{relay}", "Connections to a backend that there are now.");

    private static readonly Counter<long> RelayOutcomes = Meter.CreateCounter<long>(
        "greyactors.relay.outcomes", "{outcome}", "What came of asking backends.");

    private static readonly Histogram<double> RelayReplyDuration = Durations(
        "greyactors.relay.reply.duration", "How long a backend took to answer.", [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300]);

    private static readonly Counter<long> StoreFailures = Meter.CreateCounter<long>(
        "greyactors.store.failures", "{recipient}", "Recipients that on-store-failure decided about.");

    private static readonly Counter<long> ServerChanges = Meter.CreateCounter<long>(
        "greyactors.backends.changes", "{change}", "Changes of a backend's condition, by server and new condition.");

    private static readonly Counter<long> SentSeparately = Meter.CreateCounter<long>(
        "greyactors.recipients.separate", "{recipient}", "Recipients that were told to come separately, because their mail goes to another backend.");

    private static readonly Counter<long> RelayWaits = Meter.CreateCounter<long>(
        "greyactors.relays.waits", "{recipient}", "Recipients that waited for a connection to a backend, by outcome.");

    private static readonly UpDownCounter<long> RelaysAwaited = Meter.CreateUpDownCounter<long>(
        "greyactors.relays.waiting", "{recipient}", "Recipients that wait for a connection to a backend now.");

    private static readonly Histogram<double> RelayWaitDuration = Durations(
        "greyactors.relays.wait.duration", "How long recipients waited for a connection to a backend.", [0.01, 0.1, 0.5, 1, 5, 10, 30, 60, 120, 180]);

    private static readonly Counter<long> RelaysYielded = Meter.CreateCounter<long>(
        "greyactors.relays.yielded", "{relay}", "Connections to a backend that a client lost because it made too little progress, by reason.");

    private static readonly Counter<long> PartitionFailures = Meter.CreateCounter<long>(
        "greyactors.store.partition_failures", "{failure}", "Partitions of the greylist that stopped because they could not use the store.");

    private static readonly Gauge<int> PartitionsAway = Meter.CreateGauge<int>(
        "greyactors.store.partitions_away", "{partition}", "Partitions of the greylist that wait to use the store again.");

    private static readonly Gauge<int> StoreAlarm = Meter.CreateGauge<int>(
        "greyactors.store.alarm", "{alarm}", "1: the store could not be written when it was last tried, or is gone.");

    private static readonly Gauge<int> StoresAside = Meter.CreateGauge<int>(
        "greyactors.store.quarantined", "{store}", "Damaged stores that were moved aside and lie there still.");

    private static readonly Counter<long> Mails = Meter.CreateCounter<long>(
        "greyactors.mails", "{mail}", "Mails that ended, by what became of them; one with several fates counts for each.");

    private static readonly Counter<long> RelayTlsFailures = Meter.CreateCounter<long>(
        "greyactors.relay.tls.failures", "{relay}", "Relays that got no TLS though relay.tls wants it, by what became of the mail.");

    private static readonly Counter<long> Handshakes = Meter.CreateCounter<long>(
        "greyactors.tls.handshakes", "{handshake}", "TLS handshakes with clients that were done, by version.");

    private static readonly Counter<long> HandshakeFailures = Meter.CreateCounter<long>(
        "greyactors.tls.failures", "{handshake}", "TLS handshakes with clients that were not.");

    private static readonly Counter<long> SpeechBehindStartTls = Meter.CreateCounter<long>(
        "greyactors.tls.speech_behind_starttls", "{session}", "Clients that spoke on in clear behind STARTTLS.");

    private static readonly Counter<long> LogLinesLost = Meter.CreateCounter<long>(
        "greyactors.log.lines_lost", "{line}", "Lines of the greylist log, the debug log and the console log that were lost.");

    private static readonly Counter<long> SlowExpressions = Meter.CreateCounter<long>(
        "greyactors.lists.timeouts", "{timeout}", "Regular expressions of the lists that found no answer in time, by list.");

    private static readonly Counter<long> Reloads = Meter.CreateCounter<long>(
        "greyactors.configuration.reloads", "{reload}", "Times that the configuration was read again, by what came of it.");

    private static readonly Gauge<int> LastReload = Meter.CreateGauge<int>(
        "greyactors.configuration.last_reload_success", "{reload}", "1: the configuration was in order when it was last read; 0: it held errors, and the one before is in force.");

    private static readonly Gauge<long> LastReloadTime = Meter.CreateGauge<long>(
        "greyactors.configuration.last_reload_time", "s", "When the configuration was last read again, in seconds since 1970.");

    private static readonly KeyValuePair<string, object?>[] CodeTags =
        [.. Enumerable.Range(0, 600).Select(code => new KeyValuePair<string, object?>("code", code))];

    private static readonly KeyValuePair<string, object?>[] ReasonTags =
        [.. RecipientRules.All.Select(rule => new KeyValuePair<string, object?>("reason", rule.Name))];

    private static readonly KeyValuePair<string, object?>[] OutcomeTags = TagsOf<RelayOutcome>("outcome");

    private static readonly KeyValuePair<string, object?>[] ShortageTags = TagsOf<Shortage>("limit");

    private static readonly KeyValuePair<string, object?>[] WaitTags = TagsOf<RelayWaitOutcome>("outcome");

    private static readonly KeyValuePair<string, object?>[] YieldTags = TagsOf<RelayYield>("reason");

    private static readonly KeyValuePair<string, object?>[] QuestionTags = TagsOf<RelayQuestion>("question");

    private static readonly KeyValuePair<string, object?>[] PartitionTags =
        [.. Enumerable.Range(0, 256).Select(number => new KeyValuePair<string, object?>("partition", number.ToString("00", CultureInfo.InvariantCulture)))];

    private static readonly KeyValuePair<string, object?>[] StatusTags =
        TagsOf<MailStatus>("status");

    /// <summary>A connection is served.</summary>
    public static void CountSession()
    {
        Sessions.Add(1);
        SessionsOpen.Add(1);
    }

    /// <summary>A connection that was served has ended.</summary>
    public static void CountSessionEnd() => SessionsOpen.Add(-1);

    /// <summary>A session lasted so many milliseconds.</summary>
    public static void RecordSession(long milliseconds) => SessionDuration.Record(milliseconds / 1000.0);

    /// <summary>A connection met a limit, named as its key in the configuration.</summary>
    public static void CountTurnedAway(string limit) => TurnedAway.Add(1, new KeyValuePair<string, object?>("limit", limit));

    /// <summary>A connection was refused because the process has too little of something; named like the limits.</summary>
    public static void CountTurnedAway(Shortage shortage) => TurnedAway.Add(1, ShortageTags[(int)shortage]);

    /// <summary>A client heard this reply; 2yz and 3yz are not counted.</summary>
    public static void CountReply(SmtpReply reply)
    {
        if (reply.Code >= 400)
            Refusals.Add(1, CodeTags[reply.Code]);
    }

    /// <summary>The greylist decided.</summary>
    public static void CountVerdict(RecipientRule rule) => Verdicts.Add(1, ReasonTags[(int)rule]);

    /// <summary>The greylist answered an attempt of this moment (<see cref="Stopwatch"/>).</summary>
    public static void RecordVerdict(long asked) => VerdictDuration.Record(Stopwatch.GetElapsedTime(asked).TotalSeconds);

    /// <summary>A verdict of this moment has become durable.</summary>
    public static void RecordStoreWrite(long judged) => StoreWriteDuration.Record(Stopwatch.GetElapsedTime(judged).TotalSeconds);

    /// <summary>A partition knows so many triplets.</summary>
    public static void RecordPartition(int number, int triplets, int waiting)
    {
        Triplets.Record(triplets, PartitionTags[number]);
        WaitingTriplets.Record(waiting, PartitionTags[number]);
    }

    /// <summary>A connection to a backend is begun.</summary>
    public static void CountRelayOpened()
    {
        Relays.Add(1);
        RelaysOpen.Add(1);
    }

    /// <summary>A connection to a backend has ended, or was never made.</summary>
    public static void CountRelayClosed() => RelaysOpen.Add(-1);

    /// <summary>Something came of asking a backend.</summary>
    public static void CountRelay(RelayOutcome outcome) => RelayOutcomes.Add(1, OutcomeTags[(int)outcome]);

    /// <summary>A backend answered what it was asked at this moment.</summary>
    public static void RecordRelayReply(RelayQuestion question, long asked) =>
        RelayReplyDuration.Record(Stopwatch.GetElapsedTime(asked).TotalSeconds, QuestionTags[(int)question]);

    /// <summary>A regular expression of a list found no answer in time.</summary>
    public static void CountSlowExpression(string list) => SlowExpressions.Add(1, new KeyValuePair<string, object?>("list", list));

    /// <summary>The greylist could not decide.</summary>
    public static void CountStoreFailure() => StoreFailures.Add(1);

    /// <summary>The backend gave no TLS.</summary>
    public static void CountTlsFailure(bool inClear) =>
        RelayTlsFailures.Add(1, new KeyValuePair<string, object?>("then", inClear ? "clear" : "deferred"));
    /// <summary>A backend came into another condition.</summary>
    public static void CountServerChange(string server, string condition) =>
        ServerChanges.Add(1, new KeyValuePair<string, object?>("server", server), new KeyValuePair<string, object?>("condition", condition));

    /// <summary>A recipient was told to come separately.</summary>
    public static void CountSeparate() => SentSeparately.Add(1);

    /// <summary>A recipient begins to wait for a relay.</summary>
    public static void CountRelayAwaited() => RelaysAwaited.Add(1);

    /// <summary>A recipient waits no longer for a relay.</summary>
    public static void CountRelayWait(RelayWaitOutcome outcome, TimeSpan waited)
    {
        RelaysAwaited.Add(-1);
        RelayWaits.Add(1, WaitTags[(int)outcome]);
        RelayWaitDuration.Record(waited.TotalSeconds, WaitTags[(int)outcome]);
    }

    /// <summary>A client lost its relay.</summary>
    public static void CountRelayYield(RelayYield reason) => RelaysYielded.Add(1, YieldTags[(int)reason]);

    /// <summary>A log has gaps.</summary>
    public static void CountLogLinesLost(long lines) => LogLinesLost.Add(lines);

    /// <summary>A session is encrypted.</summary>
    public static void CountHandshake(string protocol) => Handshakes.Add(1, new KeyValuePair<string, object?>("protocol", protocol));

    /// <summary>A session could not be encrypted.</summary>
    public static void CountHandshakeFailure() => HandshakeFailures.Add(1);

    /// <summary>A client spoke on in clear behind STARTTLS.</summary>
    public static void CountSpeechBehindStartTls() => SpeechBehindStartTls.Add(1);

    /// <summary>A partition stopped because it could not use the store.</summary>
    public static void CountPartitionFailure() => PartitionFailures.Add(1);

    /// <summary>So many partitions wait to be made again.</summary>
    public static void ShowPartitionsAway(int away) => PartitionsAway.Record(away);

    /// <summary>Whether the store fails, and how many damaged ones lie aside.</summary>
    public static void ShowStore(bool fails, int aside)
    {
        StoreAlarm.Record(fails ? 1 : 0);
        StoresAside.Record(aside);
    }

    /// <summary>The configuration was read again, or not.</summary>
    public static void CountReload(ReloadOutcome outcome, DateTimeOffset at)
    {
        Reloads.Add(1, new KeyValuePair<string, object?>("outcome", Hyphens.ConvertName(outcome.GetType().Name)));
        if (outcome is ReloadOutcome.Ignored)
            return;
        LastReload.Record(outcome is ReloadOutcome.Refused ? 0 : 1);
        LastReloadTime.Record(at.ToUnixTimeSeconds());
    }

    /// <summary>A mail ended.</summary>
    public static void CountMail(MailStatus status) => Mails.Add(1, StatusTags[(int)status]);

    private static Histogram<double> Durations(string name, string description, double[] boundaries) =>
        Meter.CreateHistogram(name, "s", description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = boundaries });

    private static KeyValuePair<string, object?>[] TagsOf<T>(string key)
        where T : struct, Enum =>
        [.. Enum.GetNames<T>().Select(name => new KeyValuePair<string, object?>(key, Hyphens.ConvertName(name)))];
}
