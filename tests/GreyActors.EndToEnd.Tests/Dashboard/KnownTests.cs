using GreyActors.EndToEnd.Tests.Harness;
using Microsoft.Playwright;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Dashboard;

/// <summary>The known clients on the page: search, and changes with the token.</summary>
public sealed class KnownTests(KnownTests.Peers peers, Chromium chromium) : IClassFixture<KnownTests.Peers>, IClassFixture<Chromium>
{
    [Fact]
    public async Task Pairs_and_expected_replies_are_found_and_forgotten_with_the_token()
    {
        using var introspection = new Introspection(peers.Program);
        foreach (var identity in (string[])["192.0.2.1", "spf:found.example", "host:found.example"])
            Assert.Equal(200, await introspection.Post("/api/known", $$"""{"identity":"{{identity}}","organisation":"found.example"}"""));
        using (var client = await peers.AllowedClient())
            await client.Deliver("bob@example.test", "ann@lists.found.example", "Subject: hello\r\n\r\n");
        await Eventually.Holds("the reply is expected", async () => (await introspection.Get("/api/known?kind=reply")).GetProperty("known").GetArrayLength() == 1);

        await using var page = await chromium.Open(peers.Program);
        var rows = page.Page.Locator("#known-rows tr");
        await page.Page.FillAsync("#known-organisation", "found.example");
        await page.Page.PressAsync("#known-organisation", "Enter");
        await Assertions.Expect(rows).ToHaveCountAsync(4);
        await page.Shows("#known-rows", "by an operator");
        await page.Shows("#known-rows", "1 mail sent");
        await page.Shows("#known-note", "4 entries");
        await page.Page.Locator("#known details").EvaluateAsync("part => part.scrollIntoView({ block: 'end' })");
        await page.Screenshot("known");

        page.Expect("401 (Unauthorized)");
        await rows.Filter(new() { HasText = "→ bob@example.test" }).GetByRole(AriaRole.Button).ClickAsync();
        await page.Page.FillAsync("#token", "not the token");
        await page.Page.PressAsync("#token", "Enter");
        await page.Shows("#token-why", "Wrong token");
        await EnterToken(page);
        await page.Shows("#known-note", "Forgotten: such mail waits again, unless another entry lets it pass.");
        await Assertions.Expect(rows).ToHaveCountAsync(3);
        Assert.Equal(0, (await introspection.Get("/api/known?kind=reply")).GetProperty("known").GetArrayLength());

        await rows.Filter(new() { HasText = "spf:found.example" }).GetByRole(AriaRole.Button).FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        await Assertions.Expect(page.Page.Locator("#known-rows button:focus")).ToHaveCountAsync(1);

        await page.Page.SelectOptionAsync("#known-kind", "reply");
        await page.Page.ClickAsync("#known-filter button");
        await page.Shows("#known-note", "None");
        await Assertions.Expect(page.Page.Locator("#known-table")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_pair_is_allowed_with_the_token_and_a_refusal_says_why()
    {
        await using var page = await chromium.Open(peers.Program, ColorScheme.Dark, (390, 844));
        await page.Page.ClickAsync("#known summary");
        await page.Page.FillAsync("#allow-known-identity", "192.0.2.1");
        await page.Page.FillAsync("#allow-known-organisation", "mail.allowed.example");
        await page.Page.PressAsync("#allow-known-organisation", "Enter");
        await EnterToken(page);
        await page.Shows("#known-note", "Allowed: such mail does not wait from now on.");

        await page.Page.FillAsync("#known-identity", "192.0.2.0/24");
        await page.Page.FillAsync("#known-organisation", "allowed.example");
        await page.Page.ClickAsync("#known-filter button");
        await Assertions.Expect(page.Page.Locator("#known-rows tr")).ToHaveCountAsync(1);
        await page.Shows("#known-rows", "any mailbox");
        await page.Page.Locator("#known").ScrollIntoViewIfNeededAsync();
        await page.Screenshot("known-phone");
        Assert.True(await page.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the phone");

        page.Expect("400 (Bad Request)");
        await page.Page.FillAsync("#allow-known-organisation", "co.uk");
        await page.Page.ClickAsync("#allow-known-form button");
        await page.Shows("#known-note", "'co.uk' is a public suffix");
    }

    private async Task EnterToken(DashboardPage page)
    {
        await page.Page.FillAsync("#token", (await File.ReadAllTextAsync(peers.Program["var/introspection.token"])).Trim());
        await page.Page.PressAsync("#token", "Enter");
    }

    /// <summary>One program and one backend for both tests.</summary>
    public sealed class Peers : ProgramAndBackend;
}
