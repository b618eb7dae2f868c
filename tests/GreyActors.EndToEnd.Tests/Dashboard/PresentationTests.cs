using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using GreyActors.EndToEnd.Tests.Harness;
using Microsoft.Playwright;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Dashboard;

/// <summary>The appearance of the page, and its use without a mouse or a screen.</summary>
public sealed class PresentationTests(PresentationTests.Peers peers, Chromium chromium) : IClassFixture<PresentationTests.Peers>, IClassFixture<Chromium>
{
    private const string Ground = "getComputedStyle(document.body).backgroundColor";

    [Fact]
    public async Task The_colour_scheme_follows_the_system_until_the_user_chooses()
    {
        await using var light = await chromium.Open(peers.Program);
        await using var dark = await chromium.Open(peers.Program, ColorScheme.Dark);
        var (bright, dim) = (await light.Page.EvaluateAsync<string>(Ground), await dark.Page.EvaluateAsync<string>(Ground));
        Assert.NotEqual(bright, dim);

        await dark.Page.ClickAsync("#theme");
        await dark.Shows("#theme", "light");
        Assert.Equal(bright, await dark.Page.EvaluateAsync<string>(Ground));
        await dark.Page.ReloadAsync();
        await dark.Shows("#theme", "light");
        Assert.Equal(bright, await dark.Page.EvaluateAsync<string>(Ground));
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440, 900)]
    [InlineData(ColorScheme.Dark, 1440, 900)]
    [InlineData(ColorScheme.Light, 390, 844)]
    public async Task Axe_finds_no_accessibility_errors(ColorScheme colours, int width, int height)
    {
        using var client = await SmtpClientSocket.Greeted(peers.Program.SmtpPort, "127.0.32.1");
        await client.Say("MAIL FROM:<axe@example.net>", "250");
        await client.Say($"RCPT TO:<axe-{colours}-{width}@example.test>", "451");
        await client.Say("RCPT TO:<axe@elsewhere.example>", "550");
        using var introspection = new Introspection(peers.Program);
        await introspection.Post("/api/known", """{"identity":"192.0.2.1","organisation":"axe.example"}""");
        await using var page = await chromium.Open(peers.Program, colours, (width, height));
        await page.Page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await page.Shows("#health", "All checks ok");
        await page.Decisions("axe@elsewhere.example").First.Locator(".reason").ClickAsync();
        await page.Shows("#explanation", "not served");
        await page.Page.ClickAsync("#triplets summary");
        await page.Page.ClickAsync("#triplet-filter button");
        await page.Shows("#triplet-rows", "axe@example.net");
        await page.Page.ClickAsync("#known summary");
        await page.Page.ClickAsync("#known-filter button");
        await page.Shows("#known-rows", "axe.example");
        await page.Screenshot($"page-{colours}-{width}");
        Assert.Empty(Objections(await page.Page.RunAxe()));

        await page.Actors("127.0.32.1:").First.ClickAsync();
        await page.Shows("#session .dialogue", "axe@elsewhere.example");
        Assert.Empty(Objections(await page.Page.RunAxe()));
    }

    [Fact]
    public async Task The_keyboard_moves_through_the_tree()
    {
        using var client = await SmtpClientSocket.Greeted(peers.Program.SmtpPort, "127.0.32.2");
        await using var page = await chromium.Open(peers.Program);
        await page.Actors("127.0.32.2:").WaitForAsync();
        var keyboard = page.Page.Keyboard;
        await Assertions.Expect(page.Page.Locator("#tree [tabindex='0']")).ToHaveCountAsync(1);

        await page.Page.Locator("#tree [tabindex='0']").FocusAsync();
        await keyboard.PressAsync("Home");
        Assert.Equal("/user", await page.FocusedActor());
        await keyboard.TypeAsync("listener");
        Assert.Equal("/user/greylist-server/listener-0", await page.FocusedActor());
        await keyboard.PressAsync("ArrowRight");
        var first = await page.FocusedActor();
        Assert.StartsWith("/user/greylist-server/listener-0/client-", first, StringComparison.Ordinal);
        await keyboard.PressAsync("ArrowRight");
        Assert.Equal($"{first}/policy", await page.FocusedActor());
        await keyboard.PressAsync("ArrowLeft");
        Assert.Equal(first, await page.FocusedActor());
        await keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(page.Page.Locator("#tree :focus")).ToHaveAttributeAsync("aria-expanded", "false");
        await Assertions.Expect(page.Page.Locator($"[id='actor:{first}/policy']")).ToHaveCountAsync(0);
        await keyboard.PressAsync("ArrowLeft");
        Assert.Equal("/user/greylist-server/listener-0", await page.FocusedActor());
        await keyboard.PressAsync("ArrowDown");
        await keyboard.PressAsync("Enter");
        await page.Shows("#session .dialogue", "EHLO client.example.org");
        await keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Page.Locator("#session")).Not.ToBeVisibleAsync();
        Assert.Equal(first, await page.FocusedActor());
        await keyboard.PressAsync("End");
        await Assertions.Expect(page.Page.Locator("#tree [role=treeitem]").Last).ToBeFocusedAsync();
        Assert.NotEqual(first, await page.FocusedActor());
    }

    [Fact]
    public async Task The_page_obeys_its_content_security_policy()
    {
        await using var page = await chromium.Open(peers.Program);
        await page.Shows("#name", "mx.example.test");
        await Assertions.Expect(page.Page.Locator("canvas")).ToHaveCountAsync(3);
        Assert.Empty(page.Complaints);

        // A violation would have been reported.
        await page.Page.EvaluateAsync("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">')");
        await Eventually.Holds("the browser complains", () => page.Complaints.Any(complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal)));
        page.Expect("Content Security Policy");
    }

    [Fact]
    public async Task The_first_line_stays_one_line_with_many_failed_checks()
    {
        await using var page = await chromium.Open(peers.Program, size: (1400, 900), before: page => page.RouteAsync("**/api/servers", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = """
                {"routes":[],"servers":[{"server":"mail-1.a-long-name.example.com:25","condition":"down","since":"2026-01-01T00:00:00Z","reason":"connection refused by 192.0.2.1:25",
                "addresses":[],"failingAddresses":[],"capabilities":null,"openRelays":0,"maxRelays":80,"waiting":0,"lastProbe":null}]}
                """,
        })));

        await page.Shows("#health", "Mail-1.a-long-name.example.com:25: down, connection refused");
        await page.Shows("#checks", "mail-1.a-long-name.example.com:25");
        Assert.InRange(await page.Page.EvaluateAsync<double>("document.querySelector('header').getBoundingClientRect().height"), 20, 60);
    }

    [Theory]
    [InlineData(1280, true)]
    [InlineData(390, false)]
    public async Task No_check_is_hidden_without_a_sign(int width, bool needsButton)
    {
        var names = Enumerable.Range(1, 12).Select(i => $"known-client-check-{i}");
        await using var page = await chromium.Open(peers.Program, size: (width, 844), before: page => page.RouteAsync("**/readyz", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = $$"""{"checks":[{{string.Join(',', names.Select(name => $$"""{"name":"{{name}}","ok":true}"""))}}]}""",
        })));
        await page.Shows("#checks", "known client check 12");
        await page.Shows("#checks", "127.0.0.1:");
        var more = page.Page.Locator("#more-checks");
        var hidden = await Hidden(page);
        Assert.Equal(needsButton, hidden > 0);
        if (needsButton)
        {
            await Assertions.Expect(more).ToHaveTextAsync($"{hidden} more checks");
            await page.Screenshot($"checks-{width}");
            await more.ClickAsync();
            await Assertions.Expect(more).ToHaveTextAsync("Fewer checks");
            Assert.Equal(0, await Hidden(page));
            await more.ClickAsync();
            await Assertions.Expect(more).ToHaveTextAsync($"{hidden} more checks");
        }

        await Assertions.Expect(more).ToBeVisibleAsync(new() { Visible = needsButton });
        await page.Screenshot($"checks-closed-{width}");
    }

    // The checks of which a part is outside of the visible part of their list.
    private static Task<int> Hidden(DashboardPage page) => page.Page.EvaluateAsync<int>("""
        (list => [...list.children].filter(item => item.getBoundingClientRect().bottom > list.getBoundingClientRect().bottom + 1).length)(document.querySelector("#checks"))
        """);

    private static IEnumerable<string> Objections(AxeResult result) =>
        result.Violations.Select(violation => $"{violation.Id}: {violation.Help}\n{string.Join('\n', violation.Nodes.Select(node => node.Html))}");

    /// <summary>One program and one backend for all tests.</summary>
    public sealed class Peers : ProgramAndBackend;
}
