using System.Globalization;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Operations;

/// <summary>The notifications that the program sends to systemd.</summary>
public sealed class ServiceManagerTests
{
    [Fact]
    public async Task The_service_notifies_systemd_when_it_is_ready_alive_and_stopping()
    {
        using var systemd = new NotifySocket();
        await using var recorder = new RecordingMailServer();
        await using var program = GreyActorsProcess.Launched(Under(systemd, recorder));

        var ready = await systemd.Receives("READY", "1");
        // At once, without a retry, because the program listens.
        using (var client = await SmtpClientSocket.Connect(program.SmtpPort))
        {
            await client.Expect("220 ");
            await client.Say("QUIT", "221");
        }

        Assert.Empty(await program.NotReady());
        Assert.StartsWith("OK: ", ready["STATUS"], StringComparison.Ordinal);
        await Eventually.Holds("it says again and again that it lives", () => systemd.Count("WATCHDOG") > 3);
        Assert.Equal(1, systemd.Count("READY"));

        program.Signal("TERM");
        var stopping = await systemd.Receives("STOPPING", "1");
        Assert.Equal(0, await program.ExitCode());
        // shutdown-timeout, the time after it, and a margin.
        Assert.Equal(39_500_000, long.Parse(stopping["EXTEND_TIMEOUT_USEC"], CultureInfo.InvariantCulture));
        Assert.DoesNotContain("Bind commander died", program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suspended_process_sends_no_notification_and_a_failing_store_is_in_the_status()
    {
        using var systemd = new NotifySocket();
        await using var recorder = new RecordingMailServer();
        await using var program = GreyActorsProcess.Launched(Under(systemd, recorder));
        await systemd.Receives("READY", "1");

        File.Delete(program["greylist.db"]);
        Directory.CreateDirectory(program["greylist.db"]);
        await Eventually.Holds("the status tells it", () => systemd.Statuses.Any(status => status.StartsWith("Failed: ", StringComparison.Ordinal)), TimeSpan.FromSeconds(60));
        Assert.Equal(1, systemd.Count("READY"));

        program.Signal("STOP");
        await Eventually.Holds("it stands still", () => File.ReadAllText($"/proc/{program.Id}/stat").Contains(") T ", StringComparison.Ordinal));
        var before = systemd.Heard.Count;
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.Equal(before, systemd.Heard.Count);
        program.Signal("CONT");
        await Eventually.Holds("it lives again", () => systemd.Heard.Count > before);
    }

    [Fact]
    public async Task Systemd_is_notified_of_the_start_and_the_outcome_of_a_reload()
    {
        using var systemd = new NotifySocket();
        await using var recorder = new RecordingMailServer();
        await using var program = GreyActorsProcess.Launched(Under(systemd, recorder).With("reload.watch", "off"));
        await systemd.Receives("READY", "1");

        var told = systemd.Heard.Count;
        Reconfigure(program, "initial-delay = 1s", "initial-delay = 2s");
        program.Signal("HUP");
        var reloading = await systemd.Receives("RELOADING", "1", told);
        Assert.True(long.Parse(reloading["MONOTONIC_USEC"], CultureInfo.InvariantCulture) > 0);
        Assert.Equal("OK: configuration reloaded; changed keys: 1, changed files: 0", (await systemd.Receives("READY", "1", told))["STATUS"]);

        told = systemd.Heard.Count;
        Reconfigure(program, "initial-delay = 2s", "initial-delay = 2");
        program.Signal("HUP");
        await systemd.Receives("RELOADING", "1", told);
        Assert.Matches("^Configuration not reloaded, the previous one stays active: .*greyactors.conf:\\d+: greylisting.initial-delay: `2` has no unit", (await systemd.Receives("READY", "1", told))["STATUS"]);
    }

    private static void Reconfigure(GreyActorsProcess program, string from, string to)
    {
        var before = File.ReadAllText(program.ConfigurationFile);
        Assert.Contains(from, before, StringComparison.Ordinal);
        File.WriteAllText(program.ConfigurationFile, before.Replace(from, to, StringComparison.Ordinal));
    }

    private static GreyActorsConfiguration Under(NotifySocket systemd, RecordingMailServer recorder) =>
        GreyActorsConfiguration.RelayingTo(recorder.Port) with { Environment = [$"NOTIFY_SOCKET={systemd.Path}", "WATCHDOG_USEC=1000000"] };
}
