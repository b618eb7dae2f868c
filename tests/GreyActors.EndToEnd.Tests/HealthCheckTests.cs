using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>Real monitors and proxies in front of the HTTP endpoint: haproxy's checks, curl, names in the Host header.</summary>
public sealed class HealthCheckTests
{
    private const string Servername = "mx.example.test";

    private static readonly string[] Checks =
    [
        "option httpchk",
        "option httpchk /readyz",
        "option httpchk HEAD /healthz",
        "option httpchk GET /readyz HTTP/1.0",
        "option httpchk\n  http-check send meth HEAD uri / ver HTTP/1.1 hdr Host localhost\n  http-check expect status 200",
        $"option httpchk\n  http-check send meth GET uri /healthz ver HTTP/1.1 hdr Host {Servername}\n  http-check expect string ok",
    ];

    [Fact]
    public async Task Every_kind_of_haproxy_check_finds_the_service_healthy()
    {
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(FreePort.Next()));
        foreach (var check in Checks)
        {
            using var haproxy = await HaproxyInstance.Start(
                program.IntrospectionPort, "check inter 100ms fall 1 rise 1", $"mode http\n  stats enable\n  stats uri /haproxy\n  {check}");

            // L7OK: the expected response; L7STS or L7RSP: another one.
            var server = await Eventually.Find("a check was answered", async () => (await Get(haproxy, "/haproxy;csv")).Split('\n')
                .FirstOrDefault(line => line.StartsWith("mail,real,", StringComparison.Ordinal) && line.Contains(",L7", StringComparison.Ordinal)));

            Assert.True(server.Contains(",L7OK,", StringComparison.Ordinal) && server.Contains(",UP,", StringComparison.Ordinal), $"{check}\n{server}");
            Assert.Equal("ok", (await Get(haproxy, "/healthz")).Trim());
        }
    }

    [Fact]
    public async Task Curl_may_use_a_configured_host_name_only_with_the_token()
    {
        await using var program = await GreyActorsProcess.Start(
            GreyActorsConfiguration.RelayingTo(FreePort.Next()).With("introspection.token-file", "\"token\"").With("introspection.host-names", "[\"grey_1\"]"));
        var token = $"Authorization: Bearer {(await File.ReadAllTextAsync(program["token"])).Trim()}";

        foreach (var name in (string[])[Servername, "MX.EXAMPLE.TEST.", "grey_1"])
        {
            Assert.Equal("200", Curl(program, name, "/api/config", "-H", token));
            Assert.Equal("200", Curl(program, name, "/readyz", "-I", "-H", token));
            Assert.Equal("401", Curl(program, name, "/api/config"));
            Assert.Equal("200", Curl(program, name, "/healthz", "-I"));
            Assert.Equal("200", Curl(program, name, "/"));
        }

        Assert.Equal("400", Curl(program, "evil.example", "/api/config", "-H", token));
        Assert.Equal("200", Curl(program, "localhost", "/api/stats", "-I"));
        Assert.Equal("204", Curl(program, "localhost", "/api/stats", "-X", "OPTIONS"));
    }

    private static string Curl(GreyActorsProcess program, string host, string path, params string[] more) => Command.Run(
        "curl",
        ["-s", "-m", "20", "-o", program["curl.out"], "-w", "%{http_code}", "--noproxy", "*", "--resolve", $"{host}:{program.IntrospectionPort}:127.0.0.1", .. more, $"http://{host}:{program.IntrospectionPort}{path}"]).Output.Trim();

    private static async Task<string> Get(HaproxyInstance haproxy, string path)
    {
        using var http = new HttpClient { Timeout = Eventually.Patience };
        return await http.GetStringAsync(new Uri($"http://127.0.0.1:{haproxy.Port}{path}"));
    }
}
