using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Akka.Actor;
using Akka.Hosting;
using GreyActors.Configuration;
using GreyActors.Introspection;
using GreyActors.Mail;
using GreyActors.Observability;
using GreyActors.Tests.Observability;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GreyActors.Tests.Introspection;

/// <summary>The endpoint as the program composes it, over a real socket.</summary>
public sealed class IntrospectionEndpointTests : IAsyncLifetime, IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        var log = Logs.Settings(debug: _scratch.File("debug.log"), level: LogLevel.Error) with { ComponentsInterval = TimeSpan.FromMilliseconds(200) };
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.ListenForIntrospection(new IntrospectionSettings(IPAddress.Loopback, 0));
        builder.Services.AddGreyActorsLogs(log);
        builder.Services.AddAkka("greyactors", (akka, services) => akka
            .WithGreyActorsLogs(log, services.GetRequiredService<Serilog.ILogger>())
            .WithMailLogMailbox()
            .WithActors((system, _) =>
            {
                system.ActorOf(
                    MailLog.Props(services.GetRequiredService<Serilog.ILogger>(), services.GetRequiredService<LogFiles>()), "mail-log");
                system.ActorOf(Walker.Props("listener-0"), "greylist-server");
            })
            .WithIntrospection(log, "/user/mail-log"));
        _app = builder.Build();
        _app.MapIntrospection("/user/real-mail-servers");
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    public async Task DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    public void Dispose()
    {
        _client.Dispose();
        _scratch.Dispose();
    }

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
        Assert.Equal("a walker", children["greylist-server"].GetProperty("about").GetString());
        Assert.Equal(JsonValueKind.Null, mailLog.GetProperty("about").ValueKind);

        static int Count(JsonElement node) => node.GetProperty("children").EnumerateArray().Sum(one => 1 + Count(one));
    }

    // The mail-log starts by itself, after the request can be made.
    private async Task<HttpResponseMessage> TreeAfterTheStart()
    {
        for (var tries = 0; ; tries++)
        {
            var response = await _client.GetAsync("/api/tree");
            if (tries == 100 || (await response.Content.ReadAsStringAsync()).Contains("\"Logging\"", StringComparison.Ordinal))
                return response;
            response.Dispose();
            await Task.Delay(50);
        }
    }

    [Fact]
    public async Task Nothing_is_cached_and_nobody_says_what_serves()
    {
        foreach (var path in (string[])["/api/tree", "/healthz", "/nothing-here"])
        {
            using var response = await _client.GetAsync(path);

            Assert.True(response.Headers.CacheControl!.NoStore, path);
            Assert.False(response.Headers.Contains("Server"), path);
        }
    }

    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:1", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.BadRequest)]
    [InlineData("evil.example:2526", HttpStatusCode.BadRequest)]
    public async Task Only_our_own_names_are_answered(string host, HttpStatusCode expected)
    {
        foreach (var path in (string[])["/api/tree", "/healthz"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = host;
            using var response = await _client.SendAsync(request);

            Assert.Equal(expected, response.StatusCode);
        }
    }

    [Fact]
    public async Task A_request_that_names_no_host_is_refused()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, _client.BaseAddress!.Port);
        await socket.GetStream().WriteAsync("GET /api/tree HTTP/1.0\r\n\r\n"u8.ToArray());

        using var reader = new StreamReader(socket.GetStream(), Encoding.ASCII);
        Assert.StartsWith("HTTP/1.1 400", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_is_ok_while_the_actor_system_runs_and_503_afterwards()
    {
        Assert.Equal("ok", await _client.GetStringAsync("/healthz"));

        await _app.Services.GetRequiredService<ActorSystem>().Terminate();

        using var response = await _client.GetAsync("/healthz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task The_periodic_wakeup_lists_the_live_components_in_the_debug_log()
    {
        const string Expected = "'Introspector_introspector', 'MailLog_mail-log', 'PeriodicWakeup_periodic-wakeup', "
            + "'Walker_greylist-server', 'Walker_greylist-server/listener-0'";

        Assert.True(await Task.Run(() => SpinWait.SpinUntil(Listed, TimeSpan.FromSeconds(10))), Logs.Read(_scratch.File("debug.log")));

        bool Listed() => Logs.Read(_scratch.File("debug.log")).Split('\n').Any(line =>
            line.StartsWith("*debug* THREADS['", StringComparison.Ordinal) && line.EndsWith(Expected + "]", StringComparison.Ordinal));
    }
}
