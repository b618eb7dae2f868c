using System.Net;
using System.Text.Json;
using Xunit;

namespace GreyActors.Tests.Introspection;

/// <summary>The trapped clients over HTTP. The stage has two: 192.0.2.66, and an IPv6 network with newer mail.</summary>
public sealed class TrapEndpointTests : IAsyncLifetime
{
    private EndpointStage _stage = null!;

    public async Task InitializeAsync() => _stage = await EndpointStage.Start(null, "trap-lifetime=2d");

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    [Fact]
    public async Task Trapped_clients_are_listed_page_by_page_with_their_trap_and_end()
    {
        var first = await _stage.Get("/api/traps?limit=1");
        var last = await _stage.Get($"/api/traps?limit=1&after={first.GetProperty("next").GetString()}");

        Assert.Equal(("2001:db8:66::/64", 2), (Text(first.GetProperty("traps")[0], "client"), first.GetProperty("count").GetInt32()));
        var trapped = last.GetProperty("traps")[0];
        Assert.Equal(("192.0.2.66", "old@example.com"), (Text(trapped, "client"), Text(trapped, "trap")));
        var mail = DateTimeOffset.FromUnixTimeMilliseconds(4_000_000_060_000);
        Assert.Equal(
            (mail.AddMinutes(-1), mail, mail.AddDays(2)),
            (trapped.GetProperty("since").GetDateTimeOffset(), trapped.GetProperty("lastMail").GetDateTimeOffset(), trapped.GetProperty("until").GetDateTimeOffset()));
        Assert.Equal(JsonValueKind.Null, last.GetProperty("next").ValueKind);
    }

    [Theory]
    [InlineData("limit=0", "limit must be from 1 to 1000.")]
    [InlineData("after=first", "after must be the next of the previous page.")]
    public async Task An_invalid_parameter_of_the_list_gets_400(string query, string detail) =>
        Assert.Equal((HttpStatusCode.BadRequest, detail), await _stage.Problem($"/api/traps?{query}"));

    [Theory]
    [InlineData("192.0.2.66", "192.0.2.66")]
    [InlineData("2001:db8:66::/64", "2001:db8:66::/64")]
    [InlineData("2001:db8:66::7", "2001:db8:66::/64")]
    public async Task A_client_is_released_by_its_address_or_its_network(string client, string released)
    {
        using var response = await Release(client);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var before = JsonDocument.Parse(await response.Content.ReadAsStreamAsync()).RootElement.GetProperty("before");
        Assert.Equal(released, Text(before, "client"));
        Assert.Equal($"Release trapped client (done) {client}", Assert.Single(_stage.Changes));
        using var again = await Release(client);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Theory]
    [InlineData("mail.example.org", HttpStatusCode.BadRequest)]
    [InlineData("192.0.2.0/24", HttpStatusCode.BadRequest)]
    [InlineData("192.0.2.1", HttpStatusCode.NotFound)]
    public async Task A_client_that_is_not_trapped_is_not_released(string client, HttpStatusCode status)
    {
        using var response = await Release(client);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task A_release_without_the_token_is_refused()
    {
        using var response = await _stage.Client.DeleteAsync("/api/traps?client=192.0.2.66");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(2, (await _stage.Get("/api/traps")).GetProperty("count").GetInt32());
    }

    private async Task<HttpResponseMessage> Release(string client)
    {
        using var request = _stage.Post($"/api/traps?client={Uri.EscapeDataString(client)}");
        request.Method = HttpMethod.Delete;
        return await _stage.Client.SendAsync(request);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
