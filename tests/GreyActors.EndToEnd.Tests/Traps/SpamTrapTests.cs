using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Traps;

/// <summary>Spam traps in the running program.</summary>
public sealed class SpamTrapTests
{
    private const string Bot = "127.0.7.1";
    private const string Neighbour = "127.0.7.2";

    [Fact]
    public async Task A_trapped_client_is_deferred_for_a_known_triplet_and_after_a_kill_until_it_is_released()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(Trapping(recorder));
        await Know(program, "bob@example.test");

        Assert.Equal("451", await Rcpt(program, Bot, "old@example.test"));
        Assert.Equal("451", await Rcpt(program, Bot, "bob@example.test"));
        Assert.Equal("451", await Rcpt(program, Bot, "postmaster@example.test"));
        Assert.Equal("550", await Rcpt(program, Bot, "bob@elsewhere.example"));
        Assert.Equal("250", await Rcpt(program, Neighbour, "bob@example.test"));
        await program.Says($"Client {Bot} is trapped until ");

        await program.Kill9();
        await program.Restart();
        Assert.Equal("451", await Rcpt(program, Bot, "bob@example.test"));
        Assert.Contains($"{Bot}  <old@example.test>", Ask(program, "list", "traps").Output, StringComparison.Ordinal);
        Assert.Contains("It would be deferred: client trapped until ", Ask(program, "explain", Bot, "a@example.net", "bob@example.test").Output, StringComparison.Ordinal);

        Assert.Contains($"{Bot} is released; before: trapped until ", Ask(program, "forget", "trap", Bot).Output, StringComparison.Ordinal);
        Assert.Equal("250", await Rcpt(program, Bot, "bob@example.test"));
        Assert.Equal(1, Ask(program, "forget", "trap", Bot).ExitCode);
        Assert.Equal(1, Ask(program, "list", "traps").ExitCode);
    }

    [Fact]
    public async Task The_null_reverse_path_to_a_trap_is_deferred_and_traps_nobody()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(Trapping(recorder));
        using (var client = await SmtpClientSocket.Greeted(program.SmtpPort, Bot))
        {
            await client.Say("MAIL FROM:<>", "250");
            await client.Say("RCPT TO:<old@example.test>", "250");
            await client.Say("DATA", "451");
        }

        await Know(program, "bob@example.test");
    }

    // Nearly without a wait, so that each deferral is by a trap.
    private static GreyActorsConfiguration Trapping(RecordingMailServer recorder) => GreyActorsConfiguration.RelayingTo(recorder.Port)
        .With("greylisting.initial-delay", "0s")
        .With("spam-traps", "[\"old@example.test\"]")
        .With("store.timeout", "60s");

    private static async Task<string> Rcpt(GreyActorsProcess program, string from, string to)
    {
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort, from);
        await client.Say("MAIL FROM:<a@example.net>", "250");
        return $"{(await client.Say($"RCPT TO:<{to}>")).Code}";
    }

    // The first attempt may be deferred because it was never seen before.
    private static async Task Know(GreyActorsProcess program, string to)
    {
        await Rcpt(program, Bot, to);
        Assert.Equal("250", await Rcpt(program, Bot, to));
    }

    private static CommandResult Ask(GreyActorsProcess program, params IEnumerable<string> arguments) =>
        GreyActorsProcess.Command([.. arguments, "--url", $"http://127.0.0.1:{program.IntrospectionPort}", "--token-file", program["var/introspection.token"]]);
}
