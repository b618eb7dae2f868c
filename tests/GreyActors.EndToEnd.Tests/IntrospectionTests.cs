using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>The introspection endpoint with real sessions.</summary>
public sealed partial class IntrospectionTests(IntrospectionTests.Peers peers) : IClassFixture<IntrospectionTests.Peers>
{
    private static readonly string[] Counted =
    [
        "greyactors_sessions_total",
        "greyactors_mails_total{status=\"accepted\"}",
        "greyactors_relays_total",
        "greyactors_relay_outcomes_total{outcome=\"accepted\"}",
        "greyactors_relay_reply_duration_seconds_count{question=\"end-of-data\"}",
        "greyactors_session_duration_seconds_count",
    ];

    [Fact]
    public async Task A_deferral_is_on_the_stream_and_among_the_decisions_and_is_explained()
    {
        using var introspection = new Introspection(peers.Program);
        using var stream = await introspection.Follow("/api/decisions/stream");
        Assert.Equal(": listening", await stream.ReadLineAsync());

        var swaks = Command.Run(
            "swaks", "--server", "127.0.0.1", "--port", $"{peers.Program.SmtpPort}", "--helo", "swaks.example.net", "--from", "ann@example.net", "--to", "seen@example.test");
        Assert.Contains("<** 451", swaks.Output, StringComparison.Ordinal);

        var live = await NextDecision(stream, "seen@example.test");
        var kept = (await introspection.Get("/api/decisions")).GetProperty("decisions").EnumerateArray().Single(one => Text(one, "to") == "seen@example.test");
        Assert.Equal(live.GetRawText(), kept.GetRawText());
        Assert.Equal(("deferred", "never-seen", "never seen before"), (Text(kept, "status"), Text(kept, "rule"), Text(kept, "why")));
        Assert.Equal(("127.0.0.1", "swaks.example.net", "ann@example.net"), (Text(kept, "client"), Text(kept, "helo"), Text(kept, "from")));

        var told = await introspection.Get("/api/explain?client=127.0.0.1&from=ann@example.net&to=seen@example.test");
        Assert.Equal("127.0.0.0/24", Text(told.GetProperty("triplets")[0], "identity"));
        Assert.Equal("waiting", Text(told.GetProperty("triplets")[0], "state"));
        await Eventually.Holds("it would pass", async () =>
            Text(await introspection.Get("/api/explain?client=127.0.0.1&from=ann@example.net&to=seen@example.test"), "status") == "accepted");
    }

