using System.Text.Json;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Reload;

/// <summary>Changes of the configuration while clients are connected: all of a change takes effect, or none.</summary>
public sealed class ReloadTests
{
    [Fact]
    public async Task SIGHUP_activates_new_lists_for_the_next_mail_of_an_open_session()
    {
        await using var recorder = new RecordingMailServer();
        await using var reloading = await ReloadingProgram.Start(GreyActorsConfiguration.RelayingTo(recorder.Port));
        using var client = await SmtpClientSocket.Greeted(reloading.Program.SmtpPort);
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say("RCPT TO:<one@new.test>", "550 5.7.1");

        var outcome = await reloading.Reload(configuration => configuration
            .With("allowed-domains", "[\"example.test\", \"new.test\"]")
            .With("greylisting.reply", "\"451 4.7.1 In a while\""));

        // One configuration applies to a mail transaction until its end.
        await client.Say("RCPT TO:<two@new.test>", "550 5.7.1");
        await client.Say("RSET", "250");
        await client.Say("MAIL FROM:<a@example.net>", "250");
        Assert.Equal("451 4.7.1 In a while", (await client.Say("RCPT TO:<one@new.test>")).Text);
        Assert.Equal(("applied", "SIGHUP"), (Word(outcome), outcome.GetProperty("by").GetString()));
        Assert.Equal("[example.test, new.test]", await reloading.ActiveValue("allowed-domains"));
    }

    [Fact]
    public async Task A_shorter_initial_delay_applies_to_waiting_triplets()
    {
        await using var recorder = new RecordingMailServer();
        await using var reloading = await ReloadingProgram.Start(GreyActorsConfiguration.RelayingTo(recorder.Port).With("greylisting.initial-delay", "1h"));
        using var client = await SmtpClientSocket.Greeted(reloading.Program.SmtpPort);
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say("RCPT TO:<one@example.test>", "451 4.7.1");
        await client.Say("RCPT TO:<one@example.test>", "451 4.7.1");

        await reloading.Reload(configuration => configuration.With("greylisting.initial-delay", "0s"));

        await client.Say("RCPT TO:<one@example.test>", "250");
    }

