using System.Diagnostics;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Store;

/// <summary>While another process locks the store, mail is handled as on-store-failure says, the log and <c>/readyz</c> report it, and the program recovers by itself.</summary>
public sealed class LockedStoreTests
{
    private static readonly TimeSpan Locked = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("accept", "250")]
    [InlineData("defer", Attempts.StoreFailure)]
    public async Task A_locked_store_delays_no_mail_and_is_used_again_when_it_is_free(string rule, string reply)
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await StoreFailure.Knowing(recorder, rule, "greylist.db");

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

        await program.HealsAndKnows();
    }
}
