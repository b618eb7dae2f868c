using GreyActors.EndToEnd.Tests.Harness;
using Microsoft.Playwright;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Dashboard;

/// <summary>Debian's chromium, headless, shared by the tests of a class.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        // The page fetches some parts every five seconds, which is Playwright's own limit.
        Assertions.SetDefaultExpectTimeout(DashboardPage.Patience);
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            // Its sandbox does not start for root. All pages are our own.
            Args = Environment.UserName == "root" ? ["--no-sandbox"] : [],
        });
    }

    /// <summary>Opens the page of a program, and waits for its answers.</summary>
    /// <param name="program">The program.</param>
    /// <param name="colours">The colour scheme of the system.</param>
    /// <param name="size">Width and height in pixels; 1440 × 900 by default.</param>
    /// <param name="before">An action before the page is loaded.</param>
    public async Task<DashboardPage> Open(
        GreyActorsProcess program, ColorScheme colours = ColorScheme.Light, (int Width, int Height)? size = null, Func<IPage, Task>? before = null)
    {
        var (width, height) = size ?? (1440, 900);
        var page = new DashboardPage(await _browser!.NewPageAsync(new()
        {
            ColorScheme = colours,
            ViewportSize = new() { Width = width, Height = height },
        }));
        if (before is not null)
            await before(page.Page);

        await page.Page.GotoAsync($"http://127.0.0.1:{program.IntrospectionPort}/");
        await Assertions.Expect(page.Page.Locator("#tree")).ToHaveAttributeAsync("aria-busy", "false", new() { Timeout = DashboardPage.Patience });
        return page;
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();

        _playwright?.Dispose();
    }
}
