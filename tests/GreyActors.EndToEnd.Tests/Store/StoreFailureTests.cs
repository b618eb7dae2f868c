using System.Diagnostics;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Store;

/// <summary>
/// Whatever happens to the store while the program runs, mail flows by on-store-failure, the log and <c>/readyz</c> say so, and it heals by itself.
/// </summary>
[Collection(OneAfterTheOther.Name)]
public sealed class StoreFailureTests
{
    private static readonly TimeSpan Locked = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("accept", "250")]
    [InlineData("defer", Attempts.StoreFailure)]
    public async Task A_store_that_somebody_locks_holds_up_no_mail_and_is_used_again_when_it_is_free(string rule, string reply)
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await Knowing(recorder, rule, "greylist.db");

        using (StoreHandle.Locking(program["greylist.db"]))
        {
            var watch = Stopwatch.StartNew();
            for (var i = 0; watch.Elapsed < Locked; i++)
            {
                var asked = watch.Elapsed;
                Assert.StartsWith(reply, await program.Attempt($"during{i}"), StringComparison.Ordinal);
                Assert.True(watch.Elapsed - asked < TimeSpan.FromSeconds(10), $"attempt {i} was answered after {watch.Elapsed - asked}");
            }

            Assert.Contains("locked", await program.FailsCheck("store-writes"), StringComparison.Ordinal);
            await program.Says("cannot use its store");
        }

        await HealsAndKnows(program);
    }

    [Theory]
    [InlineData("accept", "250")]
    [InlineData("defer", Attempts.StoreFailure)]
    public async Task A_full_disk_holds_up_no_mail_and_the_store_is_used_again_when_there_is_room(string rule, string reply)
    {
        using var disk = new SmallDisk();
        await using var recorder = new RecordingMailServer();
        await using var program = await Knowing(recorder, rule, disk["greylist.db"]);

        disk.Fill();
        // What is left in the last pages is used up first.
        var tried = 0;
        await Eventually.Holds("the store is full", async () => (await program.Attempt($"filling{tried++}")).StartsWith(reply, StringComparison.Ordinal));
        await FlowsMeanwhile(program, reply);
        Assert.Contains("full", await program.FailsCheck("store-writes"), StringComparison.Ordinal);

        disk.MakeRoom();
        await HealsAndKnows(program);
    }

    [Theory]
    [InlineData("accept", "250")]
    [InlineData("defer", Attempts.StoreFailure)]
    public async Task A_store_that_cannot_be_written_any_more_holds_up_no_mail_and_is_used_again_when_it_can(string rule, string reply)
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await Knowing(recorder, rule, "greylist.db");
        var files = new[] { program["greylist.db"], program["greylist.db-wal"] };

        Command.AsRoot("chattr", ["+i", .. files]);
        try
        {
            var tried = 0;
            await Eventually.Holds("the store fails", async () => (await program.Attempt($"filling{tried++}")).StartsWith(reply, StringComparison.Ordinal));
            await FlowsMeanwhile(program, reply);
            await program.FailsCheck("store-writes");
        }
        finally
        {
            Command.AsRoot("chattr", ["-i", .. files]);
        }

        await HealsAndKnows(program);
    }

    [Theory]
    [InlineData("greylist.db")]
    [InlineData("greylist.db", "greylist.db-wal", "greylist.db-shm")]
    public async Task A_store_that_is_deleted_while_it_is_used_is_made_anew_with_all_that_is_known(params string[] files)
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await Knowing(recorder, "defer", "greylist.db", timeout: "20s");
        Assert.StartsWith(Attempts.Deferred, await program.Attempt("waiting"), StringComparison.Ordinal);

        foreach (var file in files)
            File.Delete(program[file]);
        await IsMadeAnew(program);
    }

    [Fact]
    public async Task A_store_that_is_replaced_while_it_is_used_is_moved_aside_and_made_anew_with_all_that_is_known()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await Knowing(recorder, "defer", "greylist.db", timeout: "20s");
        Assert.StartsWith(Attempts.Deferred, await program.Attempt("waiting"), StringComparison.Ordinal);
        StoreHandle.Run(program["other.db"], "CREATE TABLE somebody_elses (what)");
        var other = await File.ReadAllBytesAsync(program["other.db"]);

        File.Move(program["other.db"], program["greylist.db"], overwrite: true);
        await IsMadeAnew(program);
        Assert.Contains(Directory.GetFiles(program["."], "greylist.db.gone-*"), file => File.ReadAllBytes(file).AsSpan().SequenceEqual(other));
    }

    [Theory]
    [InlineData("page")]
    [InlineData("event")]
    [InlineData("later release")]
    public async Task A_store_that_is_damaged_while_it_is_used_holds_up_no_mail_and_is_used_again_when_it_is_mended(string damage)
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await Knowing(recorder, "defer", "greylist.db");
        var store = program["greylist.db"];

        // Partitions hold all they know in memory: only those that come back read the store.
        var mend = Damage(damage, store);
        var tried = 0;
        using (StoreHandle.Locking(store))
        {
            await Eventually.Holds("every partition has failed", async () =>
            {
                await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => program.Attempt($"filling{Interlocked.Increment(ref tried)}")));
                return Enumerable.Range(0, 16).All(number => program.Output.Contains($"partition {number} cannot use", StringComparison.Ordinal));
            }, TimeSpan.FromSeconds(120));
        }

        await Eventually.Holds(
            "mail flows by the rule", async () => (await program.Attempt($"during{tried++}")).StartsWith(Attempts.StoreFailure, StringComparison.Ordinal));
        await program.FailsCheck("store-partitions");

        mend();
        await HealsAndKnows(program);
    }

    // Returns what mends it.
    private static Action Damage(string damage, string store)
    {
        switch (damage)
        {
            case "page":
                var page = StoreHandle.DamagePageOf(store, "journal");
                return () => StoreHandle.Mend(store, page);
            case "event":
                StoreHandle.Run(store, "CREATE TABLE kept AS SELECT ordering, message FROM journal; UPDATE journal SET message = x'FFFFFF'");
                return () => StoreHandle.Run(store, "UPDATE journal SET message = kept.message FROM kept WHERE kept.ordering = journal.ordering");
            default:
                StoreHandle.Run(store, "UPDATE journal SET manifest = replace(manifest, '.v1', '.v9')");
                return () => StoreHandle.Run(store, "UPDATE journal SET manifest = replace(manifest, '.v9', '.v1')");
        }
    }

    // Started with "defer" first: a recipient that is accepted then is known, and not only let through.
    private static async Task<GreyActorsProcess> Knowing(RecordingMailServer recorder, string rule, string store, string timeout = "2s")
    {
        var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port)
            .With("greylisting.on-store-failure", "defer")
            .With("store.path", $"\"{store}\"")
            .With("store.timeout", timeout));
        await program.Pass("known");
        program.Signal("TERM");
        Assert.Equal(0, await program.ExitCode());
        await program.Restart($"greylisting.on-store-failure={rule}");
        await program.JudgesAgain("before");
        return program;
    }

    private static async Task FlowsMeanwhile(GreyActorsProcess program, string reply)
    {
        for (var i = 0; i < 40; i++)
        {
            var answer = await program.Attempt($"during{i}");
            Assert.True(answer.StartsWith(reply, StringComparison.Ordinal) || answer.StartsWith(Attempts.Deferred, StringComparison.Ordinal), answer);
        }

        await program.Says("cannot use its store");
    }

    private static async Task HealsAndKnows(GreyActorsProcess program)
    {
        await program.JudgesAgain("after");
        await program.Kill9();
        await program.Restart("greylisting.on-store-failure=defer");
        Assert.StartsWith("250", await program.Attempt("known"), StringComparison.Ordinal);
        await program.Pass("after0");
    }

    private static async Task IsMadeAnew(GreyActorsProcess program)
    {
        // Known and new triplets are judged all the time.
        Assert.StartsWith("250", await program.Attempt("known"), StringComparison.Ordinal);
        Assert.StartsWith(Attempts.Deferred, await program.Attempt("meanwhile"), StringComparison.Ordinal);
        // Each partition that knows anything writes it down by itself; only then may the program be killed.
        using var introspection = new Introspection(program);
        var stats = await introspection.Get("/api/stats");
        var partitions = stats.GetProperty("store").GetProperty("partitions").EnumerateArray().Count(one => one.GetProperty("triplets").GetInt64() > 0);
        Assert.True(partitions >= 2);
        await Eventually.Holds("the store is created again", () => program.Output.Contains("is gone; it is created again", StringComparison.Ordinal)
            && File.Exists(program["greylist.db"])
            && StoreHandle.Run(program["greylist.db"], "SELECT count(DISTINCT persistence_id) FROM snapshot") is long written && written >= partitions);
        Assert.StartsWith(Attempts.Deferred, await program.Attempt("thereafter"), StringComparison.Ordinal);

        await program.Kill9();
        await program.Restart("greylisting.initial-delay=1h");
        Assert.StartsWith("250", await program.Attempt("known"), StringComparison.Ordinal);
        await program.Kill9();
        await program.Restart("greylisting.initial-delay=0s");
        foreach (var waiting in new[] { "waiting", "meanwhile", "thereafter" })
            Assert.StartsWith("250", await program.Attempt(waiting), StringComparison.Ordinal);
        Assert.StartsWith(Attempts.Deferred, await program.Attempt("unseen"), StringComparison.Ordinal);
    }
}
