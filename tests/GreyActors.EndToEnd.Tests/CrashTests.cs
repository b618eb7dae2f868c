using System.Diagnostics;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>After <c>kill -9</c> at any moment, no earlier answer is contradicted.</summary>
[Collection(OneAfterTheOther.Name)]
public sealed class CrashTests
{
    private const int Few = 4;

    // GREYACTORS_KILLS=50 is the long form: 50 kills, with 2000 attempts per second.
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("GREYACTORS_KILLS"), out var kills) ? kills : Few;

    private static bool IsLong => Kills > Few;

    [Fact]
    public async Task A_triplet_deferred_before_the_kill_passes_after_it_once_the_initial_delay_since_its_first_attempt_is_over()
    {
        var initialDelay = TimeSpan.FromSeconds(4);
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(
            GreyActorsConfiguration.RelayingTo(recorder.Port).With("greylisting.initial-delay", "4s"));
        Assert.StartsWith("451 4.7.1", await Attempt(program, "killed@example.test"), StringComparison.Ordinal);
        var waited = Stopwatch.StartNew();
        // An early retry does not restart the wait.
        Assert.StartsWith("451 4.7.1", await Attempt(program, "killed@example.test"), StringComparison.Ordinal);

        await program.Kill9();
        await program.Restart();
        var started = waited.Elapsed;
        await Task.Delay(initialDelay - waited.Elapsed is { Ticks: > 0 } rest ? rest + TimeSpan.FromMilliseconds(50) : TimeSpan.Zero);
        Assert.True(waited.Elapsed < started + initialDelay, "the wait would be over even if it had begun with the restart");
        Assert.StartsWith("250", await Attempt(program, "killed@example.test"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_triplet_that_passed_before_the_kill_passes_at_once_after_it()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port));
        await Eventually.Holds("the triplet passes", async () => (await Attempt(program, "passed@example.test")).StartsWith("250", StringComparison.Ordinal));

        await program.Kill9();
        await program.Restart("greylisting.initial-delay=1h");
        Assert.StartsWith("250", await Attempt(program, "passed@example.test"), StringComparison.Ordinal);
        Assert.StartsWith("451", await Attempt(program, "unseen@example.test"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_load_every_answer_still_holds_after_several_kills()
    {
        var load = new TripletLoad(initialDelay: TimeSpan.FromSeconds(1), IsLong ? 20 : 6);
        await using var recorder = new RecordingMailServer();
        // A store that is too slow on this machine must not look like a pass, and a missing relay must not look like a deferral.
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port)
            .With("greylisting.on-store-failure", "defer")
            .With("relay.max-connections", "400"));
        for (var kill = 0; kill < Kills; kill++)
        {
            var attempts = load.UntilTheProgramIsGone(program.SmtpPort);
            var enough = load.Given + Random.Shared.Next(150, IsLong ? 6000 : 400);
            await Eventually.Holds("a random number of answers more", () => load.Given >= enough, within: TimeSpan.FromMinutes(IsLong ? 5 : 1));
            await program.Kill9();
            await attempts;
            // The last start has such a long initial delay that only passed triplets pass.
            await program.Restart(kill < Kills - 1 ? [] : ["greylisting.initial-delay=1h"]);
        }

        Assert.True(load.Contradictions.Count == 0, string.Join('\n', load.Contradictions.Take(20)));
        Assert.True(load.WithoutVerdict < load.Given / 20, $"{load.WithoutVerdict} of {load.Given} answers were no verdict");
        var (deferred, passed) = (load.Deferred, load.Passed);
        Assert.True(deferred.Count > 50 && passed.Count > 50, $"too little load to tell: {deferred.Count} deferred, {passed.Count} passed");
        Assert.Empty(await TripletLoad.NotPassing(program.SmtpPort, passed));

        await load.AllHaveWaited();
        await program.Kill9();
        await program.Restart();
        Assert.Empty(await TripletLoad.NotPassing(program.SmtpPort, deferred));
    }

    private static async Task<string> Attempt(GreyActorsProcess program, string recipient)
    {
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort);
        await client.Say("MAIL FROM:<a@example.net>", "250");
        return (await client.Say($"RCPT TO:<{recipient}>")).Text;
    }
}
