using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Reload;

/// <summary>Changes of a configuration file, of every kind, without a reload request.</summary>
public sealed class WatchedFileTests
{
    private const string Domains = "[\"example.test\", \"new.test\"]";

    [Fact]
    public async Task A_file_that_is_written_in_place_is_reloaded() => await Notices(
        _ => Task.CompletedTask,
        (program, text) => File.WriteAllText(program.ConfigurationFile, text));

    [Fact]
    public async Task A_file_that_is_replaced_atomically_is_reloaded() => await Notices(
        _ => Task.CompletedTask,
        (program, text) =>
        {
            File.WriteAllText(program["greyactors.conf.new"], text);
            File.Move(program["greyactors.conf.new"], program.ConfigurationFile, overwrite: true);
        });

    // As mounted by an orchestrator: the file is a link through a second link, which is swapped.
    [Fact]
    public async Task A_file_is_reloaded_when_the_link_to_it_is_swapped() => await Notices(
        async program =>
        {
            Mount(program, "first", await File.ReadAllTextAsync(program.ConfigurationFile));
            File.Delete(program.ConfigurationFile);
            File.CreateSymbolicLink(program.ConfigurationFile, "data/greyactors.conf");
        },
        (program, text) => Mount(program, "second", text));

    [Fact]
    public async Task An_included_file_is_reloaded()
    {
        await using var recorder = new RecordingMailServer();
        await using var reloading = await ReloadingProgram.Start(Quick(recorder));
        await File.WriteAllTextAsync(reloading.Program["more.conf"], "grey-actors.limits.max-errors = 5\n");
        await reloading.Outcome(() => File.AppendAllText(reloading.Program.ConfigurationFile, "include \"more.conf\"\n"));
        Assert.Equal("5", await reloading.ActiveValue("limits.max-errors"));

        await reloading.Outcome(() => File.WriteAllText(reloading.Program["more.conf"], "grey-actors.limits.max-errors = 6\n"));

        Assert.Equal("6", await reloading.ActiveValue("limits.max-errors"));
    }

    [Fact]
    public async Task A_missing_file_is_reloaded_when_it_is_created()
    {
        await using var recorder = new RecordingMailServer();
        await using var reloading = await ReloadingProgram.Start(Quick(recorder));
        var refused = await reloading.Outcome(() => File.AppendAllText(reloading.Program.ConfigurationFile, "include \"late.conf\"\n"));
        Assert.Equal("refused", refused.GetProperty("outcome").GetString());

        await reloading.Outcome(() => File.WriteAllText(reloading.Program["late.conf"], "grey-actors.limits.max-errors = 5\n"));

        Assert.Equal("5", await reloading.ActiveValue("limits.max-errors"));
    }

    [Fact]
    public async Task A_list_file_is_reloaded()
    {
        await using var recorder = new RecordingMailServer();
        await using var reloading = await ReloadingProgram.Start(Quick(recorder).With("reload.watch", "off"));
        await File.WriteAllTextAsync(reloading.Program["domains"], "example.test\n");
        await reloading.Reload(configuration => configuration.With("allowed-domains", "[\"file:domains\"]").With("reload.watch", "on"));
        using var client = await SmtpClientSocket.Greeted(reloading.Program.SmtpPort);
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say("RCPT TO:<one@new.test>", "550");

        await reloading.Outcome(() => File.WriteAllText(reloading.Program["domains"], "example.test\nnew.test\n"));

        await client.Say("RSET", "250");
        await client.Say("MAIL FROM:<a@example.net>", "250");
        await client.Say("RCPT TO:<one@new.test>", "451");
        await Eventually.Holds("the log names it", () => reloading.Program.Output.Contains("the contents of", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_certificate_is_renewed_although_the_configuration_contains_an_error()
    {
        await using var recorder = new RecordingMailServer();
        await using var reloading = await ReloadingProgram.Start(Quick(recorder).WithTls());
        await reloading.Outcome(() => reloading.Write(configuration => configuration.With("inactivity-timeout", "300")));

        var renewed = PemPair.Write(reloading.Program["cert.pem"], reloading.Program["key.pem"], "mx.example.test");

        await Eventually.Holds("the new certificate", async () =>
        {
            using var client = await SmtpClientSocket.Connect(reloading.Program.SmtpsPort);
            return (await client.Secure()).GetCertHashString() == renewed.Thumbprint;
        });
        Assert.Equal("5m", await reloading.ActiveValue("inactivity-timeout"));
    }

    private static GreyActorsConfiguration Quick(RecordingMailServer recorder) =>
        GreyActorsConfiguration.RelayingTo(recorder.Port).With("reload.settle-time", "100ms");

    private static async Task Notices(Func<GreyActorsProcess, Task> before, Action<GreyActorsProcess, string> change)
    {
        await using var recorder = new RecordingMailServer();
        await using var reloading = await ReloadingProgram.Start(Quick(recorder).With("limits.max-errors", "10"));
        await before(reloading.Program);

        change(reloading.Program, reloading.Program.TextOf(reloading.Configuration.With("allowed-domains", Domains)));

        await Eventually.Holds("the change is active", async () => await reloading.ActiveValue("allowed-domains") == "[example.test, new.test]");
        await Eventually.Holds("the log says why", () => reloading.Program.Output.Contains("(changed: ", StringComparison.Ordinal));
    }

    private static void Mount(GreyActorsProcess program, string version, string text)
    {
        Directory.CreateDirectory(program[version]);
        File.WriteAllText(program[$"{version}/greyactors.conf"], text);
        Assert.Equal(0, Command.Run("ln", ["-s", version, program["data.new"]]).ExitCode);
        Assert.Equal(0, Command.Run("mv", ["-T", program["data.new"], program["data"]]).ExitCode);
    }
}
