using GreyActors.EndToEnd.Tests.Dashboard;
using Microsoft.Playwright;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Identities;

/// <summary>The dashboard shows the organisation of a client and the evidence of its identities.</summary>
[Collection(SharedIdentityLab.Name)]
public sealed class OrganisationTests(IdentityLab lab, Chromium chromium) : IClassFixture<Chromium>
{
    private const string Proof = "host:pool.example: reverse name mail-1.pool.example resolves to the client";

    [Fact]
    public async Task The_dashboard_shows_the_organisation_of_a_client_and_its_evidence_and_the_address_of_others()
    {
        var (known, unknown) = (IdentityLab.NewRecipient(), IdentityLab.NewRecipient());
        await lab.Attempt("192.0.2.40", "unknown.helo.test", "ann@sender.test", unknown, "451 4.7.1");
        using var client = await lab.Begin("192.0.2.7", "unknown.helo.test", "ann@sender.test");
        await client.Say($"RCPT TO:<{known}>", "451 4.7.1");

        await using var page = await chromium.Open(lab.Program);
        var who = page.Decisions(known).Locator(".who");
        await Assertions.Expect(who.Locator("button")).ToHaveTextAsync("pool.example", new() { Timeout = DashboardPage.Patience });
        await Assertions.Expect(who).ToContainTextAsync("192.0.2.7 unknown.helo.test");
        Assert.Contains(Proof, await who.Locator("button").GetAttributeAsync("title"), StringComparison.Ordinal);
        await Assertions.Expect(page.Decisions(unknown).Locator(".who button")).ToHaveTextAsync("192.0.2.40");

        await who.Locator("button").ClickAsync();
        await page.Shows("#session-body", Proof);
        await page.Screenshot("organisation-session");
        await page.Page.Keyboard.PressAsync("Escape");

        await page.Decisions(known).Locator(".reason").ClickAsync();
        await page.Shows("#explanation", Proof);
        await page.Shows("#health-words", "All checks ok");
        await page.Screenshot("organisation");
        await IsInsideItsPanel(page, "#explanation");
    }

    private static async Task IsInsideItsPanel(DashboardPage page, string selector) =>
        Assert.True(
            await page.Page.Locator(selector).EvaluateAsync<bool>("element => element.scrollWidth <= element.clientWidth"),
            $"{selector} is wider than its panel");
}
