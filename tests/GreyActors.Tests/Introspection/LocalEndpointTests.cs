using System.Net;
using System.Text;
using GreyActors.Cluster.Forwarding;
using Xunit;

namespace GreyActors.Tests.Introspection;

/// <summary>The endpoint gives other machines the same answers as its HTTP clients.</summary>
public sealed class LocalEndpointTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private EndpointStage _stage = null!;

    public async Task InitializeAsync() => _stage = await EndpointStage.Start();

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    [Theory]
    [InlineData("/healthz", "")]
    [InlineData("/api/rules", "")]
    [InlineData("/api/config", "")]
    [InlineData("/api/decisions", "?limit=10")]
    [InlineData("/api/decisions", "?limit=0")]
    [InlineData("/api/decisions", "?limit=many")]
    [InlineData("/api/tree", "?under=/user/nobody")]
    [InlineData("/api/sessions/client-1", "")]
    [InlineData("/api/traps", "")]
    [InlineData("/api/nothing", "")]
    [InlineData("/api/reload", "")]
    [InlineData("/openapi.json", "")]
    public async Task Another_machine_gets_the_answer_of_an_HTTP_client(string path, string query)
    {
        using var response = await _stage.Client.GetAsync(path + query);

        var (status, type, content) = await Answer(path, query);

        Assert.Equal(((int)response.StatusCode, $"{response.Content.Headers.ContentType}"), (status, type));
        if (response.IsSuccessStatusCode)
            Assert.Equal(WithoutServer(await response.Content.ReadAsStringAsync()), WithoutServer(content));
    }

    [Theory]
    [InlineData("/api/tree")]
    [InlineData("/api/stats")]
    [InlineData("/metrics")]
    [InlineData("/readyz")]
    public async Task An_answer_that_changes_has_the_status_and_type_of_an_HTTP_answer(string path)
    {
        using var response = await _stage.Client.GetAsync(path);

        var (status, type, content) = await Answer(path, "");

        Assert.Equal(((int)response.StatusCode, $"{response.Content.Headers.ContentType}"), (status, type));
        Assert.NotEmpty(content);
    }

    [Fact]
    public async Task A_reader_that_cancels_ends_the_stream_of_decisions()
    {
        var answer = _stage.LocalEndpoint.Answer(new IntrospectionRequest(1, "/api/decisions/stream", "", IsHead: false));
        var read = await answer.Content.ReadAsync().AsTask().WaitAsync(Patience);
        Assert.Equal("text/event-stream", answer.ContentType);
        Assert.StartsWith(": listening", Encoding.UTF8.GetString(read.Buffer), StringComparison.Ordinal);
        answer.Content.AdvanceTo(read.Buffer.End);

        answer.Cancel();

        for (var tries = 0; await Readers() > 0; tries++)
        {
            Assert.True(tries < 400, "The stream still has a reader.");
            await Task.Delay(50);
        }
    }

    [Fact]
    public async Task A_machine_without_a_cluster_refuses_node()
    {
        Assert.Equal((HttpStatusCode.Conflict, "node needs a cluster, and cluster.enabled is off."), await _stage.Problem("/api/tree?node=192.0.2.1:7948"));
        Assert.Equal(HttpStatusCode.OK, (await _stage.Client.GetAsync("/?node=192.0.2.1:7948")).StatusCode);
    }

    [Fact]
    public async Task A_change_of_another_machine_is_refused()
    {
        using var request = _stage.Post("/api/reload?node=192.0.2.1:7948");
        using var response = await _stage.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    // The document names the address at which it was requested.
    private static string WithoutServer(string json) => json.Replace("\r", "", StringComparison.Ordinal) is var text && text.IndexOf("\"servers\"", StringComparison.Ordinal) is var from and >= 0
        ? text.Remove(from, text.IndexOf(']', from) - from)
        : json;

    private async Task<int> Readers() => (await _stage.Get("/api/stats")).GetProperty("decisions").GetProperty("readers").GetInt32();

    private async Task<(int Status, string Type, string Content)> Answer(string path, string query)
    {
        var answer = _stage.LocalEndpoint.Answer(new IntrospectionRequest(1, path, query, IsHead: false));
        using var read = new MemoryStream();
        using var limit = new CancellationTokenSource(Patience);
        await answer.Content.CopyToAsync(read, limit.Token);
        return (answer.Status, answer.ContentType.Replace(";charset", "; charset", StringComparison.Ordinal), Encoding.UTF8.GetString(read.ToArray()));
    }
}
