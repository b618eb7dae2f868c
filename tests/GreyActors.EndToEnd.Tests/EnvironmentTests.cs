using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>Environments of containers and service managers, which provide less than a login shell.</summary>
public sealed class EnvironmentTests : IDisposable
{
    private const string Nowhere = "/nonexistent";

    private readonly TemporaryFolder _folder = new("environment");

    public EnvironmentTests() => File.WriteAllText(
        Configuration,
        $$"""
        grey-actors {
          listen = [{ address = "127.0.0.1", port = 0 }], allowed-domains = ["example.test"], relay.to = ["127.0.0.1:9"]
          introspection { port = {{FreePort.Next()}}, token-file = "{{_folder["token"]}}" }
          store.path = "{{_folder["greylist.db"]}}", log.greylist = "{{_folder["greylist.log"]}}", shutdown-timeout = 0s
        }

        """);

    private string Configuration => _folder["greyactors.conf"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("check", 0)]
    [InlineData("show", 0)]
    [InlineData("status", 69)]
    [InlineData("reload", 77)]
    public void Commands_need_no_environment_at_all(string command, int exitCode) =>
        IsOrdered(exitCode, "env -i", GreyActorsProcess.CommandLineOf(command, "--config", Configuration));

    [Fact]
    public void The_demo_needs_neither_HOME_nor_LANG() => IsOrdered(0, "env -i", GreyActorsProcess.CommandLineOf("demo", "--pace", "150"));

    [Theory]
    [InlineData(Nowhere)]
    [InlineData("/proc")]
    [InlineData("/dev/null")]
    public void The_demo_reports_a_folder_for_temporary_files_that_cannot_be_used(string folder)
    {
        var result = IsOrdered(73, $"env TMPDIR={folder}", GreyActorsProcess.CommandLineOf("demo"));

        Assert.Contains($"cannot create a folder in {folder}", result.Error, StringComparison.Ordinal);
        Assert.Contains("TMPDIR", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check --config {0}", 0, "")]
    [InlineData("status --config {0}", 69, "cannot reach")]
    [InlineData("run --config {0} --set relay.to=[]", 78, "relay.to: is empty")]
    [InlineData("check", 78, "/etc/greyactors/greyactors.conf does not exist")]
    [InlineData("run", 78, "/etc/greyactors/greyactors.conf does not exist")]
    [InlineData("run --config {0} --set store.path=x.db", 69, "the working directory was deleted")]
    [InlineData("run --config {0} --set introspection.token-file=x", 69, "introspection.token-file: `x` cannot be used: the working directory was deleted")]
    [InlineData("import spamd x --config {0}", 66, "the working directory was deleted")]
    [InlineData("import kamaelia x", 66, "the working directory was deleted")]
    public void A_working_directory_that_was_deleted_matters_for_relative_names_only(string command, int exitCode, string error)
    {
        var arguments = string.Format(System.Globalization.CultureInfo.InvariantCulture, command, Configuration).Replace("[]", "'[]'", StringComparison.Ordinal);

        var result = IsOrdered(exitCode, $"cd {_folder.Path} && mkdir gone && cd gone && rmdir ../gone &&", GreyActorsProcess.CommandLineOf(arguments));

        Assert.Contains(error, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_service_runs_without_HOME_TMPDIR_LANG_and_working_directory()
    {
        var script = $"cd {_folder.Path} && mkdir gone && cd gone && rmdir ../gone && exec env -i TMPDIR={Nowhere} timeout -s TERM 60 {GreyActorsProcess.CommandLineOf("run", "--config", Configuration)}";
        var running = Task.Run(() => Command.Run(TimeSpan.FromSeconds(90), "sh", "-c", $"{script} & echo $! > {_folder["pid"]}; wait $!"));
        await Eventually.Holds("it is ready", () => running.IsCompleted || GreyActorsProcess.Command("sessions", "--config", Configuration).ExitCode == 0);

        Command.Run("kill", File.ReadAllText(_folder["pid"]).Trim());
        var result = await running;

        Assert.Contains("Shutting down", result.Output, StringComparison.Ordinal);
        Assert.Equal((0, result.ToString()), (result.ExitCode, result.ToString()));
    }

    [Fact]
    public void A_backend_name_without_a_resolver_does_not_stop_the_service()
    {
        // A private /etc without resolv.conf.
        var script = $"mount -t tmpfs none /mnt && cp -a /etc /mnt/ && rm -f /mnt/etc/resolv.conf && mount --bind /mnt/etc /etc && "
            + $"(timeout -s TERM 60 {GreyActorsProcess.CommandLineOf("run", "--config", Configuration, "--set", "'relay.to=[\"mail_server:25\"]'")} > {_folder["out"]} 2>&1 & echo $! > {_folder["pid"]}; "
            + $"for i in $(seq 300); do grep -q 'relaying to' {_folder["out"]} && break; sleep 0.1; done; kill $(cat {_folder["pid"]}); wait); cat {_folder["out"]}";

        var result = Command.AsRoot("unshare", "-m", "sh", "-c", script);

        Assert.Contains("relaying to mail_server:25", result, StringComparison.Ordinal);
        Assert.Contains("Backend mail_server:25 fails", result, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result, StringComparison.Ordinal);
    }

    private static CommandResult IsOrdered(int exitCode, string before, string command)
    {
        var result = Command.Run("sh", "-c", $"{before} {command.Replace("dotnet ", $"{Environment.ProcessPath} ", StringComparison.Ordinal)}");
        Assert.Equal((exitCode, result.ToString()), (result.ExitCode, result.ToString()));
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        return result;
    }
}
