using System.Globalization;
using Deque.AxeCore.Playwright;
using GreyActors.EndToEnd.Tests.Harness;
using Microsoft.Playwright;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Dashboard;

/// <summary>The panel <em>Outcome</em>: with mail of a real session, and with the figures of a busy month.</summary>
public sealed class OutcomeTests(OutcomeTests.Peers peers, Chromium chromium) : IClassFixture<OutcomeTests.Peers>, IClassFixture<Chromium>
{
    [Fact]
    public async Task Mail_that_waited_and_mail_that_is_stuck_are_shown_with_the_command_that_helps()
    {
        await Eventually.Holds("the mail passes", async () => (await Attempt("127.0.99.1", "ann@outcome.example")).StartsWith("250", StringComparison.Ordinal));
        var network = 0;
        await using var page = await chromium.Open(peers.Program);
        await page.Shows("#outcome-first-of", "1 of 1 mail waited");
        await page.Shows("#outcome-reasons", "Waited long enough");
        // Each attempt comes from another network, and nothing joins them.
        await Eventually.Holds("the mail is stuck", async () =>
        {
            Assert.StartsWith("451", await Attempt($"127.0.{++network}.1", "o'hara@outcome.example"), StringComparison.Ordinal);
            await page.Page.ReloadAsync();
            await page.Shows("#outcome-first-of", "waited");
            return await page.Page.Locator("#outcome-stuck .count").TextContentAsync() == "1";
        });
        await Assertions.Expect(page.Page.Locator("#outcome-stuck")).ToHaveAttributeAsync("open", "");
        await Assertions.Expect(page.Page.Locator("#outcome-stuck code").First).ToHaveTextAsync(
            $@"greyactors explain 127.0.{network}.1 'o'\''hara@outcome.example' b@example.test");

        await page.Page.Locator("#outcome-stuck li button.plain").ClickAsync();
        await page.Shows("#explanation", "o'hara@outcome.example · b@example.test");
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440, 900)]
    [InlineData(ColorScheme.Dark, 1440, 900)]
    [InlineData(ColorScheme.Light, 390, 844)]
    public async Task A_busy_month_is_readable_in_both_colours_and_at_the_width_of_a_phone(ColorScheme colours, int width, int height)
    {
        await using var page = await chromium.Open(peers.Program, colours, (width, height));
        await page.Page.RouteAsync("**/api/outcome", route => route.FulfillAsync(new() { ContentType = "application/json", Body = BusyMonth() }));
        await page.Page.ReloadAsync();
        await page.Shows("#outcome-first", "36 %");
        await page.Shows("#outcome-later", "0.2 %");
        await page.Shows("#outcome-hypothetical", "These days include observe mode: 12 mails passed");
        await page.Shows("#outcome-attempts", "48\u202f211 were never retried");
        await Assertions.Expect(page.Page.Locator("#chart-outcome")).ToHaveAttributeAsync("aria-label", "First contacts that waited: 95 % on Nov 1, 8.0 % on Nov 30.");
        await page.Page.Locator("#outcome-gone summary").PressAsync("Enter");
        await page.Shows("#outcome-gone", "2 such mails: retries too early: the last retry came after 1 min");
        await page.Page.Locator("#outcome-longest summary").PressAsync("Enter");
        await page.Shows("#outcome-longest", "2 h 1 min in 4 attempts");
        Assert.True(await page.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the window");
        await page.Page.EvaluateAsync("document.getElementById('outcome').scrollIntoView()");
        await page.Screenshot($"outcome-{colours}-{width}");
        Assert.Empty((await page.Page.RunAxe()).Violations.Select(violation => $"{violation.Id}: {string.Join(", ", violation.Nodes.Select(node => node.Html))}"));
    }

    private async Task<string> Attempt(string client, string from)
    {
        using var session = await SmtpClientSocket.Greeted(peers.Program.SmtpPort, client);
        await session.Say($"MAIL FROM:<{from}>", "250");
        return (await session.Say("RCPT TO:<b@example.test>")).Text;
    }

    private static string BusyMonth()
    {
        var days = Enumerable.Range(1, 30).Select(day => string.Create(CultureInfo.InvariantCulture, $$"""
            {"date":"2026-11-{{day:00}}","first":{{Mails(40, 0.95 - (0.03 * (day - 1)))}},"later":{{Mails(300, Math.Max(0, 0.2 - (0.02 * day)))}},
             "deferred":1700,"wouldDefer":0,"gaveUp":0,"neverRetried":1600}
            """));
        return $$$"""
            {"at":"2026-11-30T18:07:58Z","since":"2026-11-01T00:00:00Z","isHypothetical":true,
             "first":{"mails":1204,"delayed":433,"share":0.36,"median":0,"p95":2300,"delayedMedian":372,"delayedP95":7440},
             "later":{"mails":9716,"delayed":21,"share":0.0022,"median":0,"p95":0,"delayedMedian":450,"delayedP95":2462},
             "attempts":{"deferred":51177,"wouldDefer":12,"waiting":112,"stuck":2,"gaveUp":9,"neverRetried":48211},
             "reasons":[{"rule":"known-triplet","by":"spf","mails":5210},{"rule":"known-triplet","by":"network","mails":2877},{"rule":"whitelisted","by":null,"mails":1911},
               {"rule":"waited-long-enough","by":"host","mails":454},{"rule":"allow-listed","by":null,"mails":312},{"rule":"always-accepted","by":null,"mails":156}],
             "longest":[{"at":"2026-11-29T18:07:58Z","delaySeconds":7260,"attempts":4,"rule":"waited-long-enough","client":"192.0.2.1","identity":"host:example.org","from":"ann@example.org","to":"bob@example.com"},
               {"at":"2026-11-12T08:07:58Z","delaySeconds":5260,"attempts":null,"rule":"whitelisted","client":"2001:db8:17:22:1234:5678:9abc:def0","identity":"2001:db8:17:22::/64","from":"","to":"a-rather-long-name-of-a-recipient@a-rather-long-name-of-a-domain.example.com"}],
             "stuck":[{"client":"203.0.113.7","identity":"203.0.113.0/24","from":"ann@example.org","to":"bob@example.com","attempts":6,"networks":4,"first":"2026-11-30T09:12:44Z","last":"2026-11-30T17:40:02Z","rule":"never-seen",
               "advice":{"why":"retries from 4 networks or more, without a name or an SPF record in common","command":"greyactors explain 203.0.113.7 ann@example.org bob@example.com","setting":"whitelisted-senders += \"ann@example.org\""}},
               {"client":"198.51.100.7","identity":"host:example.net","from":"news@example.net","to":"bob@example.com","attempts":3,"networks":1,"first":"2026-11-24T09:12:44Z","last":"2026-11-30T17:40:02Z","rule":"too-late",
               "advice":{"why":"retries too rarely: the last retry came after 3d 2h","command":"greyactors allow 198.51.100.7 news@example.net bob@example.com","setting":"greylisting.retry-window = 7d"}}],
             "gaveUp":[{"client":"198.51.100.9","identity":"198.51.100.0/24","from":"eve@example.net","to":"bob@example.com","mails":2,"attempts":3,"first":"2026-11-21T09:12:44Z","last":"2026-11-21T09:15:02Z","rule":"still-waiting",
               "advice":{"why":"retries too early: the last retry came after 1m, and it had not waited long enough","command":"greyactors allow 198.51.100.9 eve@example.net bob@example.com","setting":"whitelisted-clients += \"198.51.100.9\""}}],
             "unretried":[],
             "trend":[{{{string.Join(',', days)}}}],
             "lost":{"conversations":0,"waiting":3,"decisions":0}}
            """;
    }

    private static string Mails(int mails, double share) => string.Create(CultureInfo.InvariantCulture, $$"""
        {"mails":{{mails}},"delayed":{{(int)(mails * share)}},"share":{{share}},"median":0,"p95":900,"delayedMedian":400,"delayedP95":900}
        """);

    /// <summary>One program and one backend for all tests.</summary>
    public sealed class Peers : ProgramAndBackend;
}
