using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>The program does not run with an invalid configuration: it reports all errors with file and line, and exits with 78 (EX_CONFIG).</summary>
public sealed class BadConfigurationTests
{
    [Fact]
    public async Task Every_error_is_reported_with_its_file_and_line()
    {
        await using var program = await GreyActorsProcess.StartAndFail("""
            grey-actors {
              inactivity-timeout = 300
              allowed-domain = ["example.test"]
              greylisting {
                defer-at = never
              }
              relay.to = ["127.0.0.1:8025"]
            }
            """);
        Assert.Equal(78, await program.ExitCode());
        Assert.Contains($"{program.ConfigurationFile}:2: ", program.Error, StringComparison.Ordinal);
        Assert.Contains($"{program.ConfigurationFile}:3: ", program.Error, StringComparison.Ordinal);
        Assert.Contains($"{program.ConfigurationFile}:5: ", program.Error, StringComparison.Ordinal);
        Assert.Contains("allowed-domains", program.Error, StringComparison.Ordinal);
        Assert.DoesNotContain($"{program.ConfigurationFile}:7: ", program.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", program.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_brace_that_is_not_closed_is_reported_with_its_line()
    {
        await using var program = await GreyActorsProcess.StartAndFail("""
            grey-actors {
              allowed-domains = ["example.test"]
            """);
        Assert.Equal(78, await program.ExitCode());
        Assert.Contains($"{program.ConfigurationFile}:", program.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_key_on_the_command_line_is_reported()
    {
        await using var program = await GreyActorsProcess.StartAndFail("", "--set", "no-such-key=1");
        Assert.Equal(78, await program.ExitCode());
        Assert.Contains("no-such-key", program.Error, StringComparison.Ordinal);
    }
}
