using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Store;

/// <summary>While the store cannot be written, mail is handled as on-store-failure says, the log and <c>/readyz</c> report it, and the program recovers by itself.</summary>
public sealed class UnwritableStoreTests
{
    [Theory]
    [InlineData("accept", "250")]
    [InlineData("defer", Attempts.StoreFailure)]
    public async Task A_full_disk_delays_no_mail_and_the_store_is_used_again_when_there_is_space(string rule, string reply)
    {
        using var disk = new SmallDisk();
        await using var recorder = new RecordingMailServer();
        await using var program = await StoreFailure.Knowing(recorder, rule, disk["greylist.db"]);

        disk.Fill();
        // Free space in the last pages is used first.
        var tried = 0;
        await Eventually.Holds("the store is full", async () => (await program.Attempt($"filling{tried++}")).StartsWith(reply, StringComparison.Ordinal));
        await program.FlowsMeanwhile(reply);
        Assert.Contains("full", await program.FailsCheck("store-writes"), StringComparison.Ordinal);

        disk.MakeRoom();
        await program.HealsAndKnows();
    }

    [Theory]
    [InlineData("accept", "250")]
    [InlineData("defer", Attempts.StoreFailure)]
    public async Task A_store_that_becomes_read_only_delays_no_mail_and_is_used_again_when_it_is_writable(string rule, string reply)
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await StoreFailure.Knowing(recorder, rule, "greylist.db");
        var files = new[] { program["greylist.db"], program["greylist.db-wal"] };

        Command.AsRoot("chattr", ["+i", .. files]);
        try
        {
            var tried = 0;
            await Eventually.Holds("the store fails", async () => (await program.Attempt($"filling{tried++}")).StartsWith(reply, StringComparison.Ordinal));
            await program.FlowsMeanwhile(reply);
            await program.FailsCheck("store-writes");
        }
        finally
        {
            Command.AsRoot("chattr", ["-i", .. files]);
        }

        await program.HealsAndKnows();
    }
}
