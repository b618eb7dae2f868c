using System.Text.Json;
using GreyActors.EndToEnd.Tests.Harness;
using GreyActors.EndToEnd.Tests.Store;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>The outcome of greylisting in <c>greyactors report</c>: deferral, retry and pass, and what survives the end of the program.</summary>
public sealed class ReportTests
{
    [Fact]
    public async Task The_report_shows_waits_and_stuck_mails_also_after_a_restart_and_after_a_kill()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port));
        await Pass(program);
        // Every attempt comes from another network, and nothing joins them.
        var network = 0;
        await Eventually.Holds("the mail is stuck", async () =>
        {
            Assert.StartsWith("451", await Attempt(program, $"127.0.{++network}.1", "pool@example.net"), StringComparison.Ordinal);
            return Number(Report(program), "attempts", "stuck") == 1;
        });

        var report = Report(program);
        Assert.Equal((1, 1, 0), Mails(report));
        Assert.InRange(report.GetProperty("longest")[0].GetProperty("delaySeconds").GetDouble(), 1, 60);
        Assert.Equal(network, report.GetProperty("stuck")[0].GetProperty("attempts").GetInt32());
        var text = GreyActorsProcess.Command("report", "--url", Url(program)).Output;
        Assert.Contains($"$ greyactors explain 127.0.{network}.1 pool@example.net b@example.test\n", text, StringComparison.Ordinal);

        program.Signal("TERM");
        Assert.Equal(0, await program.ExitCode());
        await program.Restart();
        Assert.Equal((1, 1, 0), Mails(Report(program)));
        Assert.Equal(1, Number(Report(program), "attempts", "stuck"));
        await Pass(program);
        Assert.Equal((1, 1, 1), Mails(Report(program)));

        // The last mail came after the last snapshot.
        await program.Kill9();
        await program.Restart();
        await Eventually.Holds("the snapshot is loaded", () => Mails(Report(program)) is (1, 1, _));
        Assert.Equal(1, Number(Report(program), "attempts", "stuck"));
    }

    [Fact]
    public async Task A_damaged_outcome_is_replaced_and_the_greylist_next_to_it_still_works()
    {
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port));
        await Pass(program);
        program.Signal("TERM");
        await program.ExitCode();
        var store = program["greylist.db"];
        Assert.Equal(1L, StoreHandle.Run(store, "SELECT count(*) FROM snapshot WHERE persistence_id = 'outcome'"));
        StoreHandle.Run(store, "UPDATE snapshot SET snapshot = x'ffffffff' WHERE persistence_id = 'outcome'");

        await program.Restart("greylisting.initial-delay=1h");
        await program.Says("The stored outcome of greylisting cannot be read");
        Assert.Equal((0, 0, 0), Mails(Report(program)));
        await Pass(program);
        Assert.Equal((0, 0, 1), Mails(Report(program)));

        program.Signal("TERM");
        await program.ExitCode();
        await program.Restart();
        await Eventually.Holds("the snapshot is loaded", () => Mails(Report(program)) is (0, 0, 1));
    }

    private static string Url(GreyActorsProcess program) => $"http://127.0.0.1:{program.IntrospectionPort}";

    private static JsonElement Report(GreyActorsProcess program) =>
        JsonDocument.Parse(GreyActorsProcess.Command("report", "--json", "--days", "2", "--url", Url(program)).Output).RootElement;

    private static (int First, int Delayed, int Later) Mails(JsonElement report) =>
        (Number(report, "first", "mails"), Number(report, "first", "delayed"), Number(report, "later", "mails"));

    private static int Number(JsonElement report, string part, string name) => report.GetProperty(part).GetProperty(name).GetInt32();

    private static async Task Pass(GreyActorsProcess program) => await Eventually.Holds("the mail passes", async () =>
        (await Attempt(program, "127.0.99.1", "ann@example.net")).StartsWith("250", StringComparison.Ordinal));

    private static async Task<string> Attempt(GreyActorsProcess program, string client, string from)
    {
        using var session = await SmtpClientSocket.Greeted(program.SmtpPort, client);
        await session.Say($"MAIL FROM:<{from}>", "250");
        return (await session.Say("RCPT TO:<b@example.test>")).Text;
    }
}
