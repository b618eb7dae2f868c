using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Store;

/// <summary>The common steps of tests with a store that fails during operation.</summary>
public static class StoreFailure
{
    /// <summary>A program with this on-store-failure and one passed triplet.</summary>
    /// <remarks>It starts with "defer" first, so that an accepted recipient is known to the greylist.</remarks>
    public static Task<GreyActorsProcess> Knowing(RecordingMailServer recorder, string rule, string store, string timeout = "2s") =>
        Knowing(rule, GreyActorsConfiguration.RelayingTo(recorder.Port).With("store.path", $"\"{store}\"").With("store.timeout", timeout));

    /// <summary>The same with this configuration.</summary>
    public static async Task<GreyActorsProcess> Knowing(string rule, GreyActorsConfiguration configuration)
    {
        var program = await GreyActorsProcess.Start(configuration.With("greylisting.on-store-failure", "defer"));
        await program.Pass("known");
        program.Signal("TERM");
        Assert.Equal(0, await program.ExitCode());
        await program.Restart($"greylisting.on-store-failure={rule}");
        await program.JudgesAgain("before");
        return program;
    }

    /// <summary>Mail that is sent now is handled as on-store-failure says, or deferred.</summary>
    public static async Task FlowsMeanwhile(this GreyActorsProcess program, string reply)
    {
        for (var i = 0; i < 40; i++)
        {
            var answer = await program.Attempt($"during{i}");
            Assert.True(answer.StartsWith(reply, StringComparison.Ordinal) || answer.StartsWith(Attempts.Deferred, StringComparison.Ordinal), answer);
        }

        await program.Says("cannot use its store");
    }

    /// <summary>Waits until the greylist works again. Triplets from before the failure are known, even after a kill.</summary>
    public static async Task HealsAndKnows(this GreyActorsProcess program)
    {
        await program.JudgesAgain("after");
        await program.Kill9();
        await program.Restart("greylisting.on-store-failure=defer");
        Assert.StartsWith("250", await program.Verdict("known"), StringComparison.Ordinal);
        await program.Pass("after0");
    }
}
