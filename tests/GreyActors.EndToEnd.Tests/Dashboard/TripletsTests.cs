using GreyActors.EndToEnd.Tests.Harness;
using Microsoft.Playwright;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Dashboard;

/// <summary>The greylist on the page: search, and changes with the token.</summary>
public sealed class TripletsTests(TripletsTests.Peers peers, Chromium chromium) : IClassFixture<TripletsTests.Peers>, IClassFixture<Chromium>
{
    [Fact]
    public async Task A_triplet_is_found_forgotten_and_allowed_with_the_token()
    {
        using (var client = await peers.Stranger())
        {
            foreach (var name in (string[])["one", "two"])
            {
                await client.Say($"MAIL FROM:<{name}@found.example>", "250");
                await client.Say("RCPT TO:<found@example.test>", "451");
                await client.Say("RSET", "250");
            }
        }

        await using var page = await chromium.Open(peers.Program);
        var rows = page.Page.Locator("#triplet-rows tr");
        await page.Page.FillAsync("#triplet-from", "@found.example");
        await page.Page.PressAsync("#triplet-from", "Enter");
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        await page.Shows("#triplet-rows", "127.0.0.0/24");
        await page.Shows("#triplet-rows", "waiting");

        page.Expect("401 (Unauthorized)");
        await rows.Filter(new() { HasText = "one@found.example" }).GetByRole(AriaRole.Button).ClickAsync();
        await page.Page.FillAsync("#token", "not the token");
        await page.Page.PressAsync("#token", "Enter");
        await page.Shows("#token-why", "Wrong token");
        await page.Page.FillAsync("#token", (await File.ReadAllTextAsync(peers.Program["var/introspection.token"])).Trim());
        await page.Page.PressAsync("#token", "Enter");
        await page.Shows("#triplet-note", "Forgotten");
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await Assertions.Expect(rows.GetByRole(AriaRole.Button)).ToBeFocusedAsync();

        await page.Page.ClickAsync("#triplets summary");
        await page.Page.FillAsync("#allow-client", "192.0.2.1");
        await page.Page.FillAsync("#allow-from", "allowed@found.example");
        await page.Page.FillAsync("#allow-to", "found@example.test");
        await page.Page.PressAsync("#allow-to", "Enter");
        await page.Shows("#triplet-note", "Allowed: the triplet passes from now on");
        await page.Page.SelectOptionAsync("#triplet-state", "passed");
        await page.Page.ClickAsync("#triplet-filter button");
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await page.Shows("#triplet-rows", "allowed@found.example");
        await page.Screenshot("triplets");

        page.Expect("400 (Bad Request)");
        await page.Page.FillAsync("#allow-client", "nobody");
        await page.Page.ClickAsync("#allow-form button");
        await page.Shows("#triplet-note", "is neither an IP address, nor a network of the greylist, nor an identity");
    }

    [Fact]
    public async Task A_long_list_is_loaded_page_by_page()
    {
        using (var client = await peers.Stranger())
        {
            await client.Say("MAIL FROM:<many@long.example>", "250");
            for (var number = 0; number < 60; number++)
                await client.Say($"RCPT TO:<long-{number}@example.test>", "451");
        }

        await using var page = await chromium.Open(peers.Program);
        var rows = page.Page.Locator("#triplet-rows tr");
        await page.Page.FillAsync("#triplet-from", "many@long.example");
        await page.Page.ClickAsync("#triplet-filter button");
        await page.Shows("#triplet-note", "there may be more");
        for (var pages = 0; pages < 20 && await page.Page.Locator("#triplet-more").IsVisibleAsync(); pages++)
        {
            await page.Page.ClickAsync("#triplet-more");
            await Assertions.Expect(page.Page.Locator("#triplet-more")).ToBeEnabledAsync();
        }

        await Assertions.Expect(rows).ToHaveCountAsync(60);
    }

    /// <summary>One program and one backend for both tests.</summary>
    public sealed class Peers : ProgramAndBackend;
}
