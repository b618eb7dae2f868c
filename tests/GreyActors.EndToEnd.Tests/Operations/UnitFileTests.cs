using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Operations;

/// <summary>The unit file: systemd finds no error in it, and the program works under its restrictions.</summary>
/// <remarks>
/// Features that need a running systemd are not tested: DynamicUser, the kernel and /proc protections, RestrictNamespaces. The program
/// does not use what they forbid.
/// </remarks>
public sealed class UnitFileTests : IDisposable
{
    private const string Unit = "packaging/systemd/greyactors.service";

    private readonly TemporaryFolder _folder = new("unit");

    [Fact]
    public void Systemd_finds_no_error_in_the_unit()
    {
        var socket = _folder["greyactors.socket"];
        File.WriteAllText(socket, RepositoryFile.Read("packaging/systemd/greyactors.socket"));

        var verified = Command.Run("systemd-analyze", "verify", "--man=no", Installed(), socket);

        Assert.Equal((0, "", ""), (verified.ExitCode, verified.Output, verified.Error));
    }

    [Fact]
    public void Systemd_rates_the_exposure_of_the_unit_as_low()
    {
        // In tenths: 2.0 of 10.
        var judged = Command.Run("systemd-analyze", "security", "--no-pager", "--offline=true", "--threshold=20", Installed());

        Assert.True(judged.ExitCode == 0, judged.ToString());
    }

    [Fact]
    public void The_program_serves_port_25_with_the_capability_file_system_and_system_calls_of_the_unit()
    {
        var said = Confined("-all,+net_bind_service");

        Assert.Contains("220 mx.example.test ESMTP GreyActors", said, StringComparison.Ordinal);
        Assert.Contains("221 ", said, StringComparison.Ordinal);
        Assert.Contains("CapEff:\t0000000000000400", said, StringComparison.Ordinal);
        Assert.Contains("Seccomp:\t2", said, StringComparison.Ordinal);
        Assert.Contains("NoNewPrivs:\t1", said, StringComparison.Ordinal);
        Assert.EndsWith("exit code 0\n", said, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["state/greylist.db"]));
    }

    [Fact]
    public void Without_the_capability_the_program_reports_the_reason()
    {
        var said = Confined("-all");

        Assert.Contains("Cannot listen on 127.0.0.1:25: Permission denied", said, StringComparison.Ordinal);
        Assert.EndsWith("exit code 69\n", said, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    // /opt/greyactors does not exist here; the rest of the unit is unchanged.
    private string Installed()
    {
        var unit = _folder["greyactors.service"];
        File.WriteAllText(unit, RepositoryFile.Read(Unit).Replace("/opt/greyactors/greyactors", "/bin/true", StringComparison.Ordinal));
        return unit;
    }

    private string Confined(string capabilities)
    {
        var state = Directory.CreateDirectory(_folder["state"]).FullName;
        Command.AsRoot("chown", "nobody", state);
        File.WriteAllText(_folder["greyactors.conf"], $$"""
            grey-actors {
              listen = [{ address = "127.0.0.1", port = 25 }]
              servername = "mx.example.test"
              allowed-domains = ["example.test"]
              relay.to = ["127.0.0.1:8025"]
              store.path = "{{state}}/greylist.db"
              log.greylist = "{{state}}/greylist.log"
              introspection { port = 0, token-file = "{{state}}/introspection.token" }
            }
            """);
        return Command.AsRoot(
            "bash",
            Path.Combine(AppContext.BaseDirectory, "Operations", "confined.sh"),
            RepositoryFile.Path(Unit),
            state,
            _folder["greyactors.conf"],
            capabilities,
            "dotnet",
            GreyActorsProcess.ProgramFile);
    }
}
