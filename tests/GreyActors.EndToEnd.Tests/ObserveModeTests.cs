using System.Text.Json;
using GreyActors.EndToEnd.Tests.Harness;
using GreyActors.EndToEnd.Tests.Reload;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>In observe mode everything is judged, logged and learnt, and the greylist defers nothing.</summary>
public sealed class ObserveModeTests
{
    private const string Observing = "The mode is observe: clients are not deferred (greylisting.mode)";

    [Fact]
    public async Task A_mail_that_would_be_deferred_is_delivered_and_every_place_says_so()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(Observe(recorder).With("relay.greylist-header", "on"));
        using var introspection = new Introspection(program);
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort);

        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say("RCPT TO:<b@elsewhere.example>", "550");
        await client.Say("RSET", "250");
        Assert.Equal(250, (await client.Deliver("a@example.net", "b@example.test", "x\r\n")).Code);

        var header = Text.Of((await recorder.MessageFor("b@example.test")).Wire);
        Assert.StartsWith("X-Greylist: not delayed (would be deferred: never seen before)\r\n\tby GreyActors", header, StringComparison.Ordinal);
        await program.Says(Observing);
        await Eventually.Holds("the greylist log", () => program.GreylistLog().Select(line => line.Status).SequenceEqual(["REJECTED", "WOULD-DEFER"]));
        await Eventually.Holds("the debug log", () => program.DebugLog().Contains("= would defer <b@example.test>: never seen before", StringComparison.Ordinal));
        await Eventually.Holds("the console log", () => program.Output.Contains("Mail WOULD-DEFER from 127.0.0.1", StringComparison.Ordinal));
        var decision = (await introspection.Get("/api/decisions")).GetProperty("decisions").EnumerateArray().Last();
        Assert.Equal(
            ("accepted", "never-seen", true, "observe"),
            (Word(decision, "status"), Word(decision, "rule"), decision.GetProperty("wouldDefer").GetBoolean(), Word(decision, "mode")));
        Assert.Equal("observe", Word(await introspection.Get("/api/config"), "mode"));
        var stats = await introspection.Get("/api/stats");
        Assert.Equal(("observe", 1), (Word(stats, "mode"), stats.GetProperty("wouldDefer").GetProperty("never-seen").GetInt64()));
        Assert.Equal((1, 1), (stats.GetProperty("mails").GetProperty("would-defer").GetInt64(), stats.GetProperty("verdicts").GetProperty("never-seen").GetInt64()));
        Assert.Contains("greyactors_would_defer_total{reason=\"never-seen\"} 1", await introspection.Text("/metrics"), StringComparison.Ordinal);

        Assert.Contains("observe: no mail is deferred because of greylisting, would be deferred: never-seen 1", Ask("status"), StringComparison.Ordinal);
        Assert.Contains("It would be accepted in observe mode", Ask("explain", "192.0.2.1", "new@example.net", "new@example.test"), StringComparison.Ordinal);
        Assert.Contains($"warning: {Observing}", GreyActorsProcess.Command("check", program.ConfigurationFile).Error, StringComparison.Ordinal);

        string Ask(params IEnumerable<string> arguments) => GreyActorsProcess.Command([.. arguments, "--url", $"http://127.0.0.1:{program.IntrospectionPort}"]).Output;
    }

    [Fact]
    public async Task The_greylist_learns_as_in_enforce_mode()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(Observe(recorder));
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort);
        await client.Deliver("a@example.net", "b@example.test", "x\r\n");

        await Eventually.Holds("a mail passes after its wait", async () =>
        {
            await client.Deliver("a@example.net", "b@example.test", "x\r\n");
            return program.GreylistLog() is [.., { Status: "ACCEPTED" }];
        });
        program.Signal("TERM");
        Assert.Equal(0, await program.ExitCode());
        await program.Restart("greylisting.mode=enforce");

        using var known = await SmtpClientSocket.Greeted(program.SmtpPort);
        Assert.Equal(250, (await known.Deliver("a@example.net", "b@example.test", "x\r\n")).Code);
        await known.Say("MAIL FROM:<a@example.net>", "250");
        await known.Say("RCPT TO:<other@example.test>", "451");
    }

    [Fact]
    public async Task A_reload_changes_the_mode_for_the_next_mail_of_an_open_session()
    {
        await using var recorder = new RecordingMailServer();
        await using var reloading = await ReloadingProgram.Start(GreyActorsConfiguration.RelayingTo(recorder.Port).With("greylisting.initial-delay", "1h"));
        using var client = await SmtpClientSocket.Greeted(reloading.Program.SmtpPort);
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say("RCPT TO:<one@example.test>", "451");
        Assert.DoesNotContain(Observing, reloading.Program.Output, StringComparison.Ordinal);

        await reloading.Reload(configuration => configuration.With("greylisting.mode", "observe"));
        await client.Say("RCPT TO:<two@example.test>", "451");
        await client.Say("RSET", "250");
        Assert.Equal(250, (await client.Deliver("a@example.net", "one@example.test", "x\r\n")).Code);
        await reloading.Program.Says(Observing);
        Assert.Empty(await reloading.AwaitingRestart());

        await reloading.Reload(configuration => configuration.With("greylisting.mode", "enforce"));
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say("RCPT TO:<one@example.test>", "451");
    }

    [Fact]
    public async Task A_JSON_line_has_the_identities_and_the_rule_of_each_recipient()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(Observe(recorder).With("log.format", "json").With("whitelisted-recipients", "[\"white@example.test\"]"));
        using var client = await SmtpClientSocket.Greeted(program.SmtpPort);
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say("RCPT TO:<white@example.test>", "250");
        await client.Say("RCPT TO:<postmaster@example.test>", "250");
        await client.Say("RCPT TO:<b@example.test>", "250");
        await client.Say("DATA", "354");
        await client.SendBytes("x\r\n.\r\n");
        await client.Expect("250");

        await Eventually.Holds("the greylist log", () => program.GreylistLogText().Count(one => one == '\n') == 3);
        var lines = program.GreylistLogText().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement);
        Assert.Equal(
            ["ACCEPTED whitelisted white@example.test", "ACCEPTED always-accepted postmaster@example.test", "WOULD-DEFER never-seen b@example.test"],
            lines.Select(line => $"{Word(line, "status")} {Word(line, "rule")} {line.GetProperty("to")[0].GetString()}"));
        Assert.All(lines, line => Assert.Equal("[\"127.0.0.0/24\"]", line.GetProperty("identities").GetRawText()));
    }

    private static GreyActorsConfiguration Observe(RecordingMailServer recorder) => GreyActorsConfiguration.RelayingTo(recorder.Port)
        .With("greylisting.mode", "observe")
        // A slow store on a busy machine would admit mail without a verdict.
        .With("store.timeout", "60s");

    private static string? Word(JsonElement json, string name) => json.GetProperty(name).GetString();
}
