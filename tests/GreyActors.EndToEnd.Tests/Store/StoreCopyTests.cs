using System.Diagnostics;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Store;

/// <summary><c>greyactors store copy</c>, as a site uses it to move from SQLite to PostgreSQL and back.</summary>
public sealed class StoreCopyTests : ProgramAndBackend
{
    private const string Client = "127.0.5.5";
    private const int Imported = 5000;

    private string Sqlite => Program["sqlite.conf"];

    private string Postgres => Program["postgres.conf"];

    // With many partitions, a copy can be killed between two of them.
    protected override GreyActorsConfiguration Configure(GreyActorsConfiguration configuration) =>
        configuration.With("greylisting.initial-delay", "1s").With("store.partitions", "64");

    [Fact]
    public async Task A_greylist_moves_to_PostgreSQL_and_back_although_a_copy_is_killed()
    {
        await using var postgres = await PrivatePostgres.Start(new PostgresOptions { Fsync = false });
        string[] inPostgres = ["store.provider=postgresql", $"store.connection=\"{postgres.ConnectionString}\"", $"store.password-file={postgres.PasswordFile}"];
        Write(Sqlite, $"path = \"{Program["greylist.db"]}\"");
        Write(Postgres, $"provider = postgresql, connection = \"{postgres.ConnectionString}\", password-file = \"{postgres.PasswordFile}\"");
        await Pass("ann@example.org");
        await Stop();
        Import();

        await KillCopy(Sqlite, Postgres);
        Assert.Equal(78, await Program.RestartAndFail(inPostgres));
        Assert.Contains("has not finished: repeat greyactors store copy", Program.Error, StringComparison.Ordinal);
        var copied = Copied(Sqlite, Postgres);
        Assert.Contains($"{Imported + 1}\n", copied, StringComparison.Ordinal);
        Assert.DoesNotContain("; 129 of 129 parts", copied, StringComparison.Ordinal);

        await Program.Restart(inPostgres);
        Assert.StartsWith("250", await AtRcpt("ann@example.org"), StringComparison.Ordinal);
        await Pass("late@example.org");
        var refused = Copy(Sqlite, Postgres);
        Assert.True(refused.ExitCode == 69, refused.ToString());
        await Stop();

        // The old file lacks the latest triplet, and stays as it is.
        Assert.Equal(73, Copy(Postgres, Sqlite).ExitCode);
        Write(Program["back.conf"], $"path = \"{Program["back.db"]}\"");
        Assert.Contains($"{Imported + 2}\n", Copied(Postgres, Program["back.conf"]), StringComparison.Ordinal);
        await Program.Restart($"store.path={Program["back.db"]}");
        Assert.StartsWith("250", await AtRcpt("ann@example.org"), StringComparison.Ordinal);
        Assert.StartsWith("250", await AtRcpt("late@example.org"), StringComparison.Ordinal);
        Assert.StartsWith("451 4.7.1", await AtRcpt("nobody@example.org"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_needs_a_source_that_exists_and_stores_that_no_service_uses()
    {
        Write(Sqlite, $"path = \"{Program["greylist.db"]}\"");
        Write(Program["target.conf"], $"path = \"{Program["target.db"]}\"");
        Write(Program["absent.conf"], $"path = \"{Program["absent.db"]}\"");
        Assert.Equal(69, Copy(Sqlite, Program["target.conf"]).ExitCode);
        var missing = Copy(Program["absent.conf"], Sqlite);
        Assert.True(missing.ExitCode == 66 && missing.Error.Contains("absent.db does not exist", StringComparison.Ordinal), missing.ToString());
        await Stop();
        Assert.Equal(64, GreyActorsProcess.Command("store", "copy", Sqlite, Program["target.conf"], "--set", "store.partitions=64").ExitCode);
        Assert.Equal(64, GreyActorsProcess.Command("store", "copy", Sqlite).ExitCode);
        Assert.Contains("0 of 129 parts", Copied(Sqlite, Program["target.conf"]), StringComparison.Ordinal);
    }

    // Kills it when it has copied a tenth.
    private static async Task KillCopy(string from, string to)
    {
        using var copy = Process.Start(new ProcessStartInfo("dotnet", [GreyActorsProcess.ProgramFile, "store", "copy", from, to]) { RedirectStandardOutput = true })!;
        while (await copy.StandardOutput.ReadLineAsync() is { } line && !line.StartsWith("10 %", StringComparison.Ordinal))
        {
        }

        copy.Kill();
        await copy.WaitForExitAsync();
        Assert.Equal(137, copy.ExitCode);
    }

    private static CommandResult Copy(string from, string to) => GreyActorsProcess.Command("store", "copy", from, to);

    private static string Copied(string from, string to)
    {
        var result = Copy(from, to);
        Assert.True(result.ExitCode == 0, result.ToString());
        return result.Output;
    }

    private void Import()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var dump = Program["spamdb"];
        File.WriteAllLines(dump, Enumerable.Range(0, Imported).Select(number =>
            $"GREY|198.51.{number / 250}.{number % 250}|mx|<from{number}@example.org>|<to{number}@example.test>|{now}|{now + 10_000}|{now + 20_000}|1|0"));
        var result = GreyActorsProcess.Command("import", "spamd", dump, "--config", Sqlite);
        Assert.True(result.ExitCode == 0, result.ToString());
    }

    private void Write(string file, string store) =>
        File.WriteAllText(file, $"include \"{Path.GetFileName(Program.ConfigurationFile)}\"\ngrey-actors.store {{ {store} }}\n");

    private async Task Pass(string from)
    {
        Assert.StartsWith("451 4.7.1", await AtRcpt(from), StringComparison.Ordinal);
        await Eventually.Holds("the wait is over", async () => (await AtRcpt(from)).StartsWith("250", StringComparison.Ordinal));
    }

    private async Task Stop()
    {
        Program.Signal("TERM");
        Assert.Equal(0, await Program.ExitCode());
    }

    private async Task<string> AtRcpt(string from)
    {
        using var session = await SmtpClientSocket.Greeted(Program.SmtpPort, Client);
        await session.Say($"MAIL FROM:<{from}>", "250");
        return (await session.Say("RCPT TO:<bob@example.test>")).ToString();
    }
}
