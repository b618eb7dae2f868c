using System.Net;
using System.Text;
using System.Text.Json;
using Akka.Actor;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;
using Xunit;

namespace GreyActors.Tests.Introspection;

public sealed class TripletEndpointTests : IAsyncLifetime
{
    private static readonly Triplet Known = new(new ClientIdentity("192.0.2.0/24"), "a@example.net", "b@example.com");

    private EndpointStage _stage = null!;

    public async Task InitializeAsync() => _stage = await EndpointStage.Start(Props.Create(() => new Greylist()));

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    [Fact]
    public async Task Triplets_are_listed_page_by_page()
    {
        var first = await _stage.Get("/api/triplets?client=192.0.2.7&from=a*&to=@example.com&state=waiting&limit=1");

        Assert.Equal("a@example.net", first.GetProperty("triplets")[0].GetProperty("from").GetString());
        Assert.Equal("b@example.com", first.GetProperty("triplets")[0].GetProperty("to").GetString());
        Assert.Equal("192.0.2.0/24", first.GetProperty("triplets")[0].GetProperty("life").GetProperty("identity").GetString());
        Assert.Equal("waiting", first.GetProperty("triplets")[0].GetProperty("life").GetProperty("state").GetString());
        Assert.Equal("[5]", first.GetProperty("away").GetRawText());

        var second = await _stage.Get($"/api/triplets?after={first.GetProperty("next").GetString()}");
        Assert.Empty(second.GetProperty("triplets").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
    }

    [Theory]
    [InlineData("limit=0", "limit must be from 1 to 1000.")]
    [InlineData("limit=1001", "limit must be from 1 to 1000.")]
    [InlineData("state=expired", "state must be waiting or passed.")]
    [InlineData("after=yesterday", "after must be the next of the previous page.")]
    [InlineData("after=1.64.0", "after must be the next of the previous page.")]
    public async Task An_invalid_parameter_of_a_triplet_search_gets_400(string query, string detail) =>
        Assert.Equal((HttpStatusCode.BadRequest, detail), await _stage.Problem($"/api/triplets?{query}"));

    [Fact]
    public async Task One_triplet_is_allowed_under_its_normalised_name()
    {
        var (status, body) = await Send(HttpMethod.Post, "/api/allow", """{"client":"192.0.2.9","from":"A+tag@Example.NET","to":"<B@example.com>"}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(("a@example.net", "b@example.com"), (body.GetProperty("from").GetString(), body.GetProperty("to").GetString()));
        Assert.Equal("waiting", body.GetProperty("before").GetProperty("state").GetString());
    }

    [Fact]
    public async Task One_triplet_is_forgotten_by_its_network_too()
    {
        var (status, body) = await Send(HttpMethod.Delete, "/api/triplets?client=192.0.2.0/24&from=a@example.net&to=b@example.com");
        Assert.Equal((HttpStatusCode.OK, "waiting"), (status, body.GetProperty("before").GetProperty("state").GetString()));

        Assert.Equal(HttpStatusCode.NotFound, (await Send(HttpMethod.Delete, "/api/triplets?client=192.0.2.0/24&from=&to=b@example.com")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Send(HttpMethod.Delete, "/api/triplets?client=192.0.2.0/24&to=broken@example.com")).Status);
    }

    [Fact]
    public async Task Changes_of_triplets_are_logged_with_their_outcome()
    {
        await Send(HttpMethod.Delete, "/api/triplets?client=192.0.2.0/24&from=a@example.net&to=b@example.com");
        await Send(HttpMethod.Delete, "/api/triplets?client=192.0.2.0/24&from=&to=b@example.com");
        await Send(HttpMethod.Delete, "/api/triplets?client=192.0.2.0/24&to=broken@example.com");
        await Send(HttpMethod.Post, "/api/allow", """{"client":"192.0.2.9","from":"","to":"b@example.com"}""");

        Assert.Equal(
            [
                "Forget (done) 192.0.2.0/24 <a@example.net> <b@example.com>",
                "Forget (not found) 192.0.2.0/24 <> <b@example.com>",
                "Forget (not done) 192.0.2.0/24 <> <broken@example.com>",
                "Allow (done) 192.0.2.0/24 <> <b@example.com>",
            ],
            _stage.Changes);
    }

    [Fact]
    public async Task A_triplet_of_an_organisation_or_an_spf_domain_can_be_allowed()
    {
        var (status, body) = await Send(HttpMethod.Post, "/api/allow", """{"client":"HOST:Example.net","from":"a@example.net","to":"b@example.com"}""");

        Assert.Equal((HttpStatusCode.OK, "host:example.net"), (status, body.GetProperty("before").GetProperty("identity").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await Send(HttpMethod.Post, "/api/allow", """{"client":"spf:example.net","from":"","to":"b@example.com"}""")).Status);
    }

    [Theory]
    [InlineData("""{"client":"host:","from":"a@example.net","to":"b@example.com"}""")]
    [InlineData("""{"client":"spf:a b","from":"a@example.net","to":"b@example.com"}""")]
    [InlineData("""{"client":"192.0.0.0/16","from":"a@example.net","to":"b@example.com"}""")]
    [InlineData("""{"client":"2001:db8::/48","from":"a@example.net","to":"b@example.com"}""")]
    [InlineData("""{"client":"host:co.uk","from":"a@example.net","to":"b@example.com"}""")]
    [InlineData("""{"client":"host:mail.example.net","from":"a@example.net","to":"b@example.com"}""")]
    [InlineData("""{"client":"*","from":"a@example.net","to":"b@example.com"}""")]
    [InlineData("""{"client":"192.0.2.9","from":"a@example.net"}""")]
    [InlineData("""{"client":"192.0.2.9","from":"a b","to":"b@example.com"}""")]
    [InlineData("{}")]
    [InlineData("[")]
    public async Task A_request_that_does_not_name_a_triplet_changes_nothing(string body) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await Send(HttpMethod.Post, "/api/allow", body)).Status);

    private async Task<(HttpStatusCode Status, JsonElement Body)> Send(HttpMethod method, string path, string? body = null)
    {
        using var request = _stage.Post(path);
        request.Method = method;
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _stage.Client.SendAsync(request);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStreamAsync()).RootElement.Clone());
    }

    private sealed class Greylist : UntypedActor
    {
        private static readonly TripletTimes Times = new(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), TripletTimes.NotPassed);

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case ListTriplets { After: null, Most: 1 } list when list.Query.HasPassed == false
                    && list.Query.Identity!.Matches("192.0.2.0/24"u8) && list.Query.ReversePath!.Matches("a@example.net"u8) && !list.Query.ForwardPath!.Matches("b@example.org"u8):
                    Sender.Tell(new TripletPage([new KnownTriplet(Known, Times)], new PartitionCursor(3, new SegmentCursor(17, 99)), [5]));
                    break;
                case ListTriplets { After: { Partition: 3, Within: { Segment: 17, After: 99 } } }:
                    Sender.Tell(new TripletPage([], null, []));
                    break;
                case ChangeTriplet change:
                    Sender.Tell(new TripletChanged(
                        change.Triplet, change.Triplet == Known ? Times : null, IsDone: !change.Triplet.ForwardPath.StartsWith("broken", StringComparison.Ordinal)));
                    break;
            }
        }
    }
}
