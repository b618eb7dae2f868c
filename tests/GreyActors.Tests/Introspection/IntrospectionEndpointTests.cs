using System.Net;
using System.Text.Json;
using Xunit;

namespace GreyActors.Tests.Introspection;

public sealed class IntrospectionEndpointTests : IAsyncLifetime
{
    private EndpointStage _stage = null!;

    private HttpClient Client => _stage.Client;

    public async Task InitializeAsync() => _stage = await EndpointStage.Start();

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    [Fact]
    public async Task The_tree_is_json_with_every_actor()
    {
        using var response = await TreeAfterTheStart();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStreamAsync());
        var root = json.RootElement.GetProperty("root");
        Assert.Equal(json.RootElement.GetProperty("actors").GetInt32(), 1 + Count(root));
        Assert.Equal(0, json.RootElement.GetProperty("truncated").GetInt32());
        var children = root.GetProperty("children").EnumerateArray().ToDictionary(one => one.GetProperty("name").GetString()!);
        Assert.Superset(
            new HashSet<string> { "greylist-server", "introspector", "mail-log", "periodic-wakeup" }, children.Keys.ToHashSet());
        var mailLog = children["mail-log"];
        Assert.Equal("/user/mail-log", mailLog.GetProperty("path").GetString());
        Assert.Equal("MailLog", mailLog.GetProperty("kind").GetString());
        Assert.Equal("Logging", mailLog.GetProperty("behaviour").GetString());
        Assert.Equal(0, mailLog.GetProperty("mailboxLength").GetInt32());
        Assert.True(mailLog.GetProperty("ageSeconds").GetDouble() >= mailLog.GetProperty("behaviourSeconds").GetDouble());
        var listener = children["greylist-server"].GetProperty("children").EnumerateArray().Single(one => one.GetProperty("name").GetString() == "listener-0");
        Assert.Equal("a walker", listener.GetProperty("about").GetString());
        Assert.Equal(1, listener.GetProperty("childCount").GetInt32());
        Assert.Equal(JsonValueKind.Null, mailLog.GetProperty("about").ValueKind);

        static int Count(JsonElement node) => node.GetProperty("children").EnumerateArray().Sum(one => 1 + Count(one));
    }

    // The mail-log starts by itself, after the request can be made.
    private async Task<HttpResponseMessage> TreeAfterTheStart()
    {
        for (var tries = 0; ; tries++)
        {
            var response = await Client.GetAsync("/api/tree");
            if (tries == 100 || (await response.Content.ReadAsStringAsync()).Contains("\"Logging\"", StringComparison.Ordinal))
                return response;
            response.Dispose();
            await Task.Delay(50);
        }
    }

    [Fact]
    public async Task Responses_are_not_cached_and_do_not_name_the_server()
    {
        foreach (var path in (string[])["/api/tree", "/healthz", "/api/decisions", "/api/config", "/nothing-here"])
        {
            using var response = await Client.GetAsync(path);

            Assert.True(response.Headers.CacheControl!.NoStore, path);
            Assert.False(response.Headers.Contains("Server"), path);
        }
    }

    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:1", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.BadRequest)]
    [InlineData("evil.example:2526", HttpStatusCode.BadRequest)]
    public async Task Only_requests_with_one_of_our_host_names_are_answered(string host, HttpStatusCode expected)
    {
        foreach (var path in (string[])["/api/tree", "/healthz"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = host;
            using var response = await Client.SendAsync(request);

            Assert.Equal(expected, response.StatusCode);
        }
    }

    [Fact]
    public async Task Health_is_ok_while_the_actor_system_runs_and_503_afterwards()
    {
        Assert.Equal("ok", await Client.GetStringAsync("/healthz"));

        await _stage.System.Terminate();

        using var response = await Client.GetAsync("/healthz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task A_part_of_the_tree_can_be_requested()
    {
        var tree = await _stage.Get("/api/tree?under=/user/greylist-server&depth=1");

        Assert.Equal("greylist-server", tree.GetProperty("root").GetProperty("name").GetString());
        Assert.All(tree.GetProperty("root").GetProperty("children").EnumerateArray(), child => Assert.Empty(child.GetProperty("children").EnumerateArray()));
        Assert.Equal((HttpStatusCode.NotFound, "No actor is at /user/nobody."), await _stage.Problem("/api/tree?under=/user/nobody"));
        Assert.Equal((HttpStatusCode.BadRequest, "depth must be from 0 to 64."), await _stage.Problem("/api/tree?depth=65"));
    }

    [Fact]
    public async Task The_periodic_wakeup_lists_the_live_components_in_the_debug_log()
    {
        string[] expected = ["'Introspector_introspector'", "'DecisionLog_decision-log'", "'MailLog_mail-log'", "'PeriodicWakeup_periodic-wakeup'", "'Walker_greylist-server/listener-0'"];

        Assert.True(await Task.Run(() => SpinWait.SpinUntil(Listed, TimeSpan.FromSeconds(10))), _stage.DebugLog);

        bool Listed() => _stage.DebugLog.Split('\n').Any(line =>
            line.StartsWith("*debug* THREADS['", StringComparison.Ordinal) && expected.All(name => line.Contains(name, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_page_is_served_with_its_files_and_may_use_no_other_server()
    {
        using var page = await Client.GetAsync("/");

        Assert.Equal("text/html; charset=utf-8", page.Content.Headers.ContentType!.ToString());
        Assert.StartsWith("default-src 'none'; script-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("no-referrer", page.Headers.GetValues("Referrer-Policy").Single());
        Assert.True(page.Headers.CacheControl!.NoCache);

        using var again = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { IfNoneMatch = { page.Headers.ETag! } } };
        using var unchanged = await Client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Fact]
    public async Task The_OpenAPI_document_names_every_request()
    {
        var paths = (await _stage.Get("/openapi.json")).GetProperty("paths").EnumerateObject().Select(path => path.Name).Order();

        Assert.Equal(
            [
                "/api/allow", "/api/cluster", "/api/config", "/api/decisions", "/api/decisions/stream", "/api/explain", "/api/known", "/api/learn", "/api/outcome", "/api/reload", "/api/rules", "/api/servers",
                "/api/sessions", "/api/sessions/{id}", "/api/sessions/{id}/close", "/api/stats", "/api/traps", "/api/tree", "/api/triplets", "/healthz", "/metrics", "/readyz",
            ],
            paths);
    }

    [Fact]
    public async Task The_OpenAPI_document_describes_the_token_and_the_refusals()
    {
        var document = await _stage.Get("/openapi.json");
        Assert.Equal("GreyActors", document.GetProperty("info").GetProperty("title").GetString());
        Assert.Equal("bearer", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("token").GetProperty("scheme").GetString());
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).ToLookup(operation => operation.Name, operation => operation.Value);
        var changes = operations["post"].Concat(operations["delete"]).ToArray();
        Assert.Equal(8, changes.Length);
        Assert.All(changes, change =>
        {
            Assert.True(change.GetProperty("security")[0].TryGetProperty("token", out _));
            Assert.Superset(new HashSet<string> { "401", "403" }, change.GetProperty("responses").EnumerateObject().Select(response => response.Name).ToHashSet());
        });
        Assert.All(operations["get"], question => Assert.False(question.TryGetProperty("security", out _)));
    }
}
