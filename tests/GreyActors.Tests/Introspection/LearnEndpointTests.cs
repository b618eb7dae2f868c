using System.Net;
using System.Text;
using System.Text.Json;
using Akka.Actor;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;
using Xunit;

namespace GreyActors.Tests.Introspection;

public sealed class LearnEndpointTests : IAsyncLifetime
{
    private const string Triplet = """{"client":"spf:Example.org","from":"Ann+tag@Example.org","to":"Bob@example.com","firstSeen":"2026-03-01T12:00:00Z","lastUsed":"2026-03-02T12:00:00Z"}""";
    private const string Pair = """{"client":"192.0.2.0/24","organisation":"example.org","firstPass":"2026-03-01T12:00:00Z","lastUsed":"2026-03-02T12:00:00Z","mails":2}""";

    private EndpointStage _stage = null!;

    public async Task InitializeAsync() => _stage = await EndpointStage.Start(Props.Create(() => new Greylist()));

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    [Fact]
    public async Task A_batch_is_learnt_under_its_normalised_names_and_counted()
    {
        var (status, body) = await Send($$"""{"triplets":[{{Triplet}}]}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((1, 0, 0), (body.GetProperty("triplets").GetProperty("added").GetInt32(), body.GetProperty("pairs").GetProperty("added").GetInt32(), body.GetProperty("notDone").GetInt32()));
    }

    [Fact]
    public async Task An_empty_batch_checks_the_token_and_changes_nothing()
    {
        Assert.Equal(HttpStatusCode.OK, (await Send("{}")).Status);

        using var request = _stage.Post("/api/learn");
        request.Headers.Authorization = null;
        using var response = await _stage.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Entries_that_cannot_be_stored_are_reported()
    {
        var (status, body) = await Send($$"""{"triplets":[{{Triplet.Replace("Bob@", "broken@", StringComparison.Ordinal)}}]}""");

        Assert.Equal((HttpStatusCode.OK, 1), (status, body.GetProperty("notDone").GetInt32()));
    }

    [Theory]
    [InlineData("""{"triplets":[{"client":"*","from":"a@example.org","to":"b@example.com","firstSeen":"2026-03-01T12:00:00Z","lastUsed":"2026-03-02T12:00:00Z"}]}""")]
    [InlineData("""{"triplets":[{"client":"192.0.2.0/24","from":"a@example.org","to":"b","firstSeen":"2026-03-01T12:00:00Z","lastUsed":"2026-03-02T12:00:00Z"}]}""")]
    [InlineData("""{"triplets":[{"client":"192.0.2.0/24","from":"a\n@example.org","to":"b@example.com","firstSeen":"2026-03-01T12:00:00Z","lastUsed":"2026-03-02T12:00:00Z"}]}""")]
    [InlineData("""{"triplets":[{"client":"192.0.2.0/24","from":"a@example.org","to":"b@example.com","firstSeen":"2026-03-03T12:00:00Z","lastUsed":"2026-03-02T12:00:00Z"}]}""")]
    [InlineData("""{"triplets":[null]}""")]
    [InlineData("""{"triplets":[{}]}""")]
    [InlineData("""{"pairs":[{"client":"192.0.2.0/24","organisation":"<b>","firstPass":"2026-03-01T12:00:00Z","lastUsed":"2026-03-02T12:00:00Z","mails":2}]}""")]
    [InlineData("""{"pairs":[{"client":"192.0.2.0/24","organisation":"","firstPass":"2026-03-01T12:00:00Z","lastUsed":"2026-03-02T12:00:00Z","mails":2}]}""")]
    [InlineData("""{"pairs":[{"client":"192.0.2.0/24","organisation":"example.org","firstPass":"2026-03-01T12:00:00Z","lastUsed":"2026-03-02T12:00:00Z","mails":0}]}""")]
    [InlineData("""{"pairs":[{}]}""")]
    [InlineData("[")]
    public async Task An_invalid_batch_changes_nothing(string body) => Assert.Equal(HttpStatusCode.BadRequest, (await Send(body)).Status);

    [Fact]
    public async Task A_batch_that_is_too_large_is_refused() =>
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Send($$"""{"triplets":[{{string.Join(',', Enumerable.Repeat(Triplet, 1001))}}]}""")).Status);

    [Fact]
    public async Task Known_clients_that_do_not_answer_give_503()
    {
        var (status, _) = await Send($$"""{"pairs":[{{Pair}}]}""", TimeSpan.FromSeconds(40));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> Send(string body, TimeSpan? patience = null)
    {
        using var request = _stage.Post("/api/learn");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var timeout = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(20));
        using var response = await _stage.Client.SendAsync(request, timeout.Token);
        var text = await response.Content.ReadAsStringAsync(timeout.Token);
        return (response.StatusCode, text.StartsWith('{') ? JsonDocument.Parse(text).RootElement.Clone() : default);
    }

    private sealed class Greylist : UntypedActor
    {
        private static readonly Triplet Expected = new(new ClientIdentity("spf:example.org"), "ann@example.org", "bob@example.com");

        protected override void OnReceive(object message)
        {
            if (message is LearnTriplets learn)
                Sender.Tell(learn.Triplets.Single().Triplet == Expected ? new Learned(new LearnCounts { Added = 1 }, 0) : new Learned(default, 1));
        }
    }
}