    [Fact]
    public async Task An_invalid_file_changes_nothing_and_each_error_is_reported_once()
    {
        await using var recorder = new RecordingMailServer();
        await using var reloading = await ReloadingProgram.Start(GreyActorsConfiguration.RelayingTo(recorder.Port).With("reload.settle-time", "100ms"));

        var outcome = await reloading.Outcome(() => reloading.Write(configuration => configuration
            .With("allowed-domains", "[\"new.test\"]")
            .With("inactivity-timeout", "300")
            .With("relay.too", "[]")));

        Assert.Equal("refused", Word(outcome));
        Assert.Equal(2, outcome.GetProperty("errors").GetArrayLength());
        Assert.Equal("[example.test]", await reloading.ActiveValue("allowed-domains"));
        using var client = await SmtpClientSocket.Greeted(reloading.Program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        await client.Deliver("a@example.net", "one@example.test", "x\r\n");

        var command = reloading.Command();
        Assert.Equal(78, command.ExitCode);
        Assert.Contains("inactivity-timeout: `300` has no unit", command.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean `relay.to`?", command.Error, StringComparison.Ordinal);

        // After the detection of another change, many checks have passed.
        await reloading.Outcome(() => reloading.Write(configuration => configuration
            .With("inactivity-timeout", "5m")
            .With("relay.too", "${grey-actors.relay.to}")));
        await Eventually.Holds("the last complaint", () => Told(reloading, "did you mean") == 3);
        Assert.Equal(2, Told(reloading, "has no unit"));
    }

    [Fact]
    public async Task Settings_that_need_a_restart_are_named_and_the_others_take_effect()
    {
        await using var recorder = new RecordingMailServer();
        // On a busy machine the program may detect the change before the command.
        await using var reloading = await ReloadingProgram.Start(GreyActorsConfiguration.RelayingTo(recorder.Port).With("reload.watch", "off"));
        await reloading.Write(configuration => configuration
            .With("store.path", "\"elsewhere.db\"")
            .With("limits.max-recipients", "200") with
        { MoreListeners = [$"{{ address = \"127.0.0.1\", port = {FreePort.Next()} }}"] });

        var command = reloading.Command("--json");

        Assert.Equal(0, command.ExitCode);
        using var json = JsonDocument.Parse(command.Output);
        Assert.Equal(["grey-actors.limits.max-recipients"], Keys(json.RootElement, "changed"));
        Assert.Equal(["grey-actors.listen", "grey-actors.store.path"], Keys(json.RootElement, "awaitingRestart"));
        Assert.Equal(["grey-actors.listen", "grey-actors.store.path"], await reloading.AwaitingRestart());
        Assert.Equal("greylist.db", await reloading.ActiveValue("store.path"));
        Assert.Equal("200", await reloading.ActiveValue("limits.max-recipients"));
        await Eventually.Holds("the log names it", () => Told(reloading, "Takes effect after a restart: store.path: greylist.db -> elsewhere.db") == 1);
        var again = reloading.Command();
        Assert.Contains("no changes", again.Output, StringComparison.Ordinal);
        Assert.Contains("needs a restart", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_of_the_command_line_override_the_reloaded_file()
    {
        await using var recorder = new RecordingMailServer();
        await using var reloading = await ReloadingProgram.Start(GreyActorsConfiguration.RelayingTo(recorder.Port));
        reloading.Program.Signal("TERM");
        await reloading.Program.ExitCode();
        await reloading.Program.Restart("limits.max-recipients=150");

        await reloading.Reload(configuration => configuration.With("limits.max-recipients", "200").With("limits.max-errors", "5"));

        Assert.Equal(("150", "5"), (await reloading.ActiveValue("limits.max-recipients"), await reloading.ActiveValue("limits.max-errors")));
    }

    [Fact]
    public async Task Log_levels_and_log_files_change_during_operation()
    {
        await using var recorder = new RecordingMailServer();
        await using var reloading = await ReloadingProgram.Start(GreyActorsConfiguration.RelayingTo(recorder.Port).With("log.level", "warning"));
        await Deliver(reloading, "one@example.test");
        await Eventually.Holds("a line in the old file", () => reloading.Program.GreylistLog().Count == 1);
        Assert.DoesNotContain("ACCEPTED", reloading.Program.Output, StringComparison.Ordinal);

        await reloading.Reload(configuration => configuration.With("log.level", "info").With("log.greylist", "\"other.log\""));
        await Deliver(reloading, "two@example.test");

        await Eventually.Holds("a line on the console", () => reloading.Program.Output.Contains("two@example.test", StringComparison.Ordinal));
        await Eventually.Holds(
            "a line in the new file",
            () => File.Exists(reloading.Program["other.log"]) && File.ReadAllText(reloading.Program["other.log"]).Contains("two@example.test", StringComparison.Ordinal));
        Assert.Single(reloading.Program.GreylistLog());
        await reloading.Reload(configuration => configuration.With("log.level", "debug").With("limits.max-connections", "1"));
        using var first = await SmtpClientSocket.Greeted(reloading.Program.SmtpPort);
        using var second = await SmtpClientSocket.Connect(reloading.Program.SmtpPort);
        await second.Expect("421");
        await Eventually.Holds("an actor that lives long follows, too", () => Told(reloading, "DBG TcpServer") > 0);
    }

    [Fact]
    public async Task A_log_file_that_cannot_be_opened_is_an_error_like_any_other()
    {
        await using var recorder = new RecordingMailServer();
        await using var reloading = await ReloadingProgram.Start(GreyActorsConfiguration.RelayingTo(recorder.Port));
        await File.WriteAllTextAsync(reloading.Program["a-file"], "");

        var outcome = await reloading.Reload(configuration => configuration.With("log.greylist", "\"a-file/greylist.log\"").With("limits.max-errors", "5"));

        Assert.Equal("refused", Word(outcome));
        Assert.Equal("20", await reloading.ActiveValue("limits.max-errors"));
    }

    [Fact]
    public async Task A_relay_to_a_listener_that_remains_until_the_restart_is_refused()
    {
        await using var recorder = new RecordingMailServer();
        await using var reloading = await ReloadingProgram.Start(GreyActorsConfiguration.RelayingTo(recorder.Port));
        var text = reloading.Program.TextOf(reloading.Configuration.With("relay.to", $"[\"127.0.0.1:{reloading.Program.SmtpPort}\"]"))
            .Replace($"port = {reloading.Program.SmtpPort} }}", $"port = {FreePort.Next()} }}", StringComparison.Ordinal);

        var outcome = await reloading.Outcome(async () =>
        {
            await File.WriteAllTextAsync(reloading.Program.ConfigurationFile, text);
            reloading.Program.Signal("HUP");
        });

        Assert.Contains("mail would loop", outcome.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quick_reloads_end_with_the_last_written_configuration()
    {
        await using var recorder = new RecordingMailServer();
        await using var reloading = await ReloadingProgram.Start(GreyActorsConfiguration.RelayingTo(recorder.Port).With("reload.watch", "off"));

        for (var recipients = 101; recipients <= 120; recipients++)
        {
            await reloading.Write(configuration => configuration.With("limits.max-recipients", $"{recipients}"));
            reloading.Program.Signal("HUP");
        }

        await Eventually.Holds("the last one is active", async () => await reloading.ActiveValue("limits.max-recipients") == "120");
    }

    [Fact]
    public async Task A_program_that_is_shutting_down_does_not_reload()
    {
        await using var recorder = new RecordingMailServer();
        await using var reloading = await ReloadingProgram.Start(GreyActorsConfiguration.RelayingTo(recorder.Port));
        using var client = await SmtpClientSocket.Greeted(reloading.Program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        await client.Say("MAIL FROM:<a@example.net>", "250");
        reloading.Program.Signal("TERM");
        await Eventually.Holds("it goes down", () => Told(reloading, "Shutting down") == 1);

        await reloading.Write(configuration => configuration.With("allowed-domains", "[\"new.test\"]"));
        var command = reloading.Command();
        reloading.Program.Signal("HUP");

        Assert.Equal(69, command.ExitCode);
        Assert.Contains("the service is shutting down", command.Error, StringComparison.Ordinal);
        await client.Say("RCPT TO:<one@example.test>", "250");
        await client.Say("DATA", "354");
        await client.SendBytes("x\r\n.\r\n");
        await client.Expect("250");
        await client.ExpectLast("421");
        client.Dispose();
        Assert.Equal(0, await reloading.Program.ExitCode());
    }

    private static async Task Deliver(ReloadingProgram reloading, string forwardPath)
    {
        using var client = await SmtpClientSocket.Greeted(reloading.Program.SmtpPort, GreyActorsConfiguration.AllowedSender);
        Assert.Equal(250, (await client.Deliver("a@example.net", forwardPath, "x\r\n")).Code);
    }

    private static string Word(JsonElement outcome) => outcome.GetProperty("outcome").GetString()!;

    private static string[] Keys(JsonElement reload, string what) =>
        [.. reload.GetProperty(what).EnumerateArray().Select(change => change.GetProperty("key").GetString()!)];

    private static int Told(ReloadingProgram reloading, string what) =>
        reloading.Program.Output.Split('\n').Count(line => line.Contains(what, StringComparison.Ordinal));
}