    [Fact]
    public async Task An_open_session_is_shown_without_mail_data_while_its_mail_is_relayed()
    {
        using var introspection = new Introspection(peers.Program);
        using var client = await peers.AllowedClient();
        await client.Say("AUTH PLAIN c2VjcmV0", "502");
        await client.Say("MAIL FROM:<shown@example.net>", "250");
        await client.Say("RCPT TO:<bob@example.test>", "250");
        await client.Say("DATA", "354");
        await client.SendBytes("Subject: confidential\r\n\r\n");

        var id = await Eventually.Find("the session", async () => (await introspection.Get("/api/sessions?limit=500")).GetProperty("sessions").EnumerateArray()
            .Where(one => one.GetProperty("envelope") is { ValueKind: JsonValueKind.Object } envelope && Text(envelope, "reversePath") == "shown@example.net")
            .Select(one => Text(one, "id")).SingleOrDefault());
        var session = await Eventually.Find("mail data that has come", async () => await introspection.Get($"/api/sessions/{id}") is var one && one.GetProperty("octetsIn").GetInt64() > 110
            ? one.GetRawText() : null);

        Assert.DoesNotContain("confidential", session, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", session, StringComparison.Ordinal);
        var shown = JsonDocument.Parse(session).RootElement;
        Assert.Equal("ReadingMailData", Text(shown, "behaviour"));
        Assert.Equal($"127.0.0.1:{peers.Recorder.Port}", Text(shown.GetProperty("relay"), "server"));
        Assert.Equal(("bob@example.test", "accepted"), (Text(shown.GetProperty("envelope").GetProperty("recipients")[0], "forwardPath"), Text(shown.GetProperty("envelope").GetProperty("recipients")[0], "status")));
        Assert.Equal("DATA", Text(shown.GetProperty("transcript").EnumerateArray().Last(line => Text(line, "from") == "client"), "text"));

        await client.SendBytes(".\r\n");
        await client.Expect("250");
    }

    [Fact]
    public async Task A_session_ended_by_the_operator_gets_421_and_is_logged()
    {
        using var introspection = new Introspection(peers.Program);
        using var client = await peers.Stranger();
        await client.Say("MAIL FROM:<ended@example.net>", "250");
        var id = await Eventually.Find("the session", async () => (await introspection.Get("/api/sessions?limit=500")).GetProperty("sessions").EnumerateArray()
            .Where(one => one.GetProperty("envelope") is { ValueKind: JsonValueKind.Object } envelope && Text(envelope, "reversePath") == "ended@example.net")
            .Select(one => Text(one, "id")).SingleOrDefault());

        Assert.Equal(202, await introspection.Post($"/api/sessions/{id}/close"));

        await client.ExpectLast("421 4.3.2 Connection closed by the operator");
        await Eventually.Holds("the audit line", () => peers.Program.Output.Contains($"close of the session {id}", StringComparison.Ordinal));
        await Eventually.Holds("the session has gone", async () => await introspection.Post($"/api/sessions/{id}/close") == 404);
    }

    [Fact]
    public async Task A_triplet_that_is_allowed_by_hand_passes_at_once_and_one_that_is_forgotten_waits_again()
    {
        const string triplet = "client=127.0.0.1&from=hand@example.net&to=hand@example.test";
        using var introspection = new Introspection(peers.Program);
        using var client = await peers.Stranger();

        Assert.Equal(200, await introspection.Post("/api/allow", """{"client":"127.0.0.1","from":"hand@example.net","to":"hand@example.test"}"""));
        await client.Say("MAIL FROM:<hand@example.net>", "250");
        await client.Say("RCPT TO:<hand@example.test>", "250");
        await client.Say("RSET", "250");
        var listed = (await introspection.Get("/api/triplets?to=hand@example.test")).GetProperty("triplets").EnumerateArray().Single();
        Assert.Equal("passed", Text(listed.GetProperty("life"), "state"));

        Assert.Equal(200, await introspection.Delete($"/api/triplets?{triplet}"));
        Assert.Equal(404, await introspection.Delete($"/api/triplets?{triplet}"));
        await client.Say("MAIL FROM:<hand@example.net>", "250");
        await client.Say("RCPT TO:<hand@example.test>", "451");
        Assert.True((await introspection.Get("/readyz")).GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Mail_of_a_pair_that_is_allowed_by_hand_passes_at_once_for_every_mailbox_and_waits_again_when_it_is_forgotten()
    {
        const string pair = "identity=127.0.0.1&organisation=known-by-hand.example";
        using var introspection = new Introspection(peers.Program);
        using var client = await peers.Stranger();
        await client.Say("MAIL FROM:<ann@mail.known-by-hand.example>", "250");
        await client.Say("RCPT TO:<first@example.test>", "451");
        await client.Say("RSET", "250");

        Assert.Equal(200, await introspection.Post("/api/known", """{"identity":"127.0.0.1","organisation":"mail.known-by-hand.example"}"""));
        await client.Say("MAIL FROM:<ann@mail.known-by-hand.example>", "250");
        await client.Say("RCPT TO:<second@example.test>", "250");
        await client.Say("RCPT TO:<third@example.test>", "250");
        await client.Say("RSET", "250");
        await client.Say("MAIL FROM:<ann@other-by-hand.example>", "250");
        await client.Say("RCPT TO:<second@example.test>", "451");
        await client.Say("RSET", "250");
        var listed = (await introspection.Get($"/api/known?{pair}")).GetProperty("known").EnumerateArray().Single();
        Assert.Equal(("127.0.0.0/24", "operator"), (Text(listed, "identity"), Text(listed, "source")));

        Assert.Equal(200, await introspection.Delete($"/api/known?{pair}"));
        Assert.Equal(404, await introspection.Delete($"/api/known?{pair}"));
        await Eventually.Holds("the audit line", () => peers.Program.Output.Contains("Forget known pair (not found) 127.0.0.0/24 known-by-hand.example", StringComparison.Ordinal));
        await client.Say("MAIL FROM:<ann@known-by-hand.example>", "250");
        await client.Say("RCPT TO:<fourth@example.test>", "451");
    }

    [Fact]
    public async Task The_Prometheus_metrics_count_events()
    {
        using var introspection = new Introspection(peers.Program);
        var before = await introspection.Text("/metrics");
        using (var client = await peers.AllowedClient())
        {
            await client.Deliver("counted@example.net", "bob@example.test", "Subject: counted\r\n\r\n");
            await client.Say("QUIT", "221");
        }

        await Eventually.Holds("the counts", async () => await introspection.Text("/metrics") is var after
            && Counted.All(sample => Count(after, sample) > Count(before, sample)));
        Assert.Equal("0.1.0", Text(await introspection.Get("/api/stats"), "version").Split('+')[0]);
    }

    [Fact]
    public async Task The_token_file_is_readable_by_its_owner_only()
    {
        using var introspection = new Introspection(peers.Program);
        Assert.Equal(404, await introspection.Post("/api/sessions/client-0/close"));
        Assert.Equal("600", Command.Run("stat", "-c", "%a", peers.Program["var/introspection.token"]).Output.Trim());
    }

    [Fact]
    public async Task An_address_that_other_machines_reach_is_refused_unless_every_request_needs_the_token()
    {
        await using var refused = await GreyActorsProcess.StartAndFail("""
            grey-actors {
              allowed-domains = ["example.test"]
              introspection.address = "0.0.0.0"
            }
            """);

        Assert.Equal(78, await refused.ExitCode());
        Assert.Contains("greyactors.conf:3: introspection.address: 0.0.0.0 is reachable from other machines", refused.Error, StringComparison.Ordinal);
    }

    private static async Task<JsonElement> NextDecision(StreamReader stream, string to)
    {
        using var bound = new CancellationTokenSource(Eventually.Patience);
        while (await stream.ReadLineAsync(bound.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal) && JsonDocument.Parse(line[6..]).RootElement is var decision && Text(decision, "to") == to)
                return decision;
        }

        throw new IOException("The stream ended");
    }

    private static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;

    private static double Count(string metrics, string sample) => Sample().Matches(metrics)
        .Where(line => line.Groups["name"].Value.Replace("{}", "", StringComparison.Ordinal) == sample)
        .Sum(line => double.Parse(line.Groups["value"].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^(?<name>\w+({[^}]*})?) (?<value>\S+)$", RegexOptions.Multiline)]
    private static partial Regex Sample();

    /// <summary>One program and one backend for all tests.</summary>
    public sealed class Peers : ProgramAndBackend;
}
