using Deque.AxeCore.Playwright;
using GreyActors.EndToEnd.Tests.Harness;
using GreyActors.EndToEnd.Tests.Reload;
using Microsoft.Playwright;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Dashboard;

/// <summary>The page says that the mode is observe.</summary>
public sealed class ObserveBannerTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task The_banner_appears_with_observe_mode_and_disappears_with_it()
    {
        await using var recorder = new RecordingMailServer();
        await using var reloading = await ReloadingProgram.Start(GreyActorsConfiguration.RelayingTo(recorder.Port).With("store.timeout", "60s").With("greylisting.initial-delay", "1h"));
        await using var page = await chromium.Open(reloading.Program);
        await page.Shows("#health", "All checks ok");
        var banner = page.Page.Locator("#observing");
        await Assertions.Expect(banner).Not.ToBeVisibleAsync();

        await reloading.Reload(configuration => configuration.With("greylisting.mode", "observe"));
        await Assertions.Expect(banner).ToBeVisibleAsync(new() { Timeout = DashboardPage.Patience });
        await page.Shows("#observing", "no mail is deferred");

        using var client = await SmtpClientSocket.Greeted(reloading.Program.SmtpPort);
        await client.Deliver("a@example.net", "observed@example.test", "x\r\n");
        var row = page.Decisions("observed@example.test");
        await Assertions.Expect(row.Locator(".status")).ToContainTextAsync("would defer", new() { Timeout = DashboardPage.Patience });
        await page.Shows("#note-deferred", "1 would be deferred");
        await page.Shows("#number-accepted", "1");
        await page.Shows("#clients-heading", "would be deferred");
        await page.Page.SelectOptionAsync("#filter-status", "would-defer");
        await Assertions.Expect(page.Page.Locator("#decision-rows tr")).ToHaveCountAsync(1);
        await row.Locator(".reason").ClickAsync();
        await page.Shows("#explanation", "It would be accepted in observe mode");

        await reloading.Reload(configuration => configuration.With("greylisting.mode", "enforce"));
        await Assertions.Expect(banner).Not.ToBeVisibleAsync(new() { Timeout = DashboardPage.Patience });
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440, 900)]
    [InlineData(ColorScheme.Dark, 1440, 900)]
    [InlineData(ColorScheme.Light, 390, 844)]
    public async Task The_banner_is_readable_in_both_colour_schemes(ColorScheme colours, int width, int height)
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port).With("greylisting.mode", "observe").With("store.timeout", "60s"));
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort);
        await client.Deliver("a@example.net", "observed@example.test", "x\r\n");
        await using var page = await chromium.Open(program, colours, (width, height));
        await page.Page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await page.Decisions("observed@example.test").WaitForAsync();
        await page.Shows("#health", "All checks ok");
        var banner = page.Page.Locator("#observing");
        await Assertions.Expect(banner).ToBeVisibleAsync(new() { Timeout = DashboardPage.Patience });
        await page.Screenshot($"observe-{colours}-{width}");
        var free = await page.Page.EvaluateAsync<double>("""
            (status => status.parentElement.getBoundingClientRect().right - status.getBoundingClientRect().right)(document.querySelector("#decision-rows .status"))
            """);
        Assert.True(free >= 8, $"the label ends {free} pixels before the next column");

        Assert.NotEqual(
            await page.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"),
            await banner.EvaluateAsync<string>("element => getComputedStyle(element).backgroundColor"));
        Assert.InRange((await banner.BoundingBoxAsync())!.Width, width - 40, width);
        Assert.Empty((await page.Page.RunAxe()).Violations.Select(violation => $"{violation.Id}: {string.Join('\n', violation.Nodes.Select(node => node.Html))}"));
    }
}
