using System.Diagnostics;
using System.Text.RegularExpressions;
using GreyActors.Configuration;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Policy;
using GreyActors.Core.Reputation;
using GreyActors.Core.Smtp;
using GreyActors.Observability;
using GreyActors.Tests.Architecture;
using GreyActors.Tests.Known;
using Xunit;

namespace GreyActors.Tests.Introspection;

/// <summary>The counts in JSON and for Prometheus. All tests of the process share the meters and count at the same time.</summary>
public sealed partial class CountsEndpointTests : IAsyncLifetime
{
    private EndpointStage _stage = null!;

    public async Task InitializeAsync()
    {
        _stage = await EndpointStage.Start();
        Count();
    }

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    [Fact]
    public async Task The_documented_metrics_are_the_existing_ones()
    {
        var metrics = await _stage.Client.GetStringAsync("/metrics");
        var there = TypeLine().Matches(metrics).Select(line => $"{line.Groups["name"].Value} {line.Groups["type"].Value}")
            .Where(line => line.StartsWith("greyactors_", StringComparison.Ordinal)).Order();
        var documented = PageRow().Matches(SourceTree.Read("docs/introspection.md")).Select(row => $"{row.Groups["name"].Value} {row.Groups["type"].Value}").Order();

        Assert.Equal(documented, there);
    }

    [Fact]
    public async Task The_documented_labels_are_the_existing_ones()
    {
        var metrics = await _stage.Client.GetStringAsync("/metrics");
        foreach (Match row in PageRow().Matches(SourceTree.Read("docs/introspection.md")))
        {
            var (name, label) = (row.Groups["name"].Value, row.Groups["label"].Value.Trim(' ', '`'));
            var samples = Regex.Matches(metrics, $@"^{name}(_sum|_count)?{{(?<labels>[^}}]*)}} ", RegexOptions.Multiline).Select(sample => sample.Groups["labels"].Value);
            Assert.All(samples, labels => Assert.Equal(label, string.Join(", ", labels.Split(',').Select(one => one.Split('=')[0]))));
        }
    }

    [Fact]
    public async Task The_shipped_alerts_use_existing_metrics_and_labels()
    {
        var metrics = await _stage.Client.GetStringAsync("/metrics");
        var rules = string.Join('\n', SourceTree.Read("packaging/prometheus/greyactors.rules.yml").Split('\n').Where(line => line.Contains(" expr: ", StringComparison.Ordinal)));
        var looked = RuleMetric().Matches(rules);

        Assert.True(looked.Count > 15);
        Assert.All(looked, metric => Assert.Matches($@"(?m)^{metric.Groups["name"].Value}[ {{]", metrics));
        Assert.All(
            looked.Where(metric => metric.Groups["label"].Success && metric.Groups["label"].Value != "job"),
            metric => Assert.Matches($@"(?m)^{metric.Groups["name"].Value}{{[^}}]*\b{metric.Groups["label"].Value}=", metrics));
    }

