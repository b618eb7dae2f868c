using System.Diagnostics;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Store;

/// <summary>Whatever happens to the store while the program runs, mail flows by on-store-failure, the log says so, and it heals by itself.</summary>
public sealed class StoreFailureTests
{
    private static readonly TimeSpan Locked = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("accept", "250")]
    [InlineData("defer", Attempts.StoreFailure)]
    public async Task A_store_that_somebody_locks_holds_up_no_mail_and_is_used_again_when_it_is_free(string rule, string reply)
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(Configured(recorder, rule));
        await program.Pass("known");

        using (StoreHandle.Locking(program["greylist.db"]))
        {
            var watch = Stopwatch.StartNew();
            for (var i = 0; watch.Elapsed < Locked; i++)
            {
                var asked = watch.Elapsed;
                Assert.StartsWith(reply, await program.Attempt($"during{i}"), StringComparison.Ordinal);
                Assert.True(watch.Elapsed - asked < TimeSpan.FromSeconds(10), $"attempt {i} was answered after {watch.Elapsed - asked}");
            }

            Assert.Contains("cannot use its store", program.Output, StringComparison.Ordinal);
        }

        await program.JudgesAgain("after");
        await program.Kill9();
        await program.Restart();
        Assert.StartsWith("250", await program.Attempt("known"), StringComparison.Ordinal);
        await program.Pass("after0");
    }

    [Theory]
    [InlineData("accept", "250")]
    [InlineData("defer", Attempts.StoreFailure)]
    public async Task A_full_disk_holds_up_no_mail_and_the_store_is_used_again_when_there_is_room(string rule, string reply)
    {
        using var disk = new SmallDisk();
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(Configured(recorder, rule).With("store.path", $"\"{disk["greylist.db"]}\""));
        await program.Pass("known");

        disk.Fill();
        // What is left in the last pages is used up first.
        var tried = 0;
        await Eventually.Holds("the store is full", async () => (await program.Attempt($"filling{tried++}")).StartsWith(reply, StringComparison.Ordinal));
        for (var i = 0; i < 40; i++)
        {
            var answer = await program.Attempt($"during{i}");
            Assert.True(answer.StartsWith(reply, StringComparison.Ordinal) || answer.StartsWith(Attempts.Deferred, StringComparison.Ordinal), answer);
        }

        Assert.Contains("cannot use its store", program.Output, StringComparison.Ordinal);
        Assert.Contains("full", program.Output, StringComparison.Ordinal);

        disk.MakeRoom();
        await program.JudgesAgain("after");
        await program.Kill9();
        await program.Restart();
        Assert.StartsWith("250", await program.Attempt("known"), StringComparison.Ordinal);
        await program.Pass("after0");
    }

    [Theory]
    [InlineData("greylist.db")]
    [InlineData("greylist.db", "greylist.db-wal", "greylist.db-shm")]
    public async Task A_store_that_is_deleted_while_it_is_used_is_made_anew_with_all_that_is_known(params string[] files)
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(Configured(recorder, "defer").With("store.timeout", "10s"));
        await program.Pass("known");
        Assert.StartsWith(Attempts.Deferred, await program.Attempt("waiting"), StringComparison.Ordinal);

        foreach (var file in files)
            File.Delete(program[file]);
        // Known and new triplets are judged all the time.
        Assert.StartsWith("250", await program.Attempt("known"), StringComparison.Ordinal);
        Assert.StartsWith(Attempts.Deferred, await program.Attempt("meanwhile"), StringComparison.Ordinal);
        await Eventually.Holds("the store is made anew", () => program.Output.Contains("is gone; it is made anew", StringComparison.Ordinal)
            && File.Exists(program["greylist.db"])
            && StoreHandle.Run(program["greylist.db"], "SELECT count(*) FROM snapshot") is >= 2L);
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

    private static GreyActorsConfiguration Configured(RecordingMailServer recorder, string rule) => GreyActorsConfiguration.RelayingTo(recorder.Port)
        .With("greylisting.on-store-failure", rule)
        .With("store.timeout", "2s");
}
