using System.Text.Json;
using GreyActors.EndToEnd.Tests.Harness;
using Microsoft.Playwright;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Dashboard;

/// <summary>The page with ten thousand clients. The test itself answers <c>/api/tree</c>; all other answers come from the program.</summary>
[Collection(OneAfterTheOther.Name)]
public sealed class CrowdTests(CrowdTests.Peers peers, Chromium chromium) : IClassFixture<CrowdTests.Peers>, IClassFixture<Chromium>
{
    private const int Clients = 10_000;
    private const string Server = "/user/greylist-server";
    private const string Listener = $"{Server}/listener-0";

    // The longest browser task above 50 ms.
    private const string LongestTask = "Math.max(0, ...longTasks)";

    private int _taken;

    [Fact]
    public async Task Ten_thousand_clients_do_not_freeze_the_page()
    {
        await using var page = await chromium.Open(peers.Program, before: async page =>
        {
            await page.AddInitScriptAsync("""
                window.longTasks = [];
                new PerformanceObserver(tasks => longTasks.push(...tasks.getEntries().map(task => task.duration))).observe({ type: "longtask", buffered: true });
                """);
            await page.RouteAsync(url => url.Contains("/api/tree", StringComparison.Ordinal), Answer);
        });
        var rows = page.Page.Locator("#tree [role=treeitem]");

        await page.Shows("#tree-note", "clients connected");
        await Assertions.Expect(page.Actors("listener-0").Locator(".count")).ToHaveTextAsync("10\u202f000");
        Assert.InRange(await rows.CountAsync(), 3, 20);

        await page.Actors("listener-0").ClickAsync();
        await page.Actors("client-1").First.WaitForAsync();
        await Assertions.Expect(page.Page.Locator("#tree")).ToHaveCSSAsync("height", $"{(Clients + 4) * 26}px", new() { Timeout = DashboardPage.Patience });

        // From the top to the bottom during two more answers, each with a hundred other clients.
        for (var step = 1; step <= 20; step++)
            await page.Page.EvaluateAsync($"new Promise(shown => {{ document.getElementById('tree-view').scrollTop = {step * 13_000}; requestAnimationFrame(() => requestAnimationFrame(shown)); }})");
        var seen = Volatile.Read(ref _taken);
        await Eventually.Holds("two more answers", () => Volatile.Read(ref _taken) >= seen + 2);
        await page.Page.Locator("#tree [tabindex='0']").FocusAsync();
        await page.Page.Keyboard.PressAsync("End");
        Assert.Equal("/user/periodic-wakeup", await page.FocusedActor());

        Assert.InRange(await rows.CountAsync(), 10, 100);
        await page.Screenshot("crowd");
        Assert.InRange(await page.Page.EvaluateAsync<double>(LongestTask), 0, 1000);
    }

    private async Task Answer(IRoute route)
    {
        var query = System.Web.HttpUtility.ParseQueryString(new Uri(route.Request.Url).Query);
        var root = query["under"] switch
        {
            null => Node("/user", "GuardianActor", 2,
                Node(Server, "GreylistServer", 1, Node(Listener, "TcpServer", Clients)), Node("/user/periodic-wakeup", "PeriodicWakeup", 0)),
            Listener => Node(Listener, "TcpServer", Clients, Crowd(Interlocked.Increment(ref _taken))),
            _ => null,
        };
        await route.FulfillAsync(root is null
            ? new() { Status = 404, ContentType = "application/problem+json", Body = """{"title":"Not Found","status":404}""" }
            : new() { ContentType = "application/json", Body = JsonSerializer.Serialize(new { takenAt = DateTimeOffset.UtcNow, actors = Clients, truncated = 0, root }) });
    }

    private static object[] Crowd(int taken) => [.. Enumerable.Range(taken * 100, Clients).Select(number => Node($"{Listener}/client-{number}", "NoActivityTimeout", 2))];

    private static object Node(string path, string kind, int childCount, params object[] children) => new
    {
        name = path[(path.LastIndexOf('/') + 1)..],
        path,
        kind,
        behaviour = "Watching",
        mailboxLength = 0,
        ageSeconds = 1.5,
        behaviourSeconds = 1.5,
        about = kind == "NoActivityTimeout" ? "192.0.2.1:40000" : null,
        childCount,
        children,
    };

    /// <summary>One program and one backend.</summary>
    public sealed class Peers : ProgramAndBackend;
}
