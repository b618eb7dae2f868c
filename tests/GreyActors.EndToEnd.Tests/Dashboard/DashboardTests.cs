using System.Globalization;
using GreyActors.EndToEnd.Tests.Harness;
using Microsoft.Playwright;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Dashboard;

/// <summary>The page with real clients.</summary>
public sealed class DashboardTests(DashboardTests.Peers peers, Chromium chromium) : IClassFixture<DashboardTests.Peers>, IClassFixture<Chromium>
{
    [Fact]
    public async Task The_tree_grows_when_a_client_connects_and_shrinks_when_it_ends()
    {
        await using var page = await chromium.Open(peers.Program);
        await Assertions.Expect(page.Actors("127.0.31.1:")).ToHaveCountAsync(0);

        using (var client = await SmtpClientSocket.Greeted(peers.Program.SmtpPort, "127.0.31.1"))
        {
            var row = page.Actors("127.0.31.1:");
            await row.WaitForAsync();
            await Assertions.Expect(page.Actors("policy").Last).ToContainTextAsync("Awaiting command");
            await page.Shows("#tree-note", "connected");
            await page.Screenshot("tree");
            await client.Say("QUIT", "221");
        }

        await Assertions.Expect(page.Page.Locator("#tree [role=treeitem]", new() { HasText = "127.0.31.1:" })).ToHaveCountAsync(0, new() { Timeout = DashboardPage.Patience });
    }

    [Fact]
    public async Task A_deferral_of_swaks_appears_within_a_second_with_its_reason()
    {
        await using var page = await chromium.Open(peers.Program);
        // The page itself measures when the row appears, so the time of this query does not count.
        await page.Page.EvaluateAsync("""
            () => new MutationObserver(changes => {
              for (const row of changes.flatMap(change => [...change.addedNodes])) row.dataset.cameAt = new Date().toISOString();
            }).observe(document.getElementById("decision-rows"), { childList: true })
            """);

        var swaks = Command.Run(
            "swaks", "--server", "127.0.0.1", "--port", $"{peers.Program.SmtpPort}", "--helo", "swaks.example.net", "--from", "swaks@example.net", "--to", "page@example.test");
        Assert.Contains("<** 451", swaks.Output, StringComparison.Ordinal);

        var row = page.Decisions("page@example.test");
        await row.WaitForAsync();
        Assert.Contains("deferred", await row.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("Never seen before", await row.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("swaks.example.net", await row.InnerTextAsync(), StringComparison.Ordinal);
        var decided = await row.Locator("time").GetAttributeAsync("datetime");
        var came = await row.GetAttributeAsync("data-came-at");
        Assert.InRange(Time(came) - Time(decided), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        await Assertions.Expect(page.Page.Locator("#number-deferred")).Not.ToHaveTextAsync("0");
        await page.Shows("#client-rows", "127.0.0.1");
    }

    [Fact]
    public async Task Explain_shows_why_a_mail_was_deferred_and_when_a_retry_passes()
    {
        using (var client = await peers.Stranger())
        {
            await client.Say("MAIL FROM:<why@example.net>", "250");
            await client.Say("RCPT TO:<why@example.test>", "451");
            await client.Say("QUIT", "221");
        }

        await using var page = await chromium.Open(peers.Program);
        await page.Decisions("why@example.test").Locator(".reason").ClickAsync();

        await Assertions.Expect(page.Page.Locator("#explain-from")).ToHaveValueAsync("why@example.net");
        await page.Shows("#explanation", "127.0.0.0/24 waiting");
        await page.Shows("#explanation", "First seen");

        await page.Page.FillAsync("#explain-to", "somebody@elsewhere.example");
        await page.Page.PressAsync("#explain-to", "Enter");
        await page.Shows("#explanation", "The domain is not served here");

        page.Expect("400 (Bad Request)");
        await page.Page.FillAsync("#explain-client", "nobody");
        await page.Page.ClickAsync("#explain-form button");
        await page.Shows("#explanation .problem", "is not an IP address");
    }

    [Fact]
    public async Task A_session_opens_into_its_dialogue_and_is_ended_with_the_token()
    {
        using var client = await SmtpClientSocket.Greeted(peers.Program.SmtpPort, "127.0.31.2");
        await client.Say("MAIL FROM:<open@example.net>", "250");
        await client.Say("RCPT TO:<open@example.test>", "451");

        await using var page = await chromium.Open(peers.Program);
        await page.Actors("127.0.31.2:").ClickAsync();
        await page.Shows("#session .dialogue", "RCPT TO:<open@example.test>");
        await page.Shows("#session .recipients", "open@example.test");
        await page.Shows("#session-state", "Awaiting command");
        await page.Screenshot("session");

        page.Expect("401 (Unauthorized)");
        await page.Page.ClickAsync("#session-close");
        await page.Page.FillAsync("#token", "not the token");
        await page.Page.PressAsync("#token", "Enter");
        await page.Shows("#token-why", "Wrong token");
        await page.Page.FillAsync("#token", (await File.ReadAllTextAsync(peers.Program["var/introspection.token"])).Trim());
        await page.Page.PressAsync("#token", "Enter");

        await client.ExpectLast("421 4.3.2");
        await page.Shows("#session-state", "has ended");
    }

    [Fact]
    public async Task Text_of_a_client_is_shown_as_text()
    {
        await using var page = await chromium.Open(peers.Program);
        using (var client = await SmtpClientSocket.Greeted(peers.Program.SmtpPort, "127.0.31.3"))
        {
            await client.Say("MAIL FROM:<\"<img/src=x/onerror=alert(1)>\"@example.net>", "250");
            await client.Say("RCPT TO:<\"<b>bold</b>\"@example.test>", "451");
            await page.Decisions("<img/src=x/onerror=alert(1)>").WaitForAsync();
            await page.Actors("127.0.31.3:").ClickAsync();
            await page.Shows("#session .recipients", "<b>bold</b>");
        }

        await Assertions.Expect(page.Page.Locator("main img, dialog img, #decision-rows b, .recipients b")).ToHaveCountAsync(0);
    }

    private static DateTimeOffset Time(string? text) => DateTimeOffset.Parse(text!, CultureInfo.InvariantCulture);

    /// <summary>One program and one backend for all tests.</summary>
    public sealed class Peers : ProgramAndBackend;
}
