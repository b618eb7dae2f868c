using System.Collections.Concurrent;
using System.Net;
using GreyActors.EndToEnd.Tests.Harness;
using GreyActors.EndToEnd.Tests.Reload;
using GreyActors.Tests.Shared.Dns;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Identities;

/// <summary>Which questions the program asks, and which name server.</summary>
public sealed class QueryTests(QueryTests.Peers peers) : IClassFixture<QueryTests.Peers>
{
    private static int _clients = 100;

    [Fact]
    public async Task All_recipients_and_mails_of_a_session_share_one_set_of_queries()
    {
        using var client = await AnnouncedClient.Begin(peers.Port, "192.0.2.1", "mx.one.example", "ann@one.example");
        for (var mail = 0; mail < 3; mail++)
        {
            for (var recipient = 0; recipient < 3; recipient++)
                await client.Say($"RCPT TO:<{IdentityLab.NewRecipient()}>", "451 4.7.1");
            await client.Say("RSET", "250");
            await client.Say("EHLO mx.one.example", "250");
            await client.Say($"MAIL FROM:<ann{mail}@one.example>", "250");
        }

        // The names of another mail are asked for, and no others.
        await client.Say("RSET", "250");
        await client.Say("MAIL FROM:<ann@two.example>", "250");
        await client.Say($"RCPT TO:<{IdentityLab.NewRecipient()}>", "451 4.7.1");
        Assert.Equal(["1.2.0.192.in-addr.arpa", "mx.one.example", "one.example", "two.example"], peers.First.TakeNames());
    }