    [Fact]
    public async Task A_backend_that_is_no_longer_used_and_a_replaced_certificate_leave_no_series()
    {
        StateMeters.RecordBackend("gone.example:25", isUp: false);
        StateMeters.RecordCertificates([("CN=old.example.com", DateTimeOffset.UnixEpoch)]);
        Assert.Contains("greyactors_backends_up{server=\"gone.example:25\"} 0", await _stage.Client.GetStringAsync("/metrics"), StringComparison.Ordinal);

        StateMeters.ForgetBackend("gone.example:25");
        StateMeters.RecordCertificates([("CN=mx.example.com", DateTimeOffset.UnixEpoch)]);

        // The exporter answers requests of the same moment from its cache.
        await KnownClientsLab.Until(async () => await _stage.Client.GetStringAsync("/metrics") is var metrics
            && !metrics.Contains("gone.example:25", StringComparison.Ordinal) && !metrics.Contains("old.example.com", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_metrics_are_well_formed_and_include_those_of_the_process()
    {
        var metrics = await _stage.Client.GetStringAsync("/metrics");

        Assert.All(metrics.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches(Exposition(), line));
        foreach (var name in (string[])["dotnet_process_cpu_time_seconds_total", "dotnet_process_memory_working_set_bytes", "dotnet_gc_collections_total"])
            Assert.Contains($"# TYPE {name} ", metrics, StringComparison.Ordinal);
        Assert.Matches("greyactors_verdict_duration_seconds_bucket{le=\"0.001\"} ", metrics);
    }

    [Fact]
    public async Task The_counts_are_shown_by_their_names()
    {
        var before = await _stage.Get("/api/stats");
        Count();
        var after = await _stage.Get("/api/stats");

        foreach (var path in (string[])["sessions.total", "sessions.turnedAway.max-connections", "verdicts.never-seen", "mails.deferred", "replies.451", "relays.total", "relays.outcomes.too-many", "store.failures"])
            Assert.True(At(after, path) > At(before, path), path);
        Assert.Equal(7, At(after, "store.partitions.77.triplets"));
        Assert.Equal(3, At(after, "store.partitions.77.waiting"));
        Assert.InRange(At(after, "store.known"), 2, long.MaxValue);
        Assert.True(after.GetProperty("uptimeSeconds").GetDouble() >= before.GetProperty("uptimeSeconds").GetDouble());
        Assert.StartsWith("0.1.0", after.GetProperty("version").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_of_the_configuration_are_masked_and_origins_shown()
    {
        await using var stage = await EndpointStage.Start(
            null,
            "akka.persistence.connection-string=\"Host=db;Password=hunter2\"",
            "akka.remote.secret=hunter2",
            "akka.uri=\"http://user:hunter2@db.example/\"",
            "greylisting.initial-delay=5m");

        var text = await stage.Client.GetStringAsync("/api/config");

        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.Contains("""{"key":"akka.remote.secret","value":"***",""", text, StringComparison.Ordinal);
        Assert.Contains("http://***@db.example/", text, StringComparison.Ordinal);
        Assert.Contains("""{"key":"grey-actors.greylisting.initial-delay","value":"5m","origin":"--set greylisting.initial-delay"}""", text, StringComparison.Ordinal);
        Assert.Matches(@"""grey-actors\.introspection\.token-file"",""value"":""[^*]*var/introspection\.token", text);
    }

    private static long At(System.Text.Json.JsonElement element, string path)
    {
        foreach (var name in path.Split('.'))
        {
            element = element.ValueKind == System.Text.Json.JsonValueKind.Array
                ? element.EnumerateArray().Single(one => one.GetProperty("partition").GetString() == name)
                : element.TryGetProperty(name, out var found) ? found : System.Text.Json.JsonDocument.Parse("0").RootElement;
        }

        return element.GetInt64();
    }

    // Counts with each meter once.
    private static void Count()
    {
        var now = Stopwatch.GetTimestamp();
        Meters.CountSession();
        Meters.CountSessionEnd();
        Meters.RecordSession(1000);
        Meters.CountTurnedAway("max-connections");
        Meters.CountReply(SmtpReplies.StoreFailure);
        Meters.RecordKnownClients(77, entries: 2);
        Meters.CountKnownClientWrite();
        Meters.RecordKnownPartitionsAway(0);
        VerificationMeters.Count(VerificationResult.Accepted);
        MessageMeters.CountUnknown();
        ClusterMeters.RecordMachines(reachable: 3, unreachable: 0);
        ClusterMeters.RecordPartitions("greylist", here: 5);
        ClusterMeters.CountHandOvers("greylist", partitions: 0);
        ClusterMeters.CountUnreachable(TimeSpan.Zero);
        ClusterMeters.RecordRemote(now);
        TrapMeters.RecordTrapped(0);
        TrapMeters.CountTrapping();
        TrapMeters.CountDeferral();
        TrapMeters.CountStuttering();
        TrapMeters.CountStutteringOver();
        JudgingMeters.CountVerdict(RecipientRule.NeverSeen, new Verdict(false, VerdictReason.NeverSeen, TimeSpan.Zero));
        JudgingMeters.CountVerdict(RecipientRule.WaitedLongEnough, new Verdict(true, VerdictReason.WaitedLongEnough, TimeSpan.FromMinutes(7)));
        StateMeters.RecordBackend("backend.example:25", isUp: true);
        StateMeters.RecordCertificates([("CN=mx.example.com", DateTimeOffset.UnixEpoch)]);
        StateMeters.RecordAwaitingRestart(0);
        JudgingMeters.CountWouldDefer(RecipientRule.NeverSeen);
        JudgingMeters.RecordVerdict(now);
        Meters.RecordStoreWrite(now);
        Meters.RecordPartition(77, triplets: 7, waiting: 3);
        Meters.RecordIgnoredIdentities(0);
        JudgingMeters.CountStoreFailure();
        PolicyMeters.CountRequest(PolicyState.Rcpt, PolicyAction.Dunno);
        PolicyMeters.CountGarbage();
        Meters.CountSlowExpression("whitelisted-senders");
        Meters.CountRelayOpened();
        Meters.CountRelayClosed();
        Meters.CountRelay(RelayOutcome.TooMany);
        Meters.CountRelayAwaited();
        Meters.CountRelayWait(RelayWaitOutcome.TooLong, TimeSpan.FromSeconds(180));
        Meters.CountRelayYield(RelayYield.Idle);
        Meters.RecordRelayReply(RelayQuestion.EndOfData, now);
        Meters.CountMail(MailStatus.Deferred);
        Meters.CountTlsFailure(inCleartext: false);
        Meters.CountServerChange("mail.test:25", "down");
        Meters.CountSeparate();
        Meters.CountLogLinesLost(1);
        Meters.CountHandshake("TLSv1.3");
        Meters.CountHandshakeFailure();
        Meters.CountCleartextAfterStartTls();
        Meters.CountPartitionFailure();
        Meters.CountReload(new ReloadOutcome.Unchanged([]), DateTimeOffset.UnixEpoch);
        Meters.RecordPartitionsAway(0);
        Meters.RecordStore(fails: false, aside: 0);
        ReputationMeters.CountSpf(SpfResult.Pass);
        ReputationMeters.CountReverseName(NameResult.Confirmed);
        ReputationMeters.CountHeloName(NameResult.NoName);
        ReputationMeters.CountLists(null);
        ReputationMeters.CountCachedResult(isHit: true);
        ReputationMeters.CountCachedAnswer(isHit: false);
        ReputationMeters.CountQueriesInFlight(0);
        ReputationMeters.CountWaitingQueries(0);
        ReputationMeters.CountRefusedQuery();
        ReputationMeters.RecordQuery(DnsStatus.Void, now);
        ReputationMeters.RecordDns(isFailing: false);
        ReputationMeters.RecordWait(now);
        ReputationMeters.CountPass(IdentityKind.Spf);
    }

    [GeneratedRegex(@"^# TYPE (?<name>\w+) (?<type>\w+)$", RegexOptions.Multiline)]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"\b(?<name>(greyactors|dotnet)_\w+)({([^}]*, )?(?<label>\w+)=)?")]
    private static partial Regex RuleMetric();

    // | `greyactors_name` | type | `label` | meaning |
    [GeneratedRegex(@"^\| `(?<name>greyactors_\w+)` \| (?<type>\w+) \|(?<label>[^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex PageRow();

    [GeneratedRegex(@"^(# (TYPE|HELP|UNIT|EOF).*|\w+({(\w+=""[^""]*"",?)*})? [-+0-9.eEInfNa]+( [0-9.]+)?)$")]
    private static partial Regex Exposition();
}
