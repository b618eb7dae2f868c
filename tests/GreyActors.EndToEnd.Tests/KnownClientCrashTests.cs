using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>After <c>kill -9</c> at any moment, a client whose pass was answered is known.</summary>
[Collection(OneAfterTheOther.Name)]
public sealed class KnownClientCrashTests
{
    private const int Few = 4;

    // GREYACTORS_KILLS=50 is the long form.
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("GREYACTORS_KILLS"), out var kills) ? kills : Few;

    [Fact]
    public async Task A_client_that_passed_before_the_kill_does_not_wait_after_it_for_any_mailbox()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(Configuration(recorder));
        await Eventually.Holds("the sender passes", async () => (await Attempt(program, "ann@known.example", "first")).StartsWith("250", StringComparison.Ordinal));

        await program.Kill9();
        await program.Restart("greylisting.initial-delay=1h");
        Assert.StartsWith("250", await Attempt(program, "bob@known.example", "second"), StringComparison.Ordinal);
        Assert.StartsWith("451", await Attempt(program, "bob@other.example", "second"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_load_every_sender_that_passed_stays_known_after_several_kills()
    {
        var load = new KnownClientLoad(initialDelay: TimeSpan.FromSeconds(1));
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(Configuration(recorder).With("relay.max-connections", "400"));
        for (var kill = 0; kill < Kills; kill++)
        {
            var attempts = load.UntilTheProgramIsGone(program.SmtpPort);
            var (enough, known) = (load.Given + Random.Shared.Next(150, 400), load.Known + 20);
            await Eventually.Holds("a random number of answers more", () => load.Given >= enough && load.Known >= known, within: TimeSpan.FromMinutes(1));
            await program.Kill9();
            await attempts;
            // The last start has such a long initial delay that only known clients pass.
            await program.Restart(kill < Kills - 1 ? [] : ["greylisting.initial-delay=1h"]);
        }

        Assert.True(load.Contradictions.Count == 0, string.Join('\n', load.Contradictions.Take(20)));
        Assert.Empty(await load.Unknown(program.SmtpPort, load.Passed));
        Assert.Equal([int.MaxValue], await load.Unknown(program.SmtpPort, [int.MaxValue]));
    }

    private static GreyActorsConfiguration Configuration(RecordingMailServer recorder) => GreyActorsConfiguration.RelayingTo(recorder.Port)
        .With("known-clients.settle", "0s")
        .With("greylisting.on-store-failure", "defer");

    private static async Task<string> Attempt(GreyActorsProcess program, string sender, string recipient)
    {
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort);
        await client.Say($"MAIL FROM:<{sender}>", "250");
        return (await client.Say($"RCPT TO:<{recipient}@example.test>")).Text;
    }
}
