using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Store;

/// <summary>A start with PostgreSQL: the tables are created, or the program ends with the reason.</summary>
public sealed class PostgresStartTests : IAsyncLifetime
{
    private const int Unavailable = 69;
    private const int Configuration = 78;

    private PrivatePostgres _postgres = null!;

    private GreyActorsConfiguration Configured => GreyActorsConfiguration.RelayingTo(FreePort.Next()).On(_postgres);

    public async Task InitializeAsync() => _postgres = await PrivatePostgres.Start(new PostgresOptions { Fsync = false });

    public async Task DisposeAsync() => await _postgres.DisposeAsync();

    [Fact]
    public async Task A_triplet_is_known_after_a_restart_and_after_a_kill_and_the_password_is_nowhere()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port).On(_postgres).With("log.level", "debug"));
        await program.Pass("known");
        await program.Kill9();
        await program.Restart("greylisting.on-store-failure=defer");
        Assert.StartsWith("250", await program.Verdict("known"), StringComparison.Ordinal);
        Assert.StartsWith(Attempts.Deferred, await program.Verdict("waiting"), StringComparison.Ordinal);
        program.Signal("TERM");
        Assert.Equal(0, await program.ExitCode());
        // A shutdown leaves snapshots, which replace the events.
        Assert.Equal("0", _postgres.Query("SELECT count(*) FROM journal j WHERE NOT deleted AND sequence_number > (SELECT max(sequence_number) FROM snapshot s WHERE s.persistence_id = j.persistence_id)"));
        Assert.NotEqual("0", _postgres.Query("SELECT count(*) FROM snapshot WHERE persistence_id LIKE 'greylist-partition-%'"));

        await program.Restart("greylisting.on-store-failure=defer");
        Assert.StartsWith("250", await program.Verdict("known"), StringComparison.Ordinal);
        Assert.StartsWith("250", await program.Verdict("waiting"), StringComparison.Ordinal);
        Assert.False(File.Exists(program["greylist.db"]));
        Assert.DoesNotContain(PrivatePostgres.Password, program.Output + program.Error + program.DebugLog(), StringComparison.Ordinal);
        using var http = new HttpClient();
        foreach (var path in new[] { "config", "tree" })
            Assert.DoesNotContain("'quotes'", await http.GetStringAsync(new Uri($"http://127.0.0.1:{program.IntrospectionPort}/api/{path}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_and_a_second_service_find_that_the_store_is_in_use()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port).On(_postgres));
        await using var second = await Refused(Configured, Unavailable);
        Assert.Contains("is in use by another GreyActors", second.Error, StringComparison.Ordinal);

        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        File.WriteAllText(program["spamdb"], $"WHITE|127.0.0.1|||{now - 7200}|{now - 3600}|{now + 86400}|1|1\nGREY|127.0.0.1|mx|<a@example.net>|<imported@example.test>|{now - 60}|{now + 60}|{now + 14400}|1|0\n");
        var running = Import(program);
        Assert.Equal(Unavailable, running.ExitCode);
        Assert.Contains("is in use by another GreyActors", running.Error, StringComparison.Ordinal);
        await program.Kill9();
        var import = Import(program);
        Assert.True(import.ExitCode == 0, import.ToString());
        await program.Restart("greylisting.on-store-failure=defer");
        Assert.StartsWith("250", await program.Verdict("imported"), StringComparison.Ordinal);
        Assert.StartsWith(Attempts.Deferred, await program.Verdict("other"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_listen_ends_the_start()
    {
        _postgres.Stop();
        await using var program = await Refused(Configured, Unavailable);
        Assert.Contains($"postgresql://127.0.0.1:{_postgres.Port}/greyactors cannot be used: the server cannot be reached: Connection refused", program.Error, StringComparison.Ordinal);
        _postgres.StartAgain();
        await program.Restart();
    }

    [Fact]
    public async Task A_server_that_hangs_ends_the_start()
    {
        _postgres.Pause();
        await using var program = await Refused(Configured, Unavailable);
        Assert.Contains("cannot be used: the server did not answer in time", program.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ALTER ROLE greyactors PASSWORD 'another'", "the password of the user greyactors is wrong (store.password-file)")]
    [InlineData("ALTER ROLE greyactors NOLOGIN", "role \"greyactors\" is not permitted to log in")]
    [InlineData("ALTER DATABASE greyactors RENAME TO another", "database \"greyactors\" does not exist: create it, and make greyactors its owner")]
    [InlineData("ALTER DATABASE greyactors OWNER TO postgres", "the user greyactors lacks a right: permission denied for schema public")]
    [InlineData("ALTER ROLE greyactors SET default_transaction_read_only = on", "the database is read-only")]
    [InlineData("ALTER ROLE greyactors SET search_path = nowhere", "the search path of the user greyactors has no schema")]
    [InlineData("ALTER ROLE greyactors CONNECTION LIMIT 0", "too many connections for role")]
    public async Task A_refusal_by_the_server_ends_the_start_with_the_reason(string cause, string reason)
    {
        _postgres.Query(cause, "postgres");
        await using var program = await Refused(Configured, Unavailable);
        Assert.Contains(reason, program.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("'quotes'", program.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_of_another_program_stays_unchanged_and_ends_the_start()
    {
        _postgres.Query("CREATE TABLE journal (entry text)");
        await using var program = await Refused(Configured, Unavailable);
        Assert.Contains("has a table `journal` or `snapshot` of another program and was not changed", program.Error, StringComparison.Ordinal);
        Assert.Equal("f", _postgres.Query("SELECT EXISTS (SELECT 1 FROM pg_tables WHERE tablename LIKE 'greyactors%')"));
    }

    [Fact]
    public async Task A_newer_layout_and_another_number_of_partitions_end_the_start()
    {
        await using var program = await GreyActorsProcess.Start(Configured);
        program.Signal("TERM");
        Assert.Equal(0, await program.ExitCode());
        Assert.Equal(Configuration, await program.RestartAndFail("store.partitions=8"));
        Assert.Contains("was made with 16 partitions, and store.partitions is 8: set it to 16", program.Error, StringComparison.Ordinal);

        _postgres.Query("UPDATE greyactors_meta SET value = '2' WHERE name = 'layout'");
        Assert.Equal(Unavailable, await program.RestartAndFail());
        Assert.Contains("was changed by a later release: its layout is 2, and this release knows 1", program.Error, StringComparison.Ordinal);
    }

    private static CommandResult Import(GreyActorsProcess program) => GreyActorsProcess.Command(
        "import", "spamd", program["spamdb"], "--clients-list", program["clients"], "--config", program.ConfigurationFile);

    private static async Task<GreyActorsProcess> Refused(GreyActorsConfiguration configuration, int code)
    {
        var program = GreyActorsProcess.Launched(configuration);
        Assert.Equal(code, await program.ExitCode());
        return program;
    }
}
