using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace GreyActors.Tests.Introspection;

/// <summary>Requests of health checks and monitors: HEAD, OPTIONS, HTTP/1.0 without a Host header.</summary>
public sealed class RequestMethodTests : IAsyncLifetime
{
    // A HEAD has no content to wait for, whatever its headers say. This limits the total time of reading.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private EndpointStage _stage = null!;

    public async Task InitializeAsync() => _stage = await EndpointStage.Start();

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    [Fact]
    public async Task HEAD_answers_like_GET_without_content_on_every_path()
    {
        foreach (var path in await PathsWith("get"))
        {
            using var get = await _stage.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
            using var head = await _stage.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path)).WaitAsync(Patience);

            Assert.Equal((path, get.StatusCode, get.Content.Headers.ContentType?.ToString()), (path, head.StatusCode, head.Content.Headers.ContentType?.ToString()));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task OPTIONS_names_the_methods_of_every_path_and_changes_nothing()
    {
        foreach (var path in (await PathsWith("get")).Concat(await PathsWith("post")))
        {
            using var answer = await _stage.Client.SendAsync(new HttpRequestMessage(HttpMethod.Options, path)).WaitAsync(Patience);

            if (path is "/healthz" or "/readyz")
            {
                using var get = await _stage.Client.GetAsync(path);
                Assert.Equal((path, get.StatusCode), (path, answer.StatusCode));
                continue;
            }

            Assert.Equal((path, HttpStatusCode.NoContent), (path, answer.StatusCode));
            Assert.NotEmpty(answer.Content.Headers.Allow);
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        }

        using var nothing = await _stage.Client.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/nothing"));
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
    }

    [Fact]
    public async Task A_preflight_request_of_another_origin_is_refused()
    {
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/api/allow");
        preflight.Headers.Add("Origin", "http://evil.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");

        using var answer = await _stage.Client.SendAsync(preflight);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("GET /healthz HTTP/1.0", "HTTP/1.1 200")]
    [InlineData("HEAD /healthz HTTP/1.0", "HTTP/1.1 200")]
    [InlineData("OPTIONS / HTTP/1.0", "HTTP/1.1 204")]
    [InlineData("OPTIONS /healthz HTTP/1.0", "HTTP/1.1 200")]
    [InlineData("OPTIONS * HTTP/1.0", "HTTP/1.1 204")]
    [InlineData("GET /readyz HTTP/1.0", "HTTP/1.1 503")]
    [InlineData("OPTIONS /readyz HTTP/1.0", "HTTP/1.1 503")]
    [InlineData("HEAD / HTTP/1.0", "HTTP/1.1 200")]
    [InlineData("GET / HTTP/1.0\r\nHost: evil.example", "HTTP/1.1 400")]
    [InlineData("GET /healthz HTTP/1.1", "HTTP/1.1 400")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: localhost", "HTTP/1.1 400")]
    [InlineData("GET http://evil.example/healthz HTTP/1.1\r\nHost: localhost", "HTTP/1.1 400")]
    [InlineData("GET http://localhost/healthz HTTP/1.1\r\nHost: evil.example", "HTTP/1.1 400")]
    [InlineData("GET http://evil.example/healthz HTTP/1.0", "HTTP/1.1 400")]
    [InlineData("GET http://localhost/healthz HTTP/1.0", "HTTP/1.1 400")]
    [InlineData("GET http://localhost/healthz HTTP/1.0\r\nHost: localhost", "HTTP/1.1 200")]
    [InlineData("POST /api/reload HTTP/1.0\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}", "HTTP/1.1 401")]
    public async Task A_request_without_a_Host_header_is_answered_in_HTTP_1_0_only(string request, string status) =>
        Assert.StartsWith(status, await Raw(request), StringComparison.Ordinal);

    [Fact]
    public async Task A_request_without_a_Host_header_needs_the_token_if_every_request_does()
    {
        await using var stage = await EndpointStage.Start(null, "introspection.require-token=on");

        Assert.StartsWith("HTTP/1.1 401", await Raw("GET /api/config HTTP/1.0", stage), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 401", await Raw("OPTIONS /api/config HTTP/1.0", stage), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await Raw("HEAD /healthz HTTP/1.0", stage), StringComparison.Ordinal);
    }

    // In the order of the document; paths with a parameter lead to nothing.
    private async Task<string[]> PathsWith(string method) =>
    [
        "/",
        .. (await _stage.Get("/openapi.json")).GetProperty("paths").EnumerateObject()
            .Where(path => path.Value.TryGetProperty(method, out _))
            .Select(path => path.Name.Replace("{id}", "client-1", StringComparison.Ordinal)),
        "/openapi.json",
        "/main.js",
    ];

    private async Task<string?> Raw(string request, EndpointStage? stage = null)
    {
        using var socket = new TcpClient();
        using var bound = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(IPAddress.Loopback, (stage ?? _stage).Client.BaseAddress!.Port, bound.Token);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{request}{(request.Contains("\r\n\r\n", StringComparison.Ordinal) ? "" : "\r\n\r\n")}"), bound.Token);
        using var reader = new StreamReader(socket.GetStream(), Encoding.ASCII);
        return await reader.ReadLineAsync(bound.Token);
    }
}
