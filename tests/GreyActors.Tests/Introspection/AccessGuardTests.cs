using System.Net;
using System.Net.Http.Headers;
using System.Runtime.Versioning;
using GreyActors.Introspection;
using GreyActors.Tests.Observability;
using Xunit;

namespace GreyActors.Tests.Introspection;

public sealed class AccessGuardTests
{
    private const string Close = "/api/sessions/client-1/close";
    private const string Servername = "servername=mx.example.com";

    [Fact]
    public async Task A_change_needs_the_token()
    {
        await using var stage = await EndpointStage.Start();

        using var allowed = await stage.Client.SendAsync(stage.Post(Close));
        Assert.Equal(HttpStatusCode.NotFound, allowed.StatusCode);

        foreach (var header in (string?[])[null, "", "Bearer", "Bearer ", "Bearer x", $"Basic {Token(stage)}", $"Bearer {Token(stage)}x", $"Bearer {Token(stage)[..^1]}", Token(stage)])
        {
            using var request = stage.Post(Close);
            request.Headers.Remove("Authorization");
            if (header is not null)
                request.Headers.TryAddWithoutValidation("Authorization", header);
            using var refused = await stage.Client.SendAsync(request);

            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.Single().Scheme);
        }
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("TRACE")]
    [InlineData("BREW")]
    public async Task Any_method_but_GET_HEAD_and_OPTIONS_counts_as_a_change(string method)
    {
        await using var stage = await EndpointStage.Start();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/tree");

        using var refused = await stage.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task A_request_of_another_origin_is_refused_even_with_the_token()
    {
        await using var stage = await EndpointStage.Start();
        var ours = stage.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);
        foreach (var (origin, isOurs) in ((string, bool)[])[
            (ours, true), ("http://evil.example", false), ("null", false), ("", false), ("http://127.0.0.1", false), (ours.Replace("http:", "https:", StringComparison.Ordinal), false)])
        {
            using var change = stage.Post(Close);
            using var reading = new HttpRequestMessage(HttpMethod.Get, "/api/config");
            foreach (var request in (HttpRequestMessage[])[change, reading])
                request.Headers.TryAddWithoutValidation("Origin", origin);

            using var changed = await stage.Client.SendAsync(change);
            using var read = await stage.Client.SendAsync(reading);

            Assert.Equal(isOurs ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden, changed.StatusCode);
            Assert.Equal(isOurs ? HttpStatusCode.OK : HttpStatusCode.Forbidden, read.StatusCode);
        }
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=nonsense")]
    [InlineData(null)]
    public async Task A_request_that_is_not_JSON_changes_nothing(string? contentType)
    {
        await using var stage = await EndpointStage.Start();
        using var request = stage.Post(Close);
        request.Content = contentType is null ? null : new ByteArrayContent("{}"u8.ToArray());
        request.Content?.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var refused = await stage.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, refused.StatusCode);
    }

    [Fact]
    public async Task Only_health_and_the_page_are_open_if_every_request_needs_the_token()
    {
        await using var stage = await EndpointStage.Start(null, "introspection.require-token=on");
        foreach (var path in (string[])["/api/tree", "/api/decisions", "/api/decisions/stream", "/metrics", "/openapi.json", "/nothing"])
        {
            using var refused = await stage.Client.GetAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        foreach (var path in (string[])["/", "/healthz"])
            Assert.NotEmpty(await stage.Client.GetStringAsync(path));

        using var request = stage.Post("/metrics");
        request.Method = HttpMethod.Get;
        using var allowed = await stage.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
    }

    [Theory]
    [InlineData("mx.example.com")]
    [InlineData("MX.example.com.:2526")]
    [InlineData("grey_1:80")]
    [InlineData("192.0.2.7")]
    [InlineData("localhost.")]
    public async Task A_request_by_a_DNS_name_needs_the_token_even_for_reading(string host)
    {
        await using var stage = await EndpointStage.Start(null, Servername, "introspection.host-names=[\"grey_1\", \"192.0.2.7\"]");
        foreach (var (path, without) in ((string, HttpStatusCode)[])[
            ("/api/config", HttpStatusCode.Unauthorized), ("/readyz", HttpStatusCode.Unauthorized), ("/metrics", HttpStatusCode.Unauthorized), ("/nothing", HttpStatusCode.Unauthorized),
            ("/healthz", HttpStatusCode.OK), ("/", HttpStatusCode.OK)])
        {
            Assert.Equal(without, await Status(stage, HttpMethod.Get, path, host));
            Assert.NotEqual(HttpStatusCode.Unauthorized, await Status(stage, HttpMethod.Get, path, host, Token(stage)));
            Assert.Equal(without == HttpStatusCode.OK ? HttpStatusCode.Unauthorized : without, await Status(stage, HttpMethod.Post, path, host));
        }

        Assert.Equal(HttpStatusCode.OK, await Status(stage, HttpMethod.Get, "/api/config", host, Token(stage)));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status(stage, HttpMethod.Get, "/api/config", host, Token(stage) + "x"));
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:2526")]
    [InlineData("sub.mx.example.com")]
    [InlineData("mx.example.com.evil.example")]
    public async Task A_request_by_a_foreign_name_is_refused_even_with_the_token(string host)
    {
        await using var stage = await EndpointStage.Start(null, Servername);
        foreach (var path in (string[])["/", "/healthz", "/api/config"])
            Assert.Equal(HttpStatusCode.BadRequest, await Status(stage, HttpMethod.Get, path, host, Token(stage)));
    }

    [Theory]
    [InlineData("http://mx.example.com:2526", "mx.example.com:2526", HttpStatusCode.NotFound)]
    [InlineData("https://mx.example.com:2526", "mx.example.com:2526", HttpStatusCode.NotFound)]
    [InlineData("https://mx.example.com", "mx.example.com", HttpStatusCode.NotFound)]
    [InlineData("http://mx.example.com", "mx.example.com:2526", HttpStatusCode.Forbidden)]
    [InlineData("https://mx.example.com", "mx.example.com:2526", HttpStatusCode.Forbidden)]
    [InlineData("https://mx.example.com", "localhost", HttpStatusCode.Forbidden)]
    [InlineData("https://localhost", "localhost", HttpStatusCode.Forbidden)]
    [InlineData("https://www.example.com", "mx.example.com", HttpStatusCode.Forbidden)]
    [InlineData("ftp://mx.example.com", "mx.example.com", HttpStatusCode.Forbidden)]
    public async Task The_page_behind_a_TLS_proxy_has_our_origin_if_its_name_and_port_match(string origin, string host, HttpStatusCode expected)
    {
        await using var stage = await EndpointStage.Start(null, Servername);
        using var request = stage.Post(Close);
        request.Headers.Host = host;
        request.Headers.Add("Origin", origin);

        using var answer = await stage.Client.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void The_token_is_created_once_for_its_owner_only()
    {
        using var scratch = new ScratchDirectory();
        var (file, log) = (scratch.File("var", "token"), new CollectedLog());

        var made = AccessToken.Open(file, log.Logger);
        var token = File.ReadAllText(file).Trim();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.True(token.Length >= 43, token);
        Assert.True(made.Is(token));
        Assert.False(made.Is(""));
        Assert.True(AccessToken.Open(file, log.Logger).Is(token));
        Assert.Empty(log.Events);

        File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.OtherRead);
        Assert.True(AccessToken.Open(file, log.Logger).Is(token));
        Assert.Contains("can be read by every user", Assert.Single(log.Events).RenderMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_a_token_is_an_error()
    {
        using var scratch = new ScratchDirectory();
        File.WriteAllText(scratch.File("token"), "\n");

        Assert.Contains("contains no valid token", Assert.Throws<IOException>(() => AccessToken.Open(scratch.File("token"), new CollectedLog().Logger)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    public void A_damaged_token_file_is_moved_aside_and_reported_and_does_not_stop_the_program(int octets)
    {
        using var scratch = new ScratchDirectory();
        var (file, log) = (scratch.File("token"), new CollectedLog());
        File.WriteAllBytes(file, [.. Convert.FromHexString("A55A00FF1234567890ABCDEF55AA7F80").Take(octets)]);

        var made = AccessToken.Open(file, log.Logger);
        Assert.True(made.Is(File.ReadAllText(file).Trim()));
        Assert.Equal(octets, new FileInfo($"{file}.damaged").Length);
        Assert.Single(log.Events, Reports);
        AccessToken.Open(file, log.Logger);
        Assert.Single(log.Events, Reports);

        static bool Reports(Serilog.Events.LogEvent line) => line.RenderMessage().Contains("was damaged", StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> Status(EndpointStage stage, HttpMethod method, string path, string host, string? token = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Host = host;
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await stage.Client.SendAsync(request);
        return answer.StatusCode;
    }

    // The first request creates the token.
    private static string Token(EndpointStage stage)
    {
        using var request = stage.Post("/");
        return request.Headers.Authorization!.Parameter!;
    }
}
