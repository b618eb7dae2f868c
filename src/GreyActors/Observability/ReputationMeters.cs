using System.Diagnostics;
using System.Diagnostics.Metrics;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Reputation;

namespace GreyActors.Observability;

/// <summary>The meters of client identities and of look-ups in the DNS, as in <see cref="Meters"/>.</summary>
public static class ReputationMeters
{
    private static readonly Counter<long> LookUps = Meters.Meter.CreateCounter<long>(
        "greyactors.reputation.look_ups", "{look_up}", "Look-ups of clients in the DNS, by kind and result.");

    private static readonly Counter<long> CachedLookUps = Meters.Meter.CreateCounter<long>(
        "greyactors.reputation.cache", "{look_up}", "Searches in the caches of results and DNS answers, by cache and outcome.");

    private static readonly UpDownCounter<long> QueriesInFlight = Meters.Meter.CreateUpDownCounter<long>(
        "greyactors.dns.queries.open", "{query}", "DNS queries in flight.");

    private static readonly UpDownCounter<long> QueriesWaiting = Meters.Meter.CreateUpDownCounter<long>(
        "greyactors.dns.queries.waiting", "{query}", "DNS queries that wait until another one ends.");

    private static readonly Counter<long> QueriesRefused = Meters.Meter.CreateCounter<long>(
        "greyactors.dns.queries.refused", "{query}", "DNS queries and look-ups that failed at once because too many were waiting.");

    private static readonly Histogram<double> QueryDuration = Meters.Durations(
        "greyactors.dns.query.duration", "Duration of DNS queries, by outcome.", [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10]);

    private static readonly Gauge<int> DnsFailing = Meters.Meter.CreateGauge<int>(
        "greyactors.dns.failing", "{alarm}", "1: DNS queries fail, or there is no resolver.");

    private static readonly Histogram<double> WaitDuration = Meters.Durations(
        "greyactors.reputation.wait.duration", "Time that recipients waited for look-ups of their client.", [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2, 3, 5, 10]);

    private static readonly Counter<long> Passes = Meters.Meter.CreateCounter<long>(
        "greyactors.passes", "{recipient}", "Recipients that the greylist let pass, by the kind of the identity that had waited.");

    private static readonly KeyValuePair<string, object?>[] IdentityTags = Meters.TagsOf<IdentityKind>("identity");

    private static readonly KeyValuePair<string, object?> SpfTag = new("kind", "spf");

    private static readonly KeyValuePair<string, object?> ReverseNameTag = new("kind", "reverse-name");

    private static readonly KeyValuePair<string, object?> HeloNameTag = new("kind", "helo-name");

    private static readonly KeyValuePair<string, object?> ListsTag = new("kind", "lists");

    private static readonly KeyValuePair<string, object?> UnlistedTag = new("result", "unlisted");

    private static readonly KeyValuePair<string, object?> ResultsTag = new("cache", "results");

    private static readonly KeyValuePair<string, object?> AnswersTag = new("cache", "answers");

    private static readonly KeyValuePair<string, object?> HitTag = new("outcome", "hit");

    private static readonly KeyValuePair<string, object?> MissTag = new("outcome", "miss");

    private static readonly KeyValuePair<string, object?>[] SpfResultTags = Meters.TagsOf<SpfResult>("result");

    private static readonly KeyValuePair<string, object?>[] NameResultTags = Meters.TagsOf<NameResult>("result");

    private static readonly KeyValuePair<string, object?>[] ListKindTags = Meters.TagsOf<DnsListKind>("result");

    private static readonly KeyValuePair<string, object?>[] DnsStatusTags = Meters.TagsOf<DnsStatus>("outcome");

    /// <summary>Counts a look-up of SPF.</summary>
    public static void CountSpf(SpfResult result) => LookUps.Add(1, SpfTag, SpfResultTags[(int)result]);

    /// <summary>Counts a look-up of a reverse name.</summary>
    public static void CountReverseName(NameResult result) => LookUps.Add(1, ReverseNameTag, NameResultTags[(int)result]);

    /// <summary>Counts a look-up of a HELO name.</summary>
    public static void CountHeloName(NameResult result) => LookUps.Add(1, HeloNameTag, NameResultTags[(int)result]);

    /// <summary>Counts a look-up in the DNS lists; null if none contains the client.</summary>
    public static void CountLists(DnsListKind? kind) => LookUps.Add(1, ListsTag, kind is { } listed ? ListKindTags[(int)listed] : UnlistedTag);

    /// <summary>Counts a search in the cache of results.</summary>
    public static void CountCachedResult(bool isHit) => CachedLookUps.Add(1, ResultsTag, isHit ? HitTag : MissTag);

    /// <summary>Counts a search in the cache of DNS answers.</summary>
    public static void CountCachedAnswer(bool isHit) => CachedLookUps.Add(1, AnswersTag, isHit ? HitTag : MissTag);

    /// <summary>Counts DNS queries that were sent; negative for those that have ended.</summary>
    public static void CountQueriesInFlight(int queries) => QueriesInFlight.Add(queries);

    /// <summary>Counts DNS queries that begin to wait; negative for those that cease to.</summary>
    public static void CountWaitingQueries(int queries) => QueriesWaiting.Add(queries);

    /// <summary>Counts a DNS query or look-up that failed at once because too many were waiting.</summary>
    public static void CountRefusedQuery() => QueriesRefused.Add(1);

    /// <summary>Records the time since a DNS query was sent (<see cref="Stopwatch"/>).</summary>
    public static void RecordQuery(DnsStatus outcome, long sent) => QueryDuration.Record(Stopwatch.GetElapsedTime(sent).TotalSeconds, DnsStatusTags[(int)outcome]);

    /// <summary>Records the time since a recipient began to wait for look-ups (<see cref="Stopwatch"/>).</summary>
    public static void RecordWait(long since) => WaitDuration.Record(Stopwatch.GetElapsedTime(since).TotalSeconds);

    /// <summary>Counts a recipient that passed.</summary>
    public static void CountPass(IdentityKind identity) => Passes.Add(1, IdentityTags[(int)identity]);

    /// <summary>Records whether the DNS fails.</summary>
    public static void RecordDns(bool isFailing) => DnsFailing.Record(isFailing ? 1 : 0);
}
