using System.Net;
using System.Text;
using System.Text.Json;
using Akka.Actor;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Greylisting;
using GreyActors.Known;
using Xunit;

namespace GreyActors.Tests.Introspection;

public sealed class KnownEndpointTests : IAsyncLifetime
{
    private static readonly KnownKey Pair = new("host:example.net", "example.org", "");
    private static readonly KnownKey Reply = new("", "example.org", "bob@example.com");
    private static readonly DateTimeOffset Since = new(2026, 12, 3, 9, 0, 0, TimeSpan.Zero);

    private EndpointStage _stage = null!;

    public async Task InitializeAsync() => _stage = await EndpointStage.StartWithClients(Props.Create(() => new Clients()), "known-clients.settle=6h", "replies.lifetime=10d");

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    [Fact]
    public async Task Known_pairs_and_expected_replies_are_listed_page_by_page()
    {
        var first = await _stage.Get("/api/known?identity=host:*&organisation=Example.ORG&kind=pair&limit=1");

        var pair = first.GetProperty("known")[0];
        Assert.Equal(("host:example.net", "example.org"), (Text(pair, "identity"), Text(pair, "organisation")));
        Assert.Equal(JsonValueKind.Null, pair.GetProperty("recipient").ValueKind);
        Assert.Equal(("passed", 14), (Text(pair, "source"), pair.GetProperty("mails").GetInt32()));
        Assert.Equal((Since, Since.AddHours(6)), (pair.GetProperty("since").GetDateTimeOffset(), pair.GetProperty("countsFrom").GetDateTimeOffset()));
        Assert.Equal("[5]", first.GetProperty("away").GetRawText());

        var second = await _stage.Get($"/api/known?recipient=@example.com&kind=reply&after={Text(first, "next")}");
        var reply = second.GetProperty("known")[0];
        Assert.Equal(("example.org", "bob@example.com"), (Text(reply, "organisation"), Text(reply, "recipient")));
        Assert.Equal(JsonValueKind.Null, reply.GetProperty("identity").ValueKind);
        Assert.Equal(Since.AddDays(11), reply.GetProperty("expires").GetDateTimeOffset());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
    }

    [Theory]
    [InlineData("limit=0", "limit must be from 1 to 1000.")]
    [InlineData("limit=1001", "limit must be from 1 to 1000.")]
    [InlineData("kind=triplet", "kind must be pair or reply.")]
    [InlineData("after=yesterday", "after must be the next of the previous page.")]
    public async Task An_invalid_parameter_of_a_search_for_the_known_gets_400(string query, string detail) =>
        Assert.Equal((HttpStatusCode.BadRequest, detail), await _stage.Problem($"/api/known?{query}"));

    [Theory]
    [InlineData("192.0.2.9", "192.0.2.0/24")]
    [InlineData("192.0.2.0/24", "192.0.2.0/24")]
    [InlineData("HOST:Example.net", "host:example.net")]
    [InlineData("spf:mail.example.net", "spf:mail.example.net")]
    public async Task A_pair_is_allowed_for_an_address_a_network_or_a_name(string identity, string known)
    {
        var (status, body) = await Allow(identity, "mail.example.org");

        Assert.Equal((HttpStatusCode.OK, known, "example.org"), (status, Text(body, "identity"), Text(body, "organisation")));
        Assert.Equal(JsonValueKind.Null, body.GetProperty("recipient").ValueKind);
    }

    [Theory]
    [InlineData("example.org", "example.org")]
    [InlineData("News.Example.ORG", "example.org")]
    [InlineData("mail.example.co.uk", "example.co.uk")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("cmail19.com", "cmail#.com")]
    [InlineData("cmail#.com", "cmail#.com")]
    [InlineData("mail7.mcsv.net", "mcsv.net")]
    [InlineData("[192.0.2.1]", "[192.0.2.1]")]
    public async Task A_pair_is_allowed_for_the_organisation_that_the_core_finds_for_a_sender(string domain, string organisation) =>
        Assert.Equal(organisation, Text((await Allow("192.0.2.9", domain)).Body, "organisation"));

