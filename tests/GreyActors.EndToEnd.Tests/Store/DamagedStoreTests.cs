using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Store;

/// <summary>A store that is damaged at the start is moved aside completely, or the start is refused. It is never deleted and never used.</summary>
public sealed class DamagedStoreTests
{
    public static TheoryData<Damage> Damages => [.. Enum.GetValues<Damage>()];

    /// <summary>The damage.</summary>
    public enum Damage
    {
        /// <summary>A page is overwritten.</summary>
        Page,

        /// <summary>The magic bytes of SQLite are overwritten, as by a bad sector.</summary>
        Signature,

        /// <summary>An event cannot be read.</summary>
        Event,

        /// <summary>A later release wrote an event that this one does not know.</summary>
        LaterRelease,
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_store_is_moved_aside_and_reported_until_it_is_removed(Damage damage)
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await WithDamagedStore(recorder, damage);
        var damaged = await File.ReadAllBytesAsync(program["greylist.db"]);

        await program.Restart();
        Assert.StartsWith(Attempts.Deferred, await program.Attempt("known"), StringComparison.Ordinal);
        var aside = Assert.Single(Aside(program));
        Assert.Matches(@"greylist\.db\.corrupt-\d{8}T\d{6}Z$", aside);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(aside));
        await Eventually.Holds("the log complains", () => Complains(program, aside));
        Assert.Contains(Path.GetFileName(aside), await program.FailsCheck("store-quarantine"), StringComparison.Ordinal);

        // New data is stored as usual; the report remains.
        var length = program.Output.Length;
        program.Signal("TERM");
        Assert.Equal(0, await program.ExitCode());
        await program.Restart("greylisting.initial-delay=0s");
        Assert.StartsWith("250", await program.Attempt("known"), StringComparison.Ordinal);
        await Eventually.Holds("the log complains again", () => Complains(program, aside, length));

        program.Signal("TERM");
        Assert.Equal(0, await program.ExitCode());
        foreach (var file in Directory.GetFiles(program["."], "*.corrupt-*"))
            File.Delete(file);
        length = program.Output.Length;
        await program.Restart();
        Assert.False(Complains(program, aside, length));
        await Eventually.Holds("the program is ready", async () => (await program.NotReady()).Count == 0);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_store_is_refused_with_the_reason_and_left_unchanged(Damage damage)
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await WithDamagedStore(recorder, damage);
        var damaged = await File.ReadAllBytesAsync(program["greylist.db"]);

        Assert.Equal(74, await program.RestartAndFail("store.on-corruption=refuse"));
        Assert.Contains("greylist.db is damaged", program.Error, StringComparison.Ordinal);
        if (damage == Damage.LaterRelease)
            Assert.Contains("\"attempt-noted.v9\"", program.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", program.Error, StringComparison.Ordinal);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(program["greylist.db"]));
        Assert.Empty(Aside(program));
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_is_refused_at_the_start()
    {
        using var disk = new SmallDisk();
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(
            GreyActorsConfiguration.RelayingTo(recorder.Port).With("store.path", $"\"{disk["greylist.db"]}\""));
        await program.Pass("known");
        program.Signal("TERM");
        Assert.Equal(0, await program.ExitCode());

        disk.MakeReadOnly();
        Assert.Equal(69, await program.RestartAndFail());
        Assert.Contains("cannot be opened for writing", program.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_with_another_number_of_partitions_is_refused_with_both_numbers()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port));
        await program.Pass("known");
        program.Signal("TERM");
        Assert.Equal(0, await program.ExitCode());

        Assert.Equal(78, await program.RestartAndFail("store.partitions=4"));
        Assert.Contains("was made with 16 partitions, and store.partitions is 4", program.Error, StringComparison.Ordinal);
        await program.Restart();
        Assert.StartsWith("250", await program.Attempt("known"), StringComparison.Ordinal);
    }

    private static async Task<GreyActorsProcess> WithDamagedStore(RecordingMailServer recorder, Damage damage)
    {
        var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port));
        await program.Pass("known");
        await program.Attempt("waiting");
        await program.Kill9();
        var store = program["greylist.db"];
        switch (damage)
        {
            case Damage.Page:
                StoreHandle.DamagePageOf(store, "journal");
                break;
            case Damage.Signature:
                using (var file = new FileStream(store, FileMode.Open, FileAccess.Write))
                    file.Write(Convert.FromHexString("A55A00FF1234567890ABCDEF55AA7F80"));
                break;
            case Damage.Event:
                StoreHandle.Run(store, "UPDATE journal SET message = x'FFFFFF' WHERE ordering = 2");
                break;
            default:
                StoreHandle.Run(store, "UPDATE journal SET manifest = 'attempt-noted.v9' WHERE ordering = 2");
                break;
        }

        return program;
    }

    private static string[] Aside(GreyActorsProcess program) =>
[.. Directory.GetFiles(program["."], "*.corrupt-*").Where(file => !file.EndsWith("-wal", StringComparison.Ordinal) && !file.EndsWith("-shm", StringComparison.Ordinal))];

    private static bool Complains(GreyActorsProcess program, string aside, int after = 0) =>
        program.Output[after..].Contains(Path.GetFileName(aside), StringComparison.Ordinal);
}
