using System.Collections.Concurrent;
using GreyActors.EndToEnd.Tests.Harness;
using Microsoft.Playwright;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Dashboard;

/// <summary>The page in a browser. Every complaint of the browser is an error of the page.</summary>
public sealed class DashboardPage : IAsyncDisposable
{
    /// <summary>Longer than anything here takes on a busy machine, in milliseconds.</summary>
    public static readonly float Patience = (float)Eventually.Patience.TotalMilliseconds;

    private readonly ConcurrentQueue<string> _complaints = [];
    private readonly List<string[]> _expected = [];

    /// <summary>Observes a page that is still empty.</summary>
    public DashboardPage(IPage page)
    {
        Page = page;
        page.SetDefaultTimeout(Patience);
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _complaints.Enqueue($"{message.Text} ({message.Location})");
        };
        // A client may disconnect between a tree request and the next request.
        Expect("404 (Not Found)", "/api/sessions/client-");
        Expect("404 (Not Found)", "/api/tree?under=");
    }

    /// <summary>The page in the browser.</summary>
    public IPage Page { get; }

    /// <summary>The unexpected complaints of the browser.</summary>
    public IEnumerable<string> Complaints => _complaints.Where(complaint =>
        !_expected.Exists(texts => Array.TrueForAll(texts, text => complaint.Contains(text, StringComparison.Ordinal))));

    /// <summary>The rows of the tree with a text.</summary>
    public ILocator Actors(string text) => Page.Locator("#tree [role=treeitem]:not(.gone)", new() { HasText = text });

    /// <summary>The rows of decisions with a text.</summary>
    public ILocator Decisions(string text) => Page.Locator("#decision-rows tr", new() { HasText = text });

    /// <summary>The path of the actor whose row has the focus; empty for none.</summary>
    public async Task<string> FocusedActor() => (await Page.EvaluateAsync<string>("document.activeElement.id")) is var id && id.StartsWith("actor:", StringComparison.Ordinal)
        ? id["actor:".Length..]
        : "";

    /// <summary>Declares a complaint with all these texts as expected.</summary>
    public void Expect(params string[] texts) => _expected.Add(texts);

    /// <summary>Waits until a text is on the page.</summary>
    public Task Shows(string selector, string text) => Assertions.Expect(Page.Locator(selector)).ToContainTextAsync(text, new() { Timeout = Patience });

    /// <summary>Saves a picture in the folder TestResults of the test project.</summary>
    public Task Screenshot(string name) => Page.ScreenshotAsync(new()
    {
        Path = Path.GetFullPath($"../../../TestResults/dashboard/{name}.png", AppContext.BaseDirectory),
    });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Page.CloseAsync();
        // Assert.Empty would shorten them.
        Assert.Equal("", string.Join('\n', Complaints));
    }
}