    [Theory]
    [InlineData("127.0.0.5")]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("::1")]
    [InlineData("fd00::1")]
    [InlineData("fe80::1")]
    [InlineData("::ffff:10.4.5.6")]
    public async Task A_client_with_a_local_address_is_not_looked_up(string address)
    {
        await AnnouncedClient.Attempt(peers.Port, address, "mx.three.example", "ann@three.example", IdentityLab.NewRecipient());

        await OnlyANewClientIsLookedUp();
    }

    [Fact]
    public async Task A_client_that_may_send_to_any_domain_is_not_looked_up()
    {
        await AnnouncedClient.Attempt(peers.Port, "198.51.100.9", "mx.four.example", "ann@four.example", "bob@far.example");

        await OnlyANewClientIsLookedUp();
    }

    [Fact]
    public async Task An_IPv4_mapped_address_is_looked_up_as_IPv4() => await OnlyThisClientIsLookedUp("::ffff:192.0.2.5", "5.2.0.192.in-addr.arpa");

    [Fact]
    public async Task A_reload_changes_the_resolvers()
    {
        await peers.Use(peers.Second, "on");
        await AnnouncedClient.Attempt(peers.Port, "192.0.2.6", "mx.six.example", "ann@six.example", IdentityLab.NewRecipient());

        Assert.Equal(["6.2.0.192.in-addr.arpa", "mx.six.example", "six.example"], peers.Second.TakeNames());
        await peers.Use(peers.First, "on");
        Assert.Empty(peers.First.TakeNames());
    }

    [Fact]
    public async Task Without_DNS_a_pool_is_deferred_at_its_retry_and_nothing_is_asked()
    {
        var (off, on) = (IdentityLab.NewRecipient(), IdentityLab.NewRecipient());
        await peers.Use(peers.First, "off");
        await AnnouncedClient.Attempt(peers.Port, "192.0.2.7", "mx.test", "ann@pool.example", off);
        await peers.Waited("192.0.2.7", "ann@pool.example", off);

        Assert.StartsWith("451", await AnnouncedClient.Attempt(peers.Port, "203.0.113.7", "mx.test", "ann@pool.example", off), StringComparison.Ordinal);
        Assert.Empty(peers.First.TakeNames());

        await peers.Use(peers.First, "on");
        await AnnouncedClient.Attempt(peers.Port, "192.0.2.7", "mx.test", "ann@pool.example", on);
        await peers.Waited("192.0.2.7", "ann@pool.example", on);
        Assert.StartsWith("250", await AnnouncedClient.Attempt(peers.Port, "203.0.113.7", "mx.test", "ann@pool.example", on), StringComparison.Ordinal);
        peers.First.TakeNames();
    }

    // A client that is not in the cache. What was asked about another one before is among the names.
    private Task OnlyANewClientIsLookedUp()
    {
        var last = Interlocked.Increment(ref _clients);
        return OnlyThisClientIsLookedUp($"192.0.2.{last}", $"{last}.2.0.192.in-addr.arpa");
    }

    private async Task OnlyThisClientIsLookedUp(string address, string reverse)
    {
        var name = $"{Guid.NewGuid():N}.example";
        await AnnouncedClient.Attempt(peers.Port, address, $"mx.{name}", $"ann@{name}", IdentityLab.NewRecipient());
        Assert.Equal(new[] { $"mx.{name}", name, reverse }.Order(StringComparer.Ordinal), peers.First.TakeNames());
    }

    /// <summary>A name server without names except <c>pool.example</c>, and the names that were asked for.</summary>
    internal sealed class RecordingDns : IAsyncDisposable
    {
        private readonly ConcurrentQueue<string> _names = [];
        private readonly MisbehavingDnsServer _server;

        public RecordingDns() => _server = new MisbehavingDnsServer(query =>
        {
            var name = DnsMessage.NameOf(query);
            _names.Enqueue(name);
            return name == "pool.example"
                ? [DnsMessage.Reply(query, records: [DnsMessage.Record(DnsMessage.Txt, 60, DnsMessage.Text("v=spf1 ip4:192.0.2.7 ip4:203.0.113.7 -all"u8))])]
                : [DnsMessage.Reply(query, code: 3)];
        });

        public IPEndPoint EndPoint => _server.EndPoint;

        /// <summary>The names since the last call, sorted.</summary>
        public string[] TakeNames()
        {
            var names = new List<string>();
            while (_names.TryDequeue(out var name))
                names.Add(name);
            names.Sort(StringComparer.Ordinal);
            return [.. names];
        }

        public ValueTask DisposeAsync() => _server.DisposeAsync();
    }

    /// <summary>A program, its backend and two name servers.</summary>
    public sealed class Peers : IAsyncLifetime
    {
        private ReloadingProgram _reloading = null!;
        private int _port;

        public RecordingMailServer Recorder { get; } = new();

        internal RecordingDns First { get; } = new();

        internal RecordingDns Second { get; } = new();

        public int Port => _port;

        public async Task InitializeAsync() => _reloading = await ReloadingProgram.Start(GreyActorsConfiguration.RelayingTo(Recorder.Port)
            .WithAnnouncedClients(out _port)
            .With("greylisting.initial-delay", "300ms")
            .With("allowed-sender-nets", "[\"198.51.100.0/24\"]")
            .WithResolver(First.EndPoint)
            .With("reputation.max-wait", "20s"));

        public async Task DisposeAsync()
        {
            if (_reloading is not null)
                await _reloading.DisposeAsync();
            await First.DisposeAsync();
            await Second.DisposeAsync();
            await Recorder.DisposeAsync();
        }

        internal Task Use(RecordingDns dns, string isOn) =>
            _reloading.Reload(configuration => configuration.WithResolver(dns.EndPoint).With("reputation.dns", isOn));

        /// <summary>Waits until a retry of the same client would pass.</summary>
        public async Task Waited(string client, string from, string to)
        {
            using var introspection = new Introspection(_reloading.Program);
            await Eventually.Holds("the mail has waited", async () =>
                (await introspection.Get($"/api/explain?client={client}&helo=mx.test&from={from}&to={to}")).GetProperty("status").GetString() == "accepted");
        }
    }
}
