using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Store;

/// <summary>A store that is deleted or replaced while the program runs is created again without loss of triplets.</summary>
public sealed class LostStoreTests
{
    [Theory]
    [InlineData("greylist.db")]
    [InlineData("greylist.db", "greylist.db-wal", "greylist.db-shm")]
    public async Task A_store_deleted_during_operation_is_recreated_with_all_known_triplets(params string[] files)
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await StoreFailure.Knowing(recorder, "defer", "greylist.db", timeout: "20s");
        Assert.StartsWith(Attempts.Deferred, await program.Attempt("waiting"), StringComparison.Ordinal);

        foreach (var file in files)
            File.Delete(program[file]);
        await IsMadeAnew(program);
    }

    [Fact]
    public async Task A_store_replaced_during_operation_is_moved_aside_and_recreated_with_all_known_triplets()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await StoreFailure.Knowing(recorder, "defer", "greylist.db", timeout: "20s");
        Assert.StartsWith(Attempts.Deferred, await program.Attempt("waiting"), StringComparison.Ordinal);
        StoreHandle.Run(program["other.db"], "CREATE TABLE somebody_elses (what)");
        var other = await File.ReadAllBytesAsync(program["other.db"]);

        File.Move(program["other.db"], program["greylist.db"], overwrite: true);
        await IsMadeAnew(program);
        Assert.Contains(Directory.GetFiles(program["."], "greylist.db.gone-*"), file => File.ReadAllBytes(file).AsSpan().SequenceEqual(other));
    }

    private static async Task IsMadeAnew(GreyActorsProcess program)
    {
        // Known and new triplets are judged throughout.
        Assert.StartsWith("250", await program.Attempt("known"), StringComparison.Ordinal);
        Assert.StartsWith(Attempts.Deferred, await program.Attempt("meanwhile"), StringComparison.Ordinal);
        // Each partition with data writes a snapshot; the kill must come after that.
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
