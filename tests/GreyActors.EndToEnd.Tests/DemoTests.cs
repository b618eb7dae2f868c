using System.Diagnostics;
using System.Globalization;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary><c>greyactors demo</c>, as run by a new user.</summary>
public sealed class DemoTests
{
    [Fact]
    public void The_demo_runs_to_the_end_and_leaves_no_files()
    {
        using var folder = new TemporaryFolder("demo");

        var demo = Command.Run("env", [$"TMPDIR={folder.Path}", "dotnet", GreyActorsProcess.ProgramFile, "demo", "--pace", "100"]);

        Assert.True(demo.ExitCode == 0, demo.Output);
        Assert.Contains("alice@friends.example", demo.Output, StringComparison.Ordinal);
        Assert.Contains("deferred: 451 4.7.1 Please try again later", demo.Output, StringComparison.Ordinal);
        Assert.Contains("refused: 550 5.7.1", demo.Output, StringComparison.Ordinal);
        Assert.Contains("7 of 7 legitimate mails were delivered", demo.Output, StringComparison.Ordinal);
        Assert.Contains("0 of 40 spam mails were delivered", demo.Output, StringComparison.Ordinal);
        Assert.Contains("The backend accepted 7 mails", demo.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateDirectories(folder.Path, "greyactors-demo-*"));
    }

    [Fact]
    public async Task Ctrl_C_ends_the_demo_cleanly()
    {
        using var folder = new TemporaryFolder("demo");
        using var demo = Process.Start(new ProcessStartInfo("env", [$"TMPDIR={folder.Path}", "--default-signal=INT", "dotnet", GreyActorsProcess.ProgramFile, "demo"]) { RedirectStandardOutput = true })!;
        using var bound = new CancellationTokenSource(Eventually.Patience);
        try
        {
            string? line;
            do
                line = await demo.StandardOutput.ReadLineAsync(bound.Token);
            while (line is not null && !line.Contains("deferred", StringComparison.Ordinal));
            Assert.NotNull(line);

            Command.Run("kill", ["-INT", demo.Id.ToString(CultureInfo.InvariantCulture)]);
            await demo.WaitForExitAsync(bound.Token);
        }
        finally
        {
            if (!demo.HasExited)
                demo.Kill();
        }

        Assert.Equal(0, demo.ExitCode);
        Assert.Empty(Directory.EnumerateDirectories(folder.Path, "greyactors-demo-*"));
    }

    [Fact]
    public void On_a_terminal_the_live_actors_are_next_to_the_attempts()
    {
        var demo = Command.Run("script", ["-qfec", $"stty rows 40 cols 160; dotnet {GreyActorsProcess.ProgramFile} demo --pace 200", "/dev/null"]);

        Assert.True(demo.ExitCode == 0, demo.Output);
        Assert.Contains("live actors", demo.Output, StringComparison.Ordinal);
        Assert.Contains("listener-0 Accepting", demo.Output, StringComparison.Ordinal);
        Assert.Contains("0 of 40 spam mails were delivered", demo.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("601")]
    [InlineData("fast")]
    public void An_invalid_pace_is_reported(string pace) => Assert.Equal(64, GreyActorsProcess.Command("demo", "--pace", pace).ExitCode);
}
