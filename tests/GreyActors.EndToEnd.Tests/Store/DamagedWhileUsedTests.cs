using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Store;

/// <summary>While the store is damaged, mail flows by on-store-failure, <c>/readyz</c> reports it, and the program uses the store again after its repair.</summary>
public sealed class DamagedWhileUsedTests
{
    [Theory]
    [InlineData("page")]
    [InlineData("event")]
    [InlineData("later release")]
    public async Task A_store_damaged_during_operation_delays_no_mail_and_is_used_again_after_its_repair(string damage)
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await StoreFailure.Knowing(recorder, "defer", "greylist.db");
        var store = program["greylist.db"];

        // Partitions have all data in memory; only restarted partitions read the store.
        var repair = Damage(damage, store);
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

        repair();
        await program.HealsAndKnows();
    }

    // Returns the repair.
    private static Action Damage(string damage, string store)
    {
        switch (damage)
        {
            case "page":
                var page = StoreHandle.DamagePageOf(store, "journal");
                return () => StoreHandle.Repair(store, page);
            case "event":
                StoreHandle.Run(store, "CREATE TABLE kept AS SELECT ordering, message FROM journal; UPDATE journal SET message = x'FFFFFF'");
                return () => StoreHandle.Run(store, "UPDATE journal SET message = kept.message FROM kept WHERE kept.ordering = journal.ordering");
            default:
                StoreHandle.Run(store, "UPDATE journal SET manifest = replace(manifest, '.v1', '.v9')");
                return () => StoreHandle.Run(store, "UPDATE journal SET manifest = replace(manifest, '.v9', '.v1')");
        }
    }
}