    [Fact]
    public async Task The_answer_to_an_allowed_pair_has_the_entry_before_the_change()
    {
        var known = (await Allow("host:example.net", "example.org")).Body.GetProperty("before");
        Assert.Equal(14, known.GetProperty("mails").GetInt32());

        Assert.Equal(JsonValueKind.Null, (await Allow("host:example.net", "example.com")).Body.GetProperty("before").ValueKind);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Allow("host:example.net", "broken.example")).Status);
    }

    [Theory]
    [InlineData("host:co.uk", "example.org", "identity: no client has host:co.uk, because co.uk is a public suffix.")]
    [InlineData("host:mail.example.org", "example.org", "identity: no client has host:mail.example.org: the hosts of example.org have host:example.org.")]
    [InlineData("spf:localhost", "example.org", "identity: no client has spf:localhost, because localhost is not a domain.")]
    [InlineData("192.0.0.0/16", "example.org", "identity: the greylist has no network 192.0.0.0/16, because its networks are /24. An address means its network.")]
    [InlineData("mail.example.org", "example.org", "identity: 'mail.example.org' is neither an IP address, nor a network of the greylist, nor an identity such as host:example.org or spf:example.org.")]
    [InlineData("192.0.2.1", "co.uk", "organisation: 'co.uk' is a public suffix. Under it are the domains of different organisations; name one of them.")]
    [InlineData("192.0.2.1", "com", "organisation: 'com' is a public suffix. Under it are the domains of different organisations; name one of them.")]
    [InlineData("192.0.2.1", "", "organisation: '' is not a domain.")]
    [InlineData("192.0.2.1", "a b", "organisation: 'a b' is not a domain.")]
    [InlineData("192.0.2.1", "ann@example.org", "organisation: 'ann@example.org' is not a domain.")]
    [InlineData("192.0.2.1", "example.org>", "organisation: 'example.org>' is not a domain.")]
    public async Task A_pair_that_no_mail_can_have_is_refused_with_the_reason(string identity, string organisation, string detail)
    {
        var (status, body) = await Allow(identity, organisation);

        Assert.Equal((HttpStatusCode.BadRequest, detail), (status, Text(body, "detail")));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"identity":"192.0.2.1"}""")]
    [InlineData("[")]
    public async Task A_request_without_a_pair_changes_nothing(string body) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await Send(HttpMethod.Post, "/api/known", body)).Status);

    [Fact]
    public async Task No_pair_is_allowed_while_known_clients_are_off()
    {
        await using var off = await EndpointStage.StartWithClients(Props.Create(() => new Clients()), "known-clients=off");
        using var request = off.Post("/api/known");
        request.Content = new StringContent("""{"identity":"192.0.2.1","organisation":"example.org"}""", Encoding.UTF8, "application/json");

        using var response = await off.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
    }

    [Fact]
    public async Task A_pair_and_an_expected_reply_are_forgotten_and_an_unknown_one_gets_404()
    {
        var (status, body) = await Send(HttpMethod.Delete, "/api/known?identity=host:example.net&organisation=mail.example.org");
        Assert.Equal((HttpStatusCode.OK, 14), (status, body.GetProperty("before").GetProperty("mails").GetInt32()));

        (status, body) = await Send(HttpMethod.Delete, "/api/known?organisation=lists.example.org&recipient=<Bob@Example.com>");
        Assert.Equal((HttpStatusCode.OK, "bob@example.com"), (status, Text(body, "recipient")));

        Assert.Equal(HttpStatusCode.NotFound, (await Send(HttpMethod.Delete, "/api/known?identity=host:example.net&organisation=example.com")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Send(HttpMethod.Delete, "/api/known?recipient=ann@example.com&organisation=example.org")).Status);
    }

    [Fact]
    public async Task Entries_that_nobody_can_allow_can_be_forgotten()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await Send(HttpMethod.Delete, "/api/known?identity=192.0.0.0/16&organisation=co.uk")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Send(HttpMethod.Delete, "/api/known?identity=host:co.uk&organisation=com")).Status);
    }

    [Theory]
    [InlineData("organisation=example.org")]
    [InlineData("organisation=example.org&identity=192.0.2.1&recipient=bob@example.com")]
    [InlineData("organisation=example.org&identity=nobody")]
    [InlineData("organisation=example.org&recipient=")]
    [InlineData("organisation=a%20b&identity=192.0.2.1")]
    [InlineData("identity=192.0.2.1")]
    [InlineData("recipient=bob@example.com")]
    public async Task A_request_to_forget_that_names_no_entry_gets_400(string query) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await Send(HttpMethod.Delete, $"/api/known?{query}")).Status);

    [Fact]
    public async Task Changes_of_the_known_are_logged_with_their_outcome()
    {
        await Allow("host:example.net", "example.org");
        await Send(HttpMethod.Delete, "/api/known?recipient=ann@example.com&organisation=example.org");
        await Allow("host:example.net", "broken.example");

        Assert.Equal(
            [
                "Allow known pair (done) host:example.net example.org",
                "Forget expected reply (not found) example.org <ann@example.com>",
                "Allow known pair (not done) host:example.net broken.example",
            ],
            _stage.Changes);
    }

    [Fact]
    public async Task A_change_of_the_known_needs_the_token()
    {
        using var response = await _stage.Client.DeleteAsync("/api/known?identity=host:example.net&organisation=example.org");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private Task<(HttpStatusCode Status, JsonElement Body)> Allow(string identity, string organisation) =>
        Send(HttpMethod.Post, "/api/known", JsonSerializer.Serialize(new { identity, organisation }));

    private async Task<(HttpStatusCode Status, JsonElement Body)> Send(HttpMethod method, string path, string? body = null)
    {
        using var request = _stage.Post(path);
        request.Method = method;
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _stage.Client.SendAsync(request);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStreamAsync()).RootElement.Clone());
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private sealed class Clients : UntypedActor
    {
        private static readonly long At = Since.ToUnixTimeMilliseconds();
        private static readonly KnownTimes OfPair = new(At, At, 14, KnownSource.Passed);
        private static readonly KnownTimes OfReply = new(At, Since.AddDays(1).ToUnixTimeMilliseconds(), 2, KnownSource.Sent);

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case ListKnown { After: null, Most: 1, Query: { IsPair: true } query }
                    when query.Identity!.Matches("host:example.net"u8) && !query.Identity.Matches("spf:example.net"u8)
                    && query.Organisation!.Matches("example.org"u8) && !query.Organisation.Matches("mail.example.org"u8):
                    Sender.Tell(new KnownPage([new KnownEntry(Pair, OfPair)], new PartitionCursor(3, new SegmentCursor(17, 99)), [5]));
                    break;
                case ListKnown { After: { Partition: 3, Within: { Segment: 17, After: 99 } }, Query: { IsPair: false } query } when query.Recipient!.Matches("bob@example.com"u8):
                    Sender.Tell(new KnownPage([new KnownEntry(Reply, OfReply)], null, []));
                    break;
                case ChangeKnown change when change.Key.Organisation == "broken.example":
                    Sender.Tell(change.NotDone);
                    break;
                case ChangeKnown change:
                    Sender.Tell(new KnownChanged(change.Key, change.Key == Pair ? OfPair : change.Key == Reply ? OfReply : null, IsDone: true));
                    break;
            }
        }
    }
}
