using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Dashboard;

/// <summary>The page during a restart of the program, and when every request needs the token.</summary>
public sealed class RestartTests(RestartTests.Peers peers, Chromium chromium) : IClassFixture<RestartTests.Peers>, IClassFixture<Chromium>
{
    [Fact]
    public async Task A_page_without_the_token_asks_for_it_and_recovers_after_a_restart_of_the_program()
    {
        await using var page = await chromium.Open(peers.Program);
        await page.Shows("#health", "All checks ok");

        page.Expect("net::ERR_");
        // The program is not ready while it reads its store.
        page.Expect("503 (Service Unavailable)");
        await peers.Program.Kill9();
        await page.Shows("#health", "Not connected");
        await peers.Program.Restart();
        await page.Shows("#health", "All checks ok");
        await Defer("back@example.test");
        await page.Decisions("back@example.test").WaitForAsync();

        page.Expect("401 (Unauthorized)");
        await peers.Program.Kill9();
        await peers.Program.Restart("grey-actors.introspection.require-token=on");
        await page.Shows("#health", "The token is needed");
        await page.Page.FillAsync("#token", (await File.ReadAllTextAsync(peers.Program["var/introspection.token"])).Trim());
        await page.Page.PressAsync("#token", "Enter");
        await page.Shows("#health", "All checks ok");
        await Defer("locked@example.test");
        await page.Decisions("locked@example.test").WaitForAsync();
    }

    private async Task Defer(string recipient)
    {
        using var client = await peers.Stranger();
        await client.Say("MAIL FROM:<restart@example.net>", "250");
        await client.Say($"RCPT TO:<{recipient}>", "451");
        await client.Say("QUIT", "221");
    }

    /// <summary>A separate program, because the test restarts it.</summary>
    public sealed class Peers : ProgramAndBackend;
}
