using System.Text.Json;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>The commands of an operator to a running service.</summary>
public sealed class CommandLineTests(CommandLineTests.Peers peers) : IClassFixture<CommandLineTests.Peers>
{
    [Theory]
    [InlineData("takenAt", "tree", "--depth", "1")]
    [InlineData("sessions", "sessions")]
    [InlineData("words", "explain", "192.0.2.1", "<>", "bob@example.test", "--helo", "mx.example.net")]
    [InlineData("readiness", "status")]
    [InlineData("first", "report")]
    public void The_answer_is_text_for_people_and_json_for_scripts(string property, params string[] command)
    {
        var (people, script) = (Ask(command), Ask([.. command, "--json"]));
        Assert.True(people.ExitCode == 0, people.ToString());
        Assert.DoesNotContain("\e", people.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("{\"", people.Output, StringComparison.Ordinal);
        Assert.Equal(0, script.ExitCode);
        Assert.True(JsonDocument.Parse(script.Output).RootElement.TryGetProperty(property, out _));
    }

    [Fact]
    public void A_triplet_is_allowed_listed_and_forgotten()
    {
        string[] triplet = ["192.0.2.1", "cli@example.net", "cli@example.test"];
        Assert.Contains("passes from now on; before: unknown", Ask(["allow", .. triplet]).Output, StringComparison.Ordinal);
        Assert.Contains("known-triplet", Ask(["explain", .. triplet]).Output, StringComparison.Ordinal);
        Assert.Contains("192.0.2.0/24  <cli@example.net>  <cli@example.test>  passed", Ask(["list", "--client", "192.0.2.0/24", "--from", "@example.net"]).Output, StringComparison.Ordinal);
        Assert.Equal("passed", JsonDocument.Parse(Ask(["forget", .. triplet, "--json"]).Output).RootElement.GetProperty("before").GetProperty("state").GetString());
        Assert.Equal(1, Ask(["forget", .. triplet]).ExitCode);
        Assert.Equal(1, Ask(["list", "--from", "cli@example.net"]).ExitCode);
    }

    [Fact]
    public void A_pair_is_allowed_listed_and_forgotten()
    {
        string[] pair = ["192.0.2.1", "news.pair.example"];
        Assert.Contains("mail of pair.example from 192.0.2.0/24 does not wait from now on; before: unknown", Ask(["allow", .. pair]).Output, StringComparison.Ordinal);
        Assert.Matches(@"pair\.example +192\.0\.2\.0/24 +an operator .* until 2", Ask(["list", "known", "--identity", "192.0.2.7", "--organisation", "pair*"]).Output);
        Assert.Equal("operator", JsonDocument.Parse(Ask(["list", "known", "--organisation", "pair.example", "--kind", "pair", "--json"]).Output)
            .RootElement.GetProperty("known")[0].GetProperty("source").GetString());
        Assert.Matches(@"known clients +pairs and expected replies: [1-9]", Ask(["status"]).Output);
        Assert.Matches("mail of pair.example from 192.0.2.0/24 is no longer known; before: known since 2", Ask(["forget", "known", .. pair]).Output);
        Assert.Equal(1, Ask(["forget", "known", .. pair]).ExitCode);
        Assert.Equal(1, Ask(["forget", "reply", "pair.example", "bob@example.test"]).ExitCode);
        Assert.Equal(1, Ask(["list", "known", "--organisation", "pair.example"]).ExitCode);
    }

    [Theory]
    [InlineData("allow", "192.0.2.1")]
    [InlineData("allow", "192.0.2.1", "ann@example.net")]
    [InlineData("allow", "192.0.2.1", "<>")]
    [InlineData("allow", "192.0.2.1", "co.uk")]
    [InlineData("allow", "host:mail.example.net", "example.net")]
    [InlineData("forget", "known", "192.0.2.1")]
    [InlineData("forget", "known", "nobody", "example.net")]
    [InlineData("forget", "reply", "example.net")]
    [InlineData("forget", "192.0.2.1", "ann@example.net")]
    [InlineData("list", "known", "--kind", "triplet")]
    [InlineData("list", "known", "--limit", "0")]
    [InlineData("list", "known", "--state", "passed")]
    [InlineData("list", "unknown")]
    public void A_command_about_triplets_or_known_clients_with_wrong_arguments_is_a_usage_error(params string[] command) =>
        Assert.Equal(64, Ask(command).ExitCode);

    [Theory]
    [InlineData("from: 'a' is not an address", "allow", "192.0.2.1", "a", "bob@example.test")]
    [InlineData("to: <> is the null reverse-path", "allow", "192.0.2.1", "ann@example.net", "<>")]
    [InlineData("to: <> is the null reverse-path", "explain", "192.0.2.1", "ann@example.net", "<>")]
    [InlineData("to: other.example is not in allowed-domains", "allow", "192.0.2.1", "ann@example.net", "bob@other.example")]
    [InlineData("--depth: 'x' is not a whole number", "tree", "--depth", "x")]
    [InlineData("usage: greyactors explain CLIENT FROM TO", "explain", "192.0.2.1")]
    public void A_wrong_argument_gets_a_short_answer_without_types_and_status_codes(string expected, params string[] command)
    {
        var refused = Ask(command);

        Assert.Equal(64, refused.ExitCode);
        Assert.Contains(expected, refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("(400)", refused.Error, StringComparison.Ordinal);
        Assert.InRange(refused.Error.Trim().Split('\n').Length, 1, 3);
    }

    [Theory]
    [InlineData("statsu", "did you mean `status`?")]
    [InlineData("explian", "did you mean `explain`?")]
    public void A_mistyped_command_gets_the_nearest_one(string typed, string hint)
    {
        var refused = GreyActorsProcess.Command(typed);

        Assert.Equal(64, refused.ExitCode);
        Assert.Contains(hint, refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_and_version_are_commands()
    {
        Assert.Contains("greyactors explain <CLIENT> <FROM> <TO>", GreyActorsProcess.Command("help", "explain").Output, StringComparison.Ordinal);
        Assert.Equal(GreyActorsProcess.Command("--version").Output, GreyActorsProcess.Command("version").Output);
    }

    [Fact]
    public async Task Text_of_a_client_is_escaped()
    {
        using var client = await SmtpClientSocket.Greeted(peers.Program.SmtpPort);
        await client.Say("\e[2J[red]", "500");
        var id = await Eventually.Find("the session", () => JsonDocument.Parse(Ask(["sessions", "--json"]).Output).RootElement.GetProperty("sessions").EnumerateArray()
            .Select(session => session.GetProperty("id").GetString()).LastOrDefault());

        var shown = Ask(["sessions", id]);

        Assert.Contains(@"\x1b[2J[red]", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\e", shown.Output, StringComparison.Ordinal);
        Assert.Equal(1, Ask(["sessions", "client-999999"]).ExitCode);
    }

    [Fact]
    public async Task A_wrong_token_and_a_missing_one_change_nothing()
    {
        await File.WriteAllTextAsync(peers.Program["wrong.token"], "0123456789abcdef");
        string[] change = ["allow", "192.0.2.9", "token@example.net", "token@example.test", "--url", $"http://127.0.0.1:{peers.Program.IntrospectionPort}"];
        Assert.Equal(77, GreyActorsProcess.Command([.. change, "--token-file", peers.Program["wrong.token"]]).ExitCode);
        Assert.Equal(77, GreyActorsProcess.Command([.. change, "--token-file", peers.Program["no.token"]]).ExitCode);
        Assert.Equal(77, GreyActorsProcess.Command(change).ExitCode);
        Assert.Equal(1, Ask(["list", "--from", "token@example.net"]).ExitCode);
    }

    [Fact]
    public void An_unreachable_service_and_an_invalid_request_have_their_own_exit_codes()
    {
        var silent = GreyActorsProcess.Command("status", "--url", $"http://127.0.0.1:{FreePort.Next()}");
        Assert.Equal(69, silent.ExitCode);
        Assert.Contains("cannot reach", silent.Error, StringComparison.Ordinal);
        Assert.Equal(64, Ask(["explain", "nobody", "a@example.net", "b@example.test"]).ExitCode);
        Assert.Equal(64, GreyActorsProcess.Command("list", "--state", "lost").ExitCode);
        Assert.Equal(64, GreyActorsProcess.Command("tree", "--url", "nowhere").ExitCode);
    }

    [Fact]
    public async Task On_a_terminal_the_watched_tree_shows_new_clients_and_removes_disconnected_ones()
    {
        using var terminal = new Terminal(GreyActorsProcess.CommandLineOf(
            "tree", "/user/greylist-server/listener-0", "--watch", "--url", $"http://127.0.0.1:{peers.Program.IntrospectionPort}"));
        await Eventually.Holds("the tree is there", () => terminal.LastLook.Contains("listener-0", StringComparison.Ordinal));
        Assert.DoesNotContain("127.0.33.1:", terminal.LastLook, StringComparison.Ordinal);

        using (var client = await SmtpClientSocket.Greeted(peers.Program.SmtpPort, "127.0.33.1"))
        {
            await Eventually.Holds("the client is shown, and what is below it", () => terminal.LastLook is var look
                && look.Contains("127.0.33.1:", StringComparison.Ordinal) && look.Contains("├─ policy", StringComparison.Ordinal));
            await client.Say("QUIT", "221");
        }

        await Eventually.Holds("the client is gone", () => terminal.LastLook is var look
            && look.Contains("listener-0", StringComparison.Ordinal) && !look.Contains("127.0.33.1:", StringComparison.Ordinal));
        Assert.Equal(0, terminal.Interrupt());
    }

    [Fact]
    public async Task The_configuration_is_shown_with_origins_and_checked_without_a_service()
    {
        Assert.Matches(@"greylisting\.initial-delay\s+1s\s+\S+greyactors\.conf:\d+", Ask(["show", "greylisting"]).Output);
        Assert.Equal(1, Ask(["show", "no-such-key"]).ExitCode);
        Assert.Equal(JsonValueKind.Array, JsonDocument.Parse(Ask(["show", "--json"]).Output).RootElement.GetProperty("values").ValueKind);
        Assert.Equal(0, GreyActorsProcess.Command("check", peers.Program.ConfigurationFile).ExitCode);

        var wrong = peers.Program["wrong.conf"];
        await File.WriteAllTextAsync(wrong, "grey-actors {\n  inactivity-timeout = 300\n  allowed-domain = []\n}\n");
        var refused = GreyActorsProcess.Command("check", wrong);
        Assert.Equal(78, refused.ExitCode);
        Assert.Contains($"{wrong}:2: ", refused.Error, StringComparison.Ordinal);
        Assert.Contains($"{wrong}:3: ", refused.Error, StringComparison.Ordinal);
        Assert.Equal(78, GreyActorsProcess.Command("status", "--config", wrong).ExitCode);
    }

    [Theory]
    [InlineData("greyactors forget <CLIENT> <FROM> <TO> [command] [options]", "forget", "--help")]
    [InlineData("greyactors forget known <IDENTITY> <DOMAIN> [options]", "forget", "known", "--help")]
    [InlineData("greyactors forget reply <DOMAIN> <RECIPIENT> [options]", "forget", "reply", "--help")]
    public void The_help_of_a_command_has_its_own_arguments_only(string usage, params string[] command) =>
        Assert.Contains($"  {usage}\n", GreyActorsProcess.Command(command).Output, StringComparison.Ordinal);

    [Fact]
    public void The_shell_gets_completions()
    {
        Assert.Contains("--watch", GreyActorsProcess.Command("[suggest:19]", "greyactors tree --w").Output, StringComparison.Ordinal);
        Assert.Contains("known", GreyActorsProcess.Command("[suggest:18]", "greyactors list kn").Output, StringComparison.Ordinal);
    }

    private CommandResult Ask(IEnumerable<string> command) => GreyActorsProcess.Command(
        [.. command, "--config", peers.Program.ConfigurationFile, "--set", $"introspection.token-file={peers.Program["var/introspection.token"]}"]);

    /// <summary>One program for all tests.</summary>
    public sealed class Peers : ProgramAndBackend;
}
