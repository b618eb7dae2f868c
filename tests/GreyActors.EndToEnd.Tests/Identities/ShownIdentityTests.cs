using System.Text.Json;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Identities;

/// <summary>The identities of a client and their evidence in the introspection, the commands, the logs and the metrics.</summary>
[Collection(SharedIdentityLab.Name)]
public sealed class ShownIdentityTests(IdentityLab lab)
{
    private const string NoName = "unknown.helo.test";

    private static readonly string[] OfPool =
    [
        "192.0.2.0/24: the network of the client",
        "host:pool.example: reverse name mail-1.pool.example resolves to the client",
    ];

    private static readonly string[] UnprovenOfPool = ["fail.example", "HELO name unknown.helo.test"];

    [Fact]
    public async Task Explain_shows_the_evidence_of_each_identity_and_its_triplet_and_changes_nothing()
    {
        var to = IdentityLab.NewRecipient();

        var before = await lab.Explain("192.0.2.7", NoName, "ann@fail.example", to);
        await lab.Attempt("192.0.2.7", NoName, "ann@fail.example", to, "451 4.7.1");
        var after = await lab.Explain("203.0.113.9", NoName, "ann@fail.example", to);

        HasIdentities(before);
        Assert.Equal(["192.0.2.0/24 unknown", "host:pool.example unknown"], Triplets(before));
        Assert.Equal(["203.0.113.0/24 unknown", "host:pool.example waiting"], Triplets(after));
    }

    [Fact]
    public void The_command_explain_shows_the_evidence_of_each_identity_and_why_a_name_proves_none()
    {
        var command = GreyActorsProcess.Command(
            "explain", "192.0.2.7", "ann@fail.example", IdentityLab.NewRecipient(), "--helo", NoName, "--url", $"http://127.0.0.1:{lab.Program.IntrospectionPort}");

        Assert.True(command.ExitCode == 0, command.ToString());
        Assert.Matches(@"host:pool\.example +reverse name mail-1\.pool\.example resolves to the client", command.Output);
        Assert.Matches(@"none +SPF of fail\.example fails", command.Output);
        Assert.Matches(@"none +HELO name unknown\.helo\.test does not resolve to the client", command.Output);
    }

    [Fact]
    public async Task Decisions_and_open_sessions_show_the_identities_and_the_organisation_of_a_client()
    {
        var to = IdentityLab.NewRecipient();
        using var client = await lab.Begin("192.0.2.7", NoName, "ann@fail.example");
        await client.Say($"RCPT TO:<{to}>", "451 4.7.1");

        var decision = await lab.Decision(to, "deferred");
        HasIdentities(decision);
        HasIdentities(await lab.Get($"/api/sessions/{IdentityLab.Word(decision, "session")}"));
    }

    [Fact]
    public async Task The_debug_log_has_one_line_with_the_identities_of_a_session()
    {
        var to = IdentityLab.NewRecipient();
        using var client = await lab.Begin("192.0.2.7", NoName, "ann@fail.example");
        await client.Say($"RCPT TO:<{to}>", "451 4.7.1");
        await client.Say($"RCPT TO:<x{to}>", "451 4.7.1");
        var session = IdentityLab.Word(await lab.Decision(to, "deferred"), "session");
        await client.Say("NOOP", "250");
        await Eventually.Holds("the dialogue in the debug log", () => LinesOf(session).Any(line => line.Contains("NOOP", StringComparison.Ordinal)));

        var line = Assert.Single(LinesOf(session), line => line.Contains($"{session} = ", StringComparison.Ordinal));
        Assert.EndsWith(
            $"{session} = 192.0.2.0/24 (the network of the client); host:pool.example (reverse name mail-1.pool.example resolves to the client); "
            + $"SPF of fail.example fails; HELO name {NoName} does not resolve to the client",
            line,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_metrics_count_the_look_ups_and_the_kind_of_the_identity_that_let_a_mail_pass()
    {
        var to = IdentityLab.NewRecipient();
        var before = await lab.Metrics();
        await lab.FirstAttempt("192.0.2.20", NoName, "ann@spf.example", to);
        await lab.RetryThatPasses("203.0.113.20", NoName, "ann@spf.example", to);

        var after = await lab.Metrics();
        double Counted(string name, params string[] labels) => after.Of(name, labels) - before.Of(name, labels);
        Assert.Equal(1, Counted("greyactors_passes_total", "identity=\"spf\""));
        Assert.InRange(Counted("greyactors_reputation_look_ups_total", "kind=\"spf\"", "result=\"pass\""), 2, 1000);
        Assert.Equal(0, after.Of("greyactors_dns_failing"));
        Assert.True(after.Of("greyactors_reputation_wait_duration_seconds_count") > 0);
    }

    [Fact]
    public async Task The_readiness_names_the_resolver()
    {
        var check = await lab.DnsCheck();

        Assert.True(check.GetProperty("ok").GetBoolean());
        Assert.EndsWith(" is asked", IdentityLab.Word(check, "why"), StringComparison.Ordinal);
    }

    private static void HasIdentities(JsonElement shown)
    {
        Assert.Equal(OfPool, IdentityLab.Identities(shown));
        Assert.Equal("pool.example", IdentityLab.Word(shown.GetProperty("identified"), "organisation"));
        Assert.All(UnprovenOfPool, name => Assert.Contains(IdentityLab.Unproven(shown), why => why.Contains(name, StringComparison.Ordinal)));
    }

    private static string[] Triplets(JsonElement explanation) =>
        [.. explanation.GetProperty("triplets").EnumerateArray().Select(one => $"{IdentityLab.Word(one, "identity")} {IdentityLab.Word(one, "state")}")];

    private IEnumerable<string> LinesOf(string session) => lab.Program.DebugLog().Split('\n').Where(line => line.Contains($" {session} ", StringComparison.Ordinal));
}
