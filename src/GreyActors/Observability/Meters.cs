using System.Diagnostics.Metrics;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Smtp;

namespace GreyActors.Observability;

/// <summary>Every meter of the program, under the name <c>GreyActors</c>: what is counted here is counted nowhere else.</summary>
/// <remarks>Tags are made once: counting on the hot path allocates nothing.</remarks>
public static class Meters
{
    private static readonly Meter Meter = new("GreyActors");

    private static readonly Counter<long> Sessions = Meter.CreateCounter<long>(
        "greyactors.sessions", "{session}", "Connections that were served.");

    private static readonly Counter<long> TurnedAway = Meter.CreateCounter<long>(
        "greyactors.sessions.turned_away", "{session}", "Connections that were told 421 or closed at once, by the limit that they met.");

    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>(
        "greyactors.replies", "{reply}", "Replies of 4yz and 5yz to clients, by reply code.");

    private static readonly Counter<long> Verdicts = Meter.CreateCounter<long>(
        "greyactors.verdicts", "{recipient}", "Verdicts of the greylist, by reason.");

    private static readonly Counter<long> StoreFailures = Meter.CreateCounter<long>(
        "greyactors.store.failures", "{recipient}", "Recipients that on-store-failure decided about.");

    private static readonly Counter<long> ServerChanges = Meter.CreateCounter<long>(
        "greyactors.real_mail_servers.changes", "{change}", "Changes of a real mail server's condition, by server and new condition.");

    private static readonly Counter<long> SentSeparately = Meter.CreateCounter<long>(
        "greyactors.recipients.separate", "{recipient}", "Recipients that were told to come separately, because their mail goes to another real mail server.");

    private static readonly Counter<long> RelayWaits = Meter.CreateCounter<long>(
        "greyactors.relays.waits", "{recipient}", "Recipients that waited for a connection to a real mail server, by what came of it.");

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

    private static readonly KeyValuePair<string, object?>[] CodeTags =
        [.. Enumerable.Range(0, 600).Select(code => new KeyValuePair<string, object?>("code", code))];

    private static readonly KeyValuePair<string, object?>[] ReasonTags =
        [.. Enum.GetNames<VerdictReason>().Select(name => new KeyValuePair<string, object?>("reason", name))];

    private static readonly KeyValuePair<string, object?>[] StatusTags =
        [.. Enum.GetNames<MailStatus>().Select(name => new KeyValuePair<string, object?>("status", name))];

    /// <summary>A connection is served.</summary>
    public static void CountSession() => Sessions.Add(1);

    /// <summary>A connection met a limit, named as its key in the configuration.</summary>
    public static void CountTurnedAway(string limit) => TurnedAway.Add(1, new KeyValuePair<string, object?>("limit", limit));

    /// <summary>A client heard this reply; 2yz and 3yz are not counted.</summary>
    public static void CountReply(SmtpReply reply)
    {
        if (reply.Code >= 400)
            Refusals.Add(1, CodeTags[reply.Code]);
    }

    /// <summary>The greylist decided.</summary>
    public static void CountVerdict(Verdict verdict) => Verdicts.Add(1, ReasonTags[(int)verdict.Reason]);

    /// <summary>The greylist could not decide.</summary>
    public static void CountStoreFailure() => StoreFailures.Add(1);

    /// <summary>The real mail server gave no TLS.</summary>
    public static void CountTlsFailure(bool inClear) =>
        RelayTlsFailures.Add(1, new KeyValuePair<string, object?>("then", inClear ? "clear" : "deferred"));
    /// <summary>A real mail server came into another condition.</summary>
    public static void CountServerChange(string server, string condition) =>
        ServerChanges.Add(1, new KeyValuePair<string, object?>("server", server), new KeyValuePair<string, object?>("condition", condition));

    /// <summary>A recipient was told to come separately.</summary>
    public static void CountSeparate() => SentSeparately.Add(1);

    /// <summary>A wait for a relay ended.</summary>
    public static void CountRelayWait(bool granted) => RelayWaits.Add(1, new KeyValuePair<string, object?>("outcome", granted ? "granted" : "given up"));

    /// <summary>A session is encrypted.</summary>
    public static void CountHandshake(string protocol) => Handshakes.Add(1, new KeyValuePair<string, object?>("protocol", protocol));

    /// <summary>A session could not be encrypted.</summary>
    public static void CountHandshakeFailure() => HandshakeFailures.Add(1);

    /// <summary>A client spoke on in clear behind STARTTLS.</summary>
    public static void CountSpeechBehindStartTls() => SpeechBehindStartTls.Add(1);

    /// <summary>A mail ended.</summary>
    public static void CountMail(MailStatus status) => Mails.Add(1, StatusTags[(int)status]);
}
