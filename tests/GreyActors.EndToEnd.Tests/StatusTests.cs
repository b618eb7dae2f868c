using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary><c>greyactors status</c> when something is wrong, and commands while the configuration file contains errors.</summary>
public sealed class StatusTests
{
    [Fact]
    public async Task The_status_names_a_backend_that_is_down_and_exits_1()
    {
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(FreePort.Next()));
        await Eventually.Holds("the backend is known to be down", () => Status(program).Output.Contains("1 problem", StringComparison.Ordinal));

        var status = Status(program);

        Assert.Equal(1, status.ExitCode);
        Assert.Contains("  backends: no backend is up: 127.0.0.1:", status.Output, StringComparison.Ordinal);
        Assert.Contains("\"problems\":[{\"name\":\"backends\"", await program.Get("/api/stats"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_in_the_file_is_shown_and_the_running_service_is_still_asked()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port).With("introspection.token-file", "var/token"));
        await Eventually.Holds("all is well", () => Status(program).ExitCode == 0);
        await File.AppendAllTextAsync(program.ConfigurationFile, "\ngrey-actors.nonsense = 1\n");
        program.Signal("HUP");
        await program.Says("was not reloaded");

        // Commands find the record of the service in the working directory, or below /var/lib.
        var status = Command.Run("sh", "-c", $"cd {Path.GetDirectoryName(program.ConfigurationFile)} && {GreyActorsProcess.CommandLineOf("status", "--config", program.ConfigurationFile)}");

        Assert.Equal(1, status.ExitCode);
        Assert.Contains("unknown key `nonsense`", status.Error, StringComparison.Ordinal);
        Assert.Contains($"asking the service that runs at http://127.0.0.1:{program.IntrospectionPort}/", status.Error, StringComparison.Ordinal);
        Assert.Contains("  reload: the last reload was refused", status.Output, StringComparison.Ordinal);
    }

    private static CommandResult Status(GreyActorsProcess program) => GreyActorsProcess.Command("status", "--config", program.ConfigurationFile);
}
