using System.Net;
using Akka.Actor;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;
using Xunit;

namespace GreyActors.Tests.Introspection;

public sealed class ExplainEndpointTests
{
    private static readonly DateTimeOffset Then = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task A_waiting_triplet_is_explained_with_the_time_for_a_retry()
    {
        await using var stage = await EndpointStage.Start(Props.Create(() => new Greylist(new Explanation(
            new Verdict(false, VerdictReason.StillWaiting, TimeSpan.FromMinutes(1)),
            ImmutableTimelines(),
            Then + TimeSpan.FromMinutes(4),
            Then + TimeSpan.FromDays(2)))));

        var told = await stage.Get("/api/explain?client=192.0.2.77&from=Ann%2Bnews@Example.NET&to=%3CBob@example.com%3E");

        Assert.Equal(("still-waiting", "deferred"), (Text(told, "rule"), Text(told, "status")));
        Assert.StartsWith("It would be deferred: has waited 1m of the initial delay. It passes if the client retries after 2026-01-02 03:08:05Z, in ", Text(told, "words"), StringComparison.Ordinal);
        Assert.Equal("2026-01-02T03:08:05+00:00", Text(told, "comeBackAfter"));
        Assert.Equal("2026-01-04T03:04:05+00:00", Text(told, "comeBackBefore"));
        Assert.Equal("""{"identities":["192.0.2.0/24","host:example.net"],"from":"ann@example.net","to":"bob@example.com"}""", told.GetProperty("key").GetRawText());
        Assert.Equal(
            """[{"identity":"192.0.2.0/24","state":"waiting","firstSeen":"2026-01-02T03:04:05+00:00","passesFrom":null,"passesUntil":null,"lastUsed":null,"expires":null,"ignored":null}]""",
            told.GetProperty("triplets").GetRawText());
    }

    [Fact]
    public async Task In_observe_mode_the_explanation_says_that_the_mail_would_be_deferred_otherwise()
    {
        await using var stage = await EndpointStage.Start(
            Props.Create(() => new Greylist(new Explanation(
                new Verdict(false, VerdictReason.NeverSeen, TimeSpan.Zero), ImmutableTimelines(), Then + TimeSpan.FromMinutes(4), Then + TimeSpan.FromDays(2)))),
            "greylisting.mode=observe");

        var told = await stage.Get("/api/explain?client=192.0.2.77&from=ann@example.net&to=bob@example.com");

        Assert.Equal(("never-seen", "accepted", true), (Text(told, "rule"), Text(told, "status"), told.GetProperty("wouldDefer").GetBoolean()));
        Assert.StartsWith(
            "It would be accepted in observe mode if the backend accepts it, and deferred in enforce mode: never seen before. In enforce mode it would pass if the client retries after 2026-01-02 03:08:05Z, in ",
            Text(told, "words"), StringComparison.Ordinal);
        Assert.Equal("2026-01-02T03:08:05+00:00", Text(told, "comeBackAfter"));
    }

    [Theory]
    [InlineData("enforce", "It would be deferred: ")]
    [InlineData("observe", "It would be accepted in observe mode if the backend accepts it, and deferred in enforce mode: ")]
    public async Task Mail_of_a_trapped_client_is_explained_by_its_trap_and_its_end(string mode, string beginning)
    {
        await using var stage = await EndpointStage.Start(
            Props.Create(() => new Greylist(new Explanation(new Verdict(true, VerdictReason.KnownTriplet, TimeSpan.Zero), ImmutableTimelines(), null, null))),
            $"greylisting.mode={mode}");

        var told = await stage.Get("/api/explain?client=192.0.2.66&from=ann@example.net&to=bob@example.com");

        Assert.Equal("trapped", Text(told, "rule"));
        Assert.Equal($"{beginning}client trapped until 2096-10-03 07:07:40Z because of mail for <old@example.com>.", Text(told, "words"));
        Assert.Equal("""{"trap":"old@example.com","until":"2096-10-03T07:07:40+00:00"}""", told.GetProperty("trapped").GetRawText());
    }

    [Fact]
    public async Task An_explanation_shows_that_an_identity_is_ignored_and_why()
    {
        System.Collections.Immutable.ImmutableArray<TripletTimeline> ignored = [ImmutableTimelines()[0] with { IsIgnored = true, Counts = new IdentityCounts(41, 3) }];
        await using var stage = await EndpointStage.Start(
            Props.Create(() => new Greylist(new Explanation(new Verdict(true, VerdictReason.KnownTriplet, TimeSpan.Zero), ignored, null, null))));

        var told = await stage.Get("/api/explain?client=192.0.2.1&to=bob@example.com");

        Assert.Equal("ignored: 3 of 41 first mails came back", Text(told.GetProperty("triplets")[0], "ignored"));
    }

    [Fact]
    public async Task An_explanation_shows_the_identities_that_the_dns_proves_in_time()
    {
        await using var stage = await EndpointStage.Start(
            Props.Create(() => new Greylist(new Explanation(new Verdict(true, VerdictReason.KnownTriplet, TimeSpan.Zero), ImmutableTimelines(), null, null))));

        var told = await stage.Get("/api/explain?client=198.51.100.1&from=ann@example.net&to=bob@example.com&helo=mail.example.net");

        Assert.Equal(["198.51.100.0/24", "host:example.net"], told.GetProperty("key").GetProperty("identities").EnumerateArray().Select(one => one.GetString()!));
        Assert.Equal(
            """{"organisation":"example.net","identities":[{"identity":"198.51.100.0/24","evidence":"the network of the client"},{"identity":"host:example.net","evidence":"reverse name mail.example.net resolves to the client"}],"unproven":["the DNS gave no answer about SPF","the DNS gave no answer about the HELO name"],"lists":[]}""",
            told.GetProperty("identified").GetRawText());
    }

