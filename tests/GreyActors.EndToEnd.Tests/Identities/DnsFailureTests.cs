using System.Diagnostics;
using System.Net;
using System.Text.Json;
using GreyActors.EndToEnd.Tests.Harness;
using GreyActors.EndToEnd.Tests.Reload;
using GreyActors.Tests.Shared.Dns;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Identities;

/// <summary>While the DNS fails, mail flows, RCPT waits at most <c>reputation.max-wait</c>, and the failure is reported until the DNS recovers.</summary>
public sealed class DnsFailureTests(DnsFailureTests.Peers peers) : IClassFixture<DnsFailureTests.Peers>
{
    // More than the max-wait of a second, for a busy machine; less than the four seconds of a query and its repetition.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(3);

    private static readonly Dictionary<string, Func<byte[], byte[][]>> Failures = new()
    {
        ["silent"] = _ => [],
        ["SERVFAIL"] = query => [DnsMessage.Reply(query, DnsMessage.ServerFailure)],
    };

    private static byte[][] NoSuchName(byte[] query) => [DnsMessage.Reply(query, code: 3)];

    [Theory]
    [InlineData("silent")]
    [InlineData("SERVFAIL")]
    public async Task A_resolver_that_fails_delays_no_mail_and_is_reported_until_it_recovers(string failure)
    {
        await Works();
        var (failed, works) = (peers.Lines("DNS fails:"), peers.Lines("DNS works again:"));
        peers.Answer(Failures[failure]);

        await MailFlows();
        await IsReported($"the resolver {peers.Resolver} does not answer", failed + 1);

        await Works();
        await Eventually.Holds("it is in the log", () => peers.Lines("DNS works again:") == works + 1);
        Assert.Equal(failed + 1, peers.Lines("DNS fails:"));
    }

    [Fact]
    public async Task A_resolver_on_which_nothing_listens_delays_no_mail_and_is_reported_until_another_one_is_configured()
    {
        await Works();
        var nobody = new IPEndPoint(IPAddress.Loopback, FreePort.Next());
        var failed = peers.Lines("DNS fails:");
        await peers.Use(nobody);

        await MailFlows();
        await IsReported($"the resolver {nobody} does not answer", failed + 1);

        await peers.Use(peers.Resolver);
        await Works();
    }

    [Fact]
    public async Task An_answer_that_is_too_late_for_a_recipient_counts_for_the_next_one()
    {
        await Works();
        var (first, next) = (IdentityLab.NewRecipient(), IdentityLab.NewRecipient());
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        peers.Answer(async query =>
        {
            await released.Task;
            return DnsMessage.NameOf(query) == "late.example"
                ? [DnsMessage.Reply(query, records: [DnsMessage.Record(DnsMessage.Txt, 60, DnsMessage.Text("v=spf1 +all"u8))])]
                : NoSuchName(query);
        });
        using var client = await AnnouncedClient.Begin(peers.Port, "192.0.2.15", "mx.late.example", "ann@late.example");
        await client.Say($"RCPT TO:<{first}>", "451 4.7.1");
        Assert.DoesNotContain("spf:late.example", await peers.IdentitiesOf(first));

        released.SetResult();
        await Eventually.Holds("the answer is there", async () =>
        {
            await client.Say($"RCPT TO:<{next}>", "451 4.7.1");
            return (await peers.IdentitiesOf(next)).Contains("spf:late.example");
        });
    }

