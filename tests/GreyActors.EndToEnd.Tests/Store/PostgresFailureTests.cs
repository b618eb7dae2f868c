using System.Diagnostics;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Store;

/// <summary>While PostgreSQL fails, mail is handled as on-store-failure says, the log and <c>/readyz</c> report it, and the program recovers by itself.</summary>
public sealed class PostgresFailureTests
{
    // Until the keeper notices that the server works again, and the partitions have recovered; the rest is for a busy machine.
    private static readonly TimeSpan HealsWithin = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("accept", "250", false)]
    [InlineData("defer", Attempts.StoreFailure, true)]
    public async Task A_stopped_server_delays_no_mail_and_the_store_is_used_again_when_the_server_starts(string rule, string reply, bool asByCrash)
    {
        await using var postgres = await PrivatePostgres.Start();
        await using var recorder = new RecordingMailServer();
        await using var program = await Knowing(recorder, postgres, rule);

        postgres.Stop(asByCrash);
        await program.FlowsMeanwhile(reply);
        Assert.Contains("the server cannot be reached", await program.FailsCheck("store-writes"), StringComparison.Ordinal);

        postgres.StartAgain();
        await HealsSoonAndKnows(program, Stopwatch.StartNew());
    }

    [Fact]
    public async Task A_server_that_hangs_delays_no_mail_longer_than_the_timeout_and_the_store_is_used_again_when_it_answers()
    {
        await using var postgres = await PrivatePostgres.Start();
        await using var recorder = new RecordingMailServer();
        await using var program = await Knowing(recorder, postgres, "defer");

        postgres.Pause();
        var hung = Stopwatch.StartNew();
        for (var i = 0; i < 8; i++)
        {
            var asked = hung.Elapsed;
            Assert.StartsWith(Attempts.StoreFailure, await program.Attempt($"during{i}"), StringComparison.Ordinal);
            Assert.True(hung.Elapsed - asked < TimeSpan.FromSeconds(8), $"attempt {i} was answered after {hung.Elapsed - asked}");
        }

        Assert.Contains("did not answer", await program.FailsCheck("store-writes"), StringComparison.Ordinal);
        postgres.Resume();
        await HealsSoonAndKnows(program, Stopwatch.StartNew());
    }

    [Fact]
    public async Task A_stop_of_the_program_while_the_server_hangs_ends_in_time()
    {
        await using var postgres = await PrivatePostgres.Start();
        await using var recorder = new RecordingMailServer();
        await using var program = await Knowing(recorder, postgres, "defer");

        postgres.Pause();
        Assert.StartsWith(Attempts.StoreFailure, await program.Attempt("during"), StringComparison.Ordinal);
        var watch = Stopwatch.StartNew();
        program.Signal("TERM");
        await program.ExitCode();
        // shutdown-timeout, and five seconds after the sessions; the rest is for a busy machine.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1 + 5 + 6));
    }

    [Theory]
    [InlineData("accept", "250")]
    [InlineData("defer", Attempts.StoreFailure)]
    public async Task A_full_disk_of_the_server_delays_no_mail_and_the_store_is_used_again_when_there_is_space(string rule, string reply)
    {
        using var disk = new SmallDisk(megabytes: 80);
        await using var postgres = await PrivatePostgres.Start(new PostgresOptions { Fsync = false, Data = disk["data"] });
        await using var recorder = new RecordingMailServer();
        await using var program = await Knowing(recorder, postgres, rule);

        disk.Fill();
        var tried = 0;
        await Eventually.Holds("the store is full", async () => (await program.Attempt($"filling{tried++}")).StartsWith(reply, StringComparison.Ordinal), TimeSpan.FromSeconds(90));
        await program.FlowsMeanwhile(reply);
        Assert.Contains("the disk of the server is full", await program.FailsCheck("store-writes"), StringComparison.Ordinal);

        disk.MakeRoom();
        await HealsSoonAndKnows(program, Stopwatch.StartNew());
    }

    [Theory]
    [InlineData("accept", "250")]
    [InlineData("defer", Attempts.StoreFailure)]
    public async Task A_server_that_becomes_read_only_delays_no_mail_and_the_store_is_used_again_when_it_is_writable(string rule, string reply)
    {
        await using var postgres = await PrivatePostgres.Start();
        await using var recorder = new RecordingMailServer();
        await using var program = await Knowing(recorder, postgres, rule);

        postgres.SetReadOnly(true);
        var tried = 0;
        await Eventually.Holds("the store fails", async () => (await program.Attempt($"filling{tried++}")).StartsWith(reply, StringComparison.Ordinal));
        await program.FlowsMeanwhile(reply);
        Assert.Contains("the database is read-only", await program.FailsCheck("store-writes"), StringComparison.Ordinal);

        postgres.SetReadOnly(false);
        await HealsSoonAndKnows(program, Stopwatch.StartNew());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_killed_backend_and_ended_connections_interrupt_the_greylist_for_seconds_only(bool isKilled)
    {
        await using var postgres = await PrivatePostgres.Start();
        await using var recorder = new RecordingMailServer();
        await using var program = await Knowing(recorder, postgres, "defer");

        if (isKilled)
            postgres.KillBackend();
        else
            postgres.EndConnections();
        await HealsSoonAndKnows(program, Stopwatch.StartNew());
    }

    [Fact]
    public async Task A_password_that_is_changed_during_an_outage_is_reported_as_wrong()
    {
        await using var postgres = await PrivatePostgres.Start();
        await using var recorder = new RecordingMailServer();
        await using var program = await Knowing(recorder, postgres, "defer");

        postgres.Query("ALTER ROLE greyactors PASSWORD 'another'");
        postgres.EndConnections();
        await Eventually.Holds(
            "the password is reported", async () => (await program.NotReady()).GetValueOrDefault("store-writes", "").Contains("the password of the user greyactors is wrong", StringComparison.Ordinal));
        Assert.DoesNotContain("'quotes'", program.Output, StringComparison.Ordinal);
    }

    private static async Task HealsSoonAndKnows(GreyActorsProcess program, Stopwatch sinceHealthy)
    {
        await program.JudgesAgain("soon");
        Assert.InRange(sinceHealthy.Elapsed, TimeSpan.Zero, HealsWithin);
        await program.HealsAndKnows();
    }

    private static Task<GreyActorsProcess> Knowing(RecordingMailServer recorder, PrivatePostgres postgres, string rule) =>
        StoreFailure.Knowing(rule, GreyActorsConfiguration.RelayingTo(recorder.Port).On(postgres).With("store.timeout", "3s").With("shutdown-timeout", "1s"));
}
