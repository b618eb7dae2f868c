using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Operations;

/// <summary>The commands of docs/operations.md for backup and restore.</summary>
public sealed class BackupTests
{
    private static readonly TimeSpan InitialDelay = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_backup_made_under_load_contains_everything_answered_before_it()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port));
        var store = program["greylist.db"];
        var backup = program["backup.db"];
        var load = new TripletLoad(InitialDelay);
        var attempts = load.UntilTheProgramIsGone(program.SmtpPort);

        await Eventually.Holds("there is something to lose", () => load.Passed.Count > 200, TimeSpan.FromSeconds(90));
        var passedBefore = load.Passed;
        var deferredBefore = load.Deferred;
        var saved = Command.Run("sqlite3", store, $"VACUUM INTO '{backup}'");
        Assert.Equal((0, "", ""), (saved.ExitCode, saved.Output, saved.Error));
        Assert.Equal("ok\n", Command.Run("sqlite3", backup, "PRAGMA integrity_check").Output);
        var given = load.Given;
        await Eventually.Holds("the service goes on", () => load.Given > given + 100, TimeSpan.FromSeconds(90));
        Assert.Empty(await program.NotReady());
        await program.Kill9();
        await attempts;
        Assert.Empty(load.Contradictions);

        foreach (var file in (string[])[store, $"{store}-wal", $"{store}-shm"])
            File.Delete(file);
        File.Copy(backup, store);
        await program.Restart();

        Assert.Empty(await TripletLoad.NotPassing(program.SmtpPort, passedBefore));
        await load.AllHaveWaited();
        Assert.Empty(await TripletLoad.NotPassing(program.SmtpPort, deferredBefore));
        Assert.Empty(await program.NotReady());
    }
}
