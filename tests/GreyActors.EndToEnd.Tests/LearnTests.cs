using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using GreyActors.EndToEnd.Tests.Harness;
using GreyActors.EndToEnd.Tests.Identities;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>After <c>learn maillog</c> a regular sender passes without waiting, whether or not the service ran.</summary>
public sealed class LearnTests : ProgramAndBackend
{
    private const string Regular = "192.0.2.10";
    private const string From = "ann@regular.example";

    private int _port;

    private string Url => $"http://127.0.0.1:{Program.IntrospectionPort}";

    protected override GreyActorsConfiguration Configure(GreyActorsConfiguration configuration) =>
        configuration.With("greylisting.initial-delay", "1h").With("greylisting.retry-window", "1d").WithAnnouncedClients(out _port);

    [Fact]
    public async Task The_running_service_learns_through_its_endpoint()
    {
        Assert.StartsWith("451", await Attempt(Regular, From, "new@example.test"), StringComparison.Ordinal);

        var result = Learn("maillog", Log());

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains($"stored in        {Url}", result.Output, StringComparison.Ordinal);
        Assert.Contains("not used: 1, spam, as a filter found", result.Output, StringComparison.Ordinal);
        Assert.Contains("1 new, 0 updated", result.Output.Split('\n').Single(line => line.StartsWith("known pairs", StringComparison.Ordinal)), StringComparison.Ordinal);
        // Another mailbox, and another sender of the organisation.
        Assert.StartsWith("250", await Attempt(Regular, From, "new@example.test"), StringComparison.Ordinal);
        Assert.StartsWith("250", await Attempt(Regular, "eve@mail.regular.example", "other@example.test"), StringComparison.Ordinal);
        Assert.StartsWith("451", await Attempt("192.0.3.10", From, "new@example.test"), StringComparison.Ordinal);
        Assert.StartsWith("451", await Attempt("192.0.2.77", "spam@spam.example", "new@example.test"), StringComparison.Ordinal);

        var again = Learn("maillog", Log());
        Assert.Contains("0 new, 0 updated", again.Output, StringComparison.Ordinal);
        await Program.Kill9();
        await Program.Restart();
        Assert.StartsWith("250", await Attempt(Regular, From, "third@example.test"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_store_learns_while_no_service_runs()
    {
        await Stop();

        var result = Learn("maillog", Log(), "--json");

        Assert.True(result.ExitCode == 0, result.ToString());
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal((1, "greylist.db"), (json.RootElement.GetProperty("pairChanges").GetProperty("added").GetInt32(), Path.GetFileName(json.RootElement.GetProperty("target").GetString())));
        await Program.Restart();
        Assert.StartsWith("250", await Attempt(Regular, From, "new@example.test"), StringComparison.Ordinal);
        Assert.StartsWith("451", await Attempt("192.0.2.77", "spam@spam.example", "new@example.test"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        var result = Learn("maillog", Log(), "--dry-run");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("nothing: this was a dry run", result.Output, StringComparison.Ordinal);
        Assert.StartsWith("451", await Attempt(Regular, From, "new@example.test"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kill_during_the_learning_leaves_a_store_that_can_learn_again()
    {
        await Stop();
        var log = Write("long.log", string.Concat(Enumerable.Range(0, 30_000).Select(number => Mail(number + 1, $"203.0.{number % 100}.{number / 200}", $"a@org{number}.example", $"u{number}@example.test", TimeSpan.FromDays(1)))));
        foreach (var milliseconds in new[] { 700, 1500, 3000 })
        {
            using var learning = Process.Start(new ProcessStartInfo("dotnet", [GreyActorsProcess.ProgramFile, "learn", "maillog", log, "--config", Program.ConfigurationFile, "--set", $"store.path={Program["greylist.db"]}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            // A random moment: while files are read, or while the store is written.
            if (!learning.WaitForExit(milliseconds))
                learning.Kill();
            await learning.WaitForExitAsync();
        }

        var result = Learn("maillog", Log());
        Assert.True(result.ExitCode == 0, result.ToString());
        await Program.Restart();
        Assert.StartsWith("250", await Attempt(Regular, From, "new@example.test"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_have_their_exit_codes_and_change_nothing()
    {
        Assert.Equal(66, Learn("maillog", Program["missing.log"]).ExitCode);
        var compressed = Write("mail.log.xz", "");
        await File.WriteAllBytesAsync(compressed, [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]);
        var unsupported = Learn("maillog", compressed);
        Assert.Equal(65, unsupported.ExitCode);
        Assert.Contains("xz -dc", unsupported.Error, StringComparison.Ordinal);
        var nonsense = Learn("maillog", Write("nonsense", "hello\nworld\n"));
        Assert.Equal(65, nonsense.ExitCode);
        Assert.Contains("nonsense:1: hello", nonsense.Error, StringComparison.Ordinal);
        Assert.Equal(77, Learn("maillog", Log(), "--token-file", Write("token", "wrong")).ExitCode);
        Assert.Equal(64, Learn("maillog", Log(), "--since", "yesterday").ExitCode);
        Assert.Equal(64, Learn("maillog").ExitCode);
        // The service has the store, but its endpoint is elsewhere.
        var busy = GreyActorsProcess.Command(
            "learn", "maillog", Log(), "--config", Program.ConfigurationFile, "--set", $"store.path={Program["greylist.db"]}", "--set", $"introspection.port={FreePort.Next()}");
        Assert.True(busy.ExitCode == 69, busy.ToString());
        Assert.StartsWith("451", await Attempt(Regular, From, "new@example.test"), StringComparison.Ordinal);
    }

    private CommandResult Learn(params IEnumerable<string> arguments) => GreyActorsProcess.Command(
        ["learn", .. arguments, "--config", Program.ConfigurationFile, "--set", $"store.path={Program["greylist.db"]}", "--set", $"introspection.port={Program.IntrospectionPort}",
        .. arguments.Contains("--token-file") ? Array.Empty<string>() : ["--token-file", Program["var/introspection.token"]]]);

    private async Task Stop()
    {
        Program.Signal("TERM");
        Assert.Equal(0, await Program.ExitCode());
    }

    private Task<string> Attempt(string client, string from, string to) => AnnouncedClient.Attempt(_port, client, "helo.example", from, to);

    private string Log() => Write("mail.log",
        Mail(0xA0001, Regular, From, "bob@example.test", TimeSpan.FromDays(9))
        + Mail(0xA0002, Regular, From, "bob@example.test", TimeSpan.FromDays(2))
        + Mail(0xA0003, "192.0.2.77", "spam@spam.example", "bob@example.test", TimeSpan.FromDays(1)).Replace(
            "postfix/lmtp", "spamd[1]: spamd: result: Y 12 - X scantime=0.3,mid=<A0003@log>,autolearn=no\n" + Stamp(TimeSpan.FromDays(1)) + " mx postfix/lmtp", StringComparison.Ordinal)
        + "damaged\n");

    private static string Mail(int number, string client, string from, string to, TimeSpan ago)
    {
        var (at, id) = (Stamp(ago), number.ToString("X5", CultureInfo.InvariantCulture));
        return $"""
            {at} mx postfix/smtpd[1]: {id}: client=unknown[{client}]
            {at} mx postfix/cleanup[1]: {id}: message-id=<{id}@log>
            {at} mx postfix/qmgr[1]: {id}: from=<{from}>, size=1, nrcpt=1 (queue active)
            {at} mx postfix/lmtp[1]: {id}: to=<{to}>, relay=x, delay=1, dsn=2.0.0, status=sent (250 ok)
            {at} mx postfix/qmgr[1]: {id}: removed

            """;
    }

    private static string Stamp(TimeSpan ago) => (DateTimeOffset.UtcNow - ago).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    private string Write(string name, string text)
    {
        File.WriteAllText(Program[name], text);
        return Program[name];
    }
}
