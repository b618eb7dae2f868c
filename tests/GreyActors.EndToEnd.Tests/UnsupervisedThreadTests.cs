using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

public sealed class UnsupervisedThreadTests
{
    [Fact]
    public async Task An_exception_on_an_unsupervised_thread_ends_the_program_with_70_and_is_reported()
    {
        using var folder = new TemporaryFolder("hook");
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port) with
        {
            Environment = [$"DOTNET_STARTUP_HOOKS={typeof(StartupHook).Assembly.Location}", $"{StartupHook.FailsWhen}={folder["now"]}"],
        });

        await File.WriteAllTextAsync(folder["now"], "");
        Assert.Equal(70, await program.ExitCode());
        await Eventually.Holds("it says why", () => program.Error.Contains("The test fails on a thread of its own.", StringComparison.Ordinal));
    }
}