    // Clients with names of their own, which are in no cache.
    private async Task MailFlows()
    {
        var waits = await Task.WhenAll(Enumerable.Range(1, 12).Select(i => WaitOfRecipient($"192.0.2.{i}")));
        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.Zero, LongestWait));

        var (from, to) = ($"ann@{Guid.NewGuid():N}.example", IdentityLab.NewRecipient());
        await Eventually.Holds("a retry passes", async () =>
            (await AnnouncedClient.Attempt(peers.Port, "192.0.2.13", "mx.test", from, to)).StartsWith("250", StringComparison.Ordinal));
    }

    private async Task<TimeSpan> WaitOfRecipient(string address)
    {
        var name = $"{Guid.NewGuid():N}.example";
        using var client = await AnnouncedClient.Begin(peers.Port, address, $"mx.{name}", $"ann@{name}");
        var watch = Stopwatch.StartNew();
        await client.Say($"RCPT TO:<{IdentityLab.NewRecipient()}>", "451 4.7.1");
        return watch.Elapsed;
    }

    private async Task IsReported(string why, int lines)
    {
        await Eventually.Holds("the DNS counts as failed", async () =>
        {
            await WaitOfRecipient("192.0.2.14");
            return !(await peers.DnsCheck()).GetProperty("ok").GetBoolean();
        });
        var check = await peers.DnsCheck();
        Assert.True(check.GetProperty("optional").GetBoolean());
        Assert.StartsWith(why, check.GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Empty(await peers.Program.NotReady());
        await Eventually.Holds("it is in the log", () => peers.Lines("DNS fails:") == lines);
        await Eventually.Holds("the metric shows it", async () => (await peers.Metrics()).Of("greyactors_dns_failing") == 1);
    }

    private async Task Works()
    {
        peers.Answer(NoSuchName);
        await Eventually.Holds("the DNS works again", async () =>
        {
            await WaitOfRecipient("192.0.2.14");
            return (await peers.DnsCheck()).GetProperty("ok").GetBoolean();
        });
        await Eventually.Holds("the metric shows it", async () => (await peers.Metrics()).Of("greyactors_dns_failing") == 0);
    }

    /// <summary>A program, its backend, and a name server that fails on demand.</summary>
    public sealed class Peers : IAsyncLifetime
    {
        private Func<byte[], Task<IEnumerable<byte[]>>> _answer = query => Task.FromResult<IEnumerable<byte[]>>(NoSuchName(query));
        private ReloadingProgram _reloading = null!;
        private int _port;

        public Peers() => Dns = new MisbehavingDnsServer(query => Volatile.Read(ref _answer)(query));

        public RecordingMailServer Recorder { get; } = new();

        internal MisbehavingDnsServer Dns { get; }

        public GreyActorsProcess Program => _reloading.Program;

        public IPEndPoint Resolver => Dns.EndPoint;

        public int Port => _port;

        public async Task InitializeAsync() => _reloading = await ReloadingProgram.Start(GreyActorsConfiguration.RelayingTo(Recorder.Port)
            .WithAnnouncedClients(out _port)
            .With("greylisting.initial-delay", "300ms")
            .WithResolver(Resolver)
            .With("reputation.query-timeout", "2s")
            .With("reputation.max-wait", "1s"));

        public async Task DisposeAsync()
        {
            if (_reloading is not null)
                await _reloading.DisposeAsync();
            await Dns.DisposeAsync();
            await Recorder.DisposeAsync();
        }

        public void Answer(Func<byte[], byte[][]> answer) => Answer(query => Task.FromResult<IEnumerable<byte[]>>(answer(query)));

        public void Answer(Func<byte[], Task<IEnumerable<byte[]>>> answer) => Volatile.Write(ref _answer, answer);

        public Task Use(IPEndPoint resolver) => _reloading.Reload(configuration => configuration.WithResolver(resolver));

        public int Lines(string text) => Program.Output.Split('\n').Count(line => line.Contains(text, StringComparison.Ordinal));

        public async Task<Metrics> Metrics()
        {
            using var introspection = new Introspection(Program);
            return new Metrics(await introspection.Text("/metrics"));
        }

        public async Task<JsonElement> DnsCheck()
        {
            using var introspection = new Introspection(Program);
            return (await introspection.Get("/readyz")).GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "dns");
        }

        /// <summary>The identities of the client in the last decision about a recipient.</summary>
        public async Task<string> IdentitiesOf(string to)
        {
            using var introspection = new Introspection(Program);
            return await Eventually.Find("the decision", async () =>
                (await introspection.Get("/api/decisions?limit=1000")).GetProperty("decisions").EnumerateArray()
                .Where(decision => decision.GetProperty("to").GetString() == to)
                .OrderBy(decision => decision.GetProperty("id").GetInt64())
                .Select(decision => decision.GetProperty("identified").GetProperty("identities").GetRawText())
                .LastOrDefault());
        }
    }
}