    [Theory]
    [InlineData("client=192.0.2.1&from=a@example.net&to=b@example.com", "known-triplet", "accepted", "It would be accepted if the backend accepts it: known triplet.")]
    [InlineData("client=192.0.2.1&to=b@example.com", "known-triplet", "accepted", "It would be accepted if the backend accepts it: known triplet.")]
    [InlineData("client=192.0.2.1&to=b@elsewhere.example", "domain-not-served", "refused", "It would be refused: the domain is not served here.")]
    [InlineData("client=192.0.2.1&to=b%25elsewhere@example.com", "sender-routed", "refused", "It would be refused: the local-part contains a route.")]
    [InlineData("client=192.0.2.1&to=postmaster", "always-accepted", "accepted", "It would be accepted if the backend accepts it: postmaster and abuse are always accepted.")]
    [InlineData("client=192.0.2.9&to=b@elsewhere.example", "allowed-client", "accepted", "It would be accepted if the backend accepts it: the client may send to any domain (allowed-senders: 192.0.2.9, --set allowed-senders).")]
    [InlineData("client=192.0.2.1&helo=list.example&to=list@example.com", "whitelisted", "accepted", "It would be accepted if the backend accepts it: whitelisted (whitelisted-nonstandard-triples: list.example 192.0.2. <list@example.com>, --set whitelisted-nonstandard-triples).")]
    public async Task The_rule_that_decides_is_explained_in_words(string query, string rule, string status, string words)
    {
        await using var stage = await EndpointStage.Start(
            Props.Create(() => new Greylist(new Explanation(new Verdict(true, VerdictReason.KnownTriplet, TimeSpan.Zero), ImmutableTimelines(), null, null))),
            "allowed-senders=[192.0.2.9]",
            "whitelisted-nonstandard-triples=[\"list.example 192.0.2. <list@example.com>\"]");

        var told = await stage.Get($"/api/explain?{query}");

        Assert.Equal((rule, status, words), (Text(told, "rule"), Text(told, "status"), Text(told, "words")));
        Assert.Null(Text(told, "comeBackAfter"));
        Assert.Equal(words.Contains('(', StringComparison.Ordinal) ? words[(words.IndexOf('(', StringComparison.Ordinal) + 1)..^2] : null, Text(told, "entry"));
    }

    [Fact]
    public async Task A_mail_that_may_wait_for_a_relay_is_explained_with_the_queue()
    {
        await using var stage = await EndpointStage.Start(
            Props.Create(() => new Greylist(new Explanation(new Verdict(true, VerdictReason.KnownTriplet, TimeSpan.Zero), ImmutableTimelines(), null, null))),
            "allowed-domains=[busy.example]");

        var told = await stage.Get("/api/explain?client=192.0.2.1&to=b@busy.example");

        Assert.Equal(
            "It would be accepted if the backend accepts it: known triplet. It may have to wait for a connection to mail-1.test:25: 80 of 80 are in use, and 7 recipients wait, for up to 180 s.",
            Text(told, "words"));
        Assert.Equal("""{"server":"mail-1.test:25","openRelays":80,"maxRelays":80,"waiting":7,"maxWaitSeconds":180}""", told.GetProperty("relay").GetRawText());
    }

    [Theory]
    [InlineData("client=1&to=b@example.com", "client: '1' is not an IP address.")]
    [InlineData("client=0x7f.1&to=b@example.com", "client: '0x7f.1' is not an IP address.")]
    [InlineData("client=::1%25lo&to=b@example.com", "client: '::1%lo' is not an IP address.")]
    [InlineData("", "client: '' is not an IP address.")]
    [InlineData("client=mail.example.com&to=b@example.com", "client: 'mail.example.com' is not an IP address.")]
    [InlineData("client=192.0.2.1&to=", "to: '' is not an address.")]
    [InlineData("client=192.0.2.1&to=b@example.com%3E%20x", "to: 'b@example.com> x' is not an address.")]
    [InlineData("client=192.0.2.1&to=b@example.com&from=nobody", "from: 'nobody' is not an address.")]
    public async Task An_invalid_parameter_of_an_explanation_gets_400(string query, string detail)
    {
        await using var stage = await EndpointStage.Start();

        Assert.Equal((HttpStatusCode.BadRequest, detail), await stage.Problem($"/api/explain?{query}"));
    }

    [Fact]
    public async Task An_explanation_without_the_greylist_is_unavailable()
    {
        await using var stage = await EndpointStage.Start(Props.Create(() => new Greylist(null)));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await stage.Problem("/api/explain?client=192.0.2.1&to=b@example.com")).Status);
    }

    private static string? Text(System.Text.Json.JsonElement element, string property) => element.GetProperty(property).GetString();

    private static System.Collections.Immutable.ImmutableArray<TripletTimeline> ImmutableTimelines() =>
        [new TripletTimeline(new ClientIdentity("192.0.2.0/24"), TripletState.Waiting, Then, null, null, null, null)];

    private sealed class Greylist(Explanation? explanation) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is ExplainAttempt)
                Sender.Tell(new Explained(explanation));
        }
    }
}
