using System.Globalization;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>After an import, triplets that passed in the other greylist pass at once, and all others wait.</summary>
public sealed class ImportTests : ProgramAndBackend
{
    private const string To = "bob@example.test";

    // Not the address that Kamaelia Grey's defaults admit.
    private const string Client = "127.0.5.5";

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    protected override GreyActorsConfiguration Configure(GreyActorsConfiguration configuration) =>
        configuration.With("greylisting.initial-delay", "1h").With("greylisting.retry-window", "1d");

    [Fact]
    public async Task Triplets_and_configuration_are_imported_from_Kamaelia_Grey()
    {
        await Stop();
        var conf = Write("greylist.conf", $"""
            # where it listens
            port = {Program.SmtpPort}
            servername = mx.example.test
            smtp_ip = 127.0.0.1
            smtp_port = {Recorder.Port}
            colour = green
            allowed_domains:
                example.test
            """);
        var greylisted = Write("greylisted.tsv", Record("ann@example.org", Now - 60));
        var attempters = Write("attempters.tsv", Record("eve@example.org", Now - 7200) + Record("new@example.org", Now - 600));
        File.Delete(Program.ConfigurationFile);

        var result = GreyActorsProcess.Command(
            "import", "kamaelia", conf, "--output", Program.ConfigurationFile, "--greylisted", greylisted, "--attempters", attempters,
            "--set", $"store.path={Program["var/greylist.db"]}");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("colour = green", result.Error, StringComparison.Ordinal);
        Assert.Contains("1 passed, 2 waiting", result.Error, StringComparison.Ordinal);
        Assert.Contains("  # where it listens\n", await File.ReadAllTextAsync(Program.ConfigurationFile), StringComparison.Ordinal);
        Assert.Equal(0, GreyActorsProcess.Command("check", Program.ConfigurationFile).ExitCode);
        await Program.Restart($"introspection.port={Program.IntrospectionPort}");
        Assert.StartsWith("354", await AtData("ann@example.org"), StringComparison.Ordinal);
        Assert.StartsWith("354", await AtData("eve@example.org"), StringComparison.Ordinal);
        Assert.StartsWith("451 4.7.1", await AtData("new@example.org"), StringComparison.Ordinal);
        Assert.StartsWith("451 4.7.1", await AtData("nobody@example.org"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Triplets_are_imported_from_a_real_postgrey()
    {
        await using var postgrey = await PostgreyInstance.Start("--delay=300");
        var now = DateTimeOffset.UtcNow;
        Assert.StartsWith("action=DEFER", await postgrey.Ask(Client, "ann@example.org", To, now.AddMinutes(-30)), StringComparison.Ordinal);
        Assert.StartsWith("action=PREPEND", await postgrey.Ask(Client, "ann@example.org", To, now.AddMinutes(-20)), StringComparison.Ordinal);
        Assert.StartsWith("action=DEFER", await postgrey.Ask(Client, "new@example.org", To, now.AddMinutes(-2)), StringComparison.Ordinal);
        await postgrey.Stop();
        await Stop();

        var result = Import("postgrey", postgrey.Folder, "--options=--inet=10023 --delay=300");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("initial-delay = 300s", result.Output, StringComparison.Ordinal);
        Assert.Contains("1 passed, 1 waiting", result.Error, StringComparison.Ordinal);
        Assert.Contains("0 passed, 0 waiting", Import("postgrey", postgrey.Folder).Error, StringComparison.Ordinal);
        await Program.Restart();
        Assert.StartsWith("250", await AtRcpt("ann@example.org"), StringComparison.Ordinal);
        Assert.StartsWith("451 4.7.1", await AtRcpt("new@example.org"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Triplets_and_white_clients_are_imported_from_spamd()
    {
        await Stop();
        var dump = Write("spamdb", $"""
            GREY|{Client}|mx.example.org|<eve@example.org>|<{To}>|{Now - 7200}|{Now + 7200}|{Now + 7200}|1|0
            WHITE|127.0.6.6|||{Now - 7200}|{Now - 3600}|{Now + 7200}|2|7
            SPAMTRAP|trap@example.test

            """);

        var result = Import("spamd", dump, "--clients-list", Program["clients"], "--report", Program["report"]);

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains($"{dump}:3: not imported", await File.ReadAllTextAsync(Program["report"]), StringComparison.Ordinal);
        await Program.Restart($"whitelisted-clients=[\"file:{Program["clients"]}\"]");
        Assert.StartsWith("250", await AtRcpt("eve@example.org"), StringComparison.Ordinal);
        Assert.StartsWith("451 4.7.1", await AtRcpt("nobody@example.org"), StringComparison.Ordinal);
        Assert.StartsWith("250", await AtRcpt("nobody@example.org", "127.0.6.6"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_import_has_an_exit_code_and_leaves_no_files()
    {
        var dump = Write("spamdb", $"GREY|{Client}|mx|<ann@example.org>|<{To}>|{Now}|0|0|1|0\n");
        var running = Import("spamd", dump, "--report", Program["report"]);
        Assert.Equal(69, running.ExitCode);
        Assert.Contains("in use by another process", running.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Program["report"]));

        await Stop();
        Assert.Equal(66, Import("spamd", Program["nothing"]).ExitCode);
        Assert.Equal(66, GreyActorsProcess.Command("import", "kamaelia", Program["nothing"]).ExitCode);
        Assert.Equal(65, Import("postgrey", Write("damaged.db", "VERSION=3\nHEADER=END\n 6b\n")).ExitCode);
        Assert.Equal(64, Import("postgrey", dump, "--options=--delay=soon").ExitCode);
        var circle = GreyActorsProcess.Command("import", "kamaelia", Write("circle.conf", "port = 2525\nsmtp_ip = 127.0.0.1\nsmtp_port = 2525\n"), "-o", Program["circle.made"]);
        Assert.Equal(78, circle.ExitCode);
        Assert.Contains($"{Program["circle.made"]}:4: ", circle.Error, StringComparison.Ordinal);
        Assert.Contains("its triplets were not loaded", circle.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Program["circle.made"]));
        Assert.Equal(73, Import("spamd", dump, "--report", dump).ExitCode);
    }

    private static string Record(string from, long at) => string.Create(CultureInfo.InvariantCulture, $"('{Client}', '<{from}>', '<{To}>')\t{at}.5\n");

    private CommandResult Import(params IEnumerable<string> arguments) => GreyActorsProcess.Command(
        ["import", .. arguments, "--config", Program.ConfigurationFile, "--set", $"store.path={Program["greylist.db"]}"]);

    private string Write(string name, string text)
    {
        File.WriteAllText(Program[name], text);
        return Program[name];
    }

    private async Task Stop()
    {
        Program.Signal("TERM");
        Assert.Equal(0, await Program.ExitCode());
    }

    private async Task<string> AtRcpt(string from, string client = Client)
    {
        using var session = await SmtpClientSocket.Greeted(Program.SmtpPort, client);
        await session.Say($"MAIL FROM:<{from}>", "250");
        return (await session.Say($"RCPT TO:<{To}>")).ToString();
    }

    private async Task<string> AtData(string from)
    {
        using var session = await SmtpClientSocket.Greeted(Program.SmtpPort, Client);
        await session.Say($"MAIL FROM:<{from}>", "250");
        await session.Say($"RCPT TO:<{To}>", "250");
        return (await session.Say("DATA")).ToString();
    }
}
