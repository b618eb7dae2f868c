using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Identities;

/// <summary>Hostile names of clients and of their DNS: no identity, no delay of the session, and no raw octet in a log.</summary>
[Collection(SharedIdentityLab.Name)]
public sealed class HostileNameTests(IdentityLab lab)
{
    private const string NoName = "unknown.helo.test";

    [Theory]
    [InlineData("192.0.2.90", "control characters")]
    [InlineData("192.0.2.91", "a line end")]
    [InlineData("192.0.2.92", "a hundred names")]
    [InlineData("192.0.2.94", "a loop of aliases")]
    public async Task A_hostile_reverse_name_gives_no_identity(string address, string kind)
    {
        var to = IdentityLab.NewRecipient();

        await lab.Attempt(address, NoName, "ann@sender.test", to, "451 4.7.1");

        await HasOnlyItsNetwork(to, kind);
    }

    [Fact]
    public async Task The_longest_possible_reverse_name_is_looked_up()
    {
        var to = IdentityLab.NewRecipient();

        await lab.Attempt("192.0.2.93", NoName, "ann@sender.test", to, "451 4.7.1");

        Assert.Contains(IdentityLab.Identities(await lab.Decision(to, "deferred")), one => one.StartsWith("host:dddd", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("long.evil.example", "long.evil.example is invalid")]
    [InlineData("loop.evil.example", "loop.evil.example is invalid")]
    [InlineData("controls.evil.example", "controls.evil.example")]
    [InlineData("macro.evil.example", "SPF of macro.evil.example fails")]
    public async Task A_hostile_SPF_record_gives_no_identity(string domain, string why)
    {
        var to = IdentityLab.NewRecipient();

        await lab.Attempt("192.0.2.95", "[192.0.2.95]", $"\"a b\\\"%{{l}}@;<>,\"@{domain}", to, "451 4.7.1");

        await HasOnlyItsNetwork(to, domain);
        Assert.Contains(IdentityLab.Unproven(await lab.Decision(to, "deferred")), clause => clause.Contains(why, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_with_hostile_HELO_names_and_reverse_paths_goes_on()
    {
        string[] names =
        [
            "..", ".", "a..example", "-", "*", "[127.0.0.1]", "[IPv6:2001:db8::5]", "192.0.2.96",
            "a\\x1b[31m.example", "%{i}.example", "x;y.example", "<script>.example",
            new string('h', 64) + ".example", LabZone.Long, "a" + LabZone.Long, string.Join('.', Enumerable.Repeat("x", 130)),
            "\u00c3\u00bc.example", "\u00ff.example", "a\u0007.example", "xn--.example",
        ];
        using var client = await AnnouncedClient.Connect(lab.Port, "192.0.2.96");
        foreach (var name in names)
        {
            var to = IdentityLab.NewRecipient();
            var hello = await client.Say($"EHLO {name}");
            if (hello.Code != 250)
                await client.Say("EHLO harmless.test", "250");
            var sender = await client.Say($"MAIL FROM:<\"x\\ {{}}\"@{name}>");
            if (sender.Code != 250)
                await client.Say("MAIL FROM:<>", "250");
            var recipient = await client.Say($"RCPT TO:<{to}>");
            Assert.True(recipient.Code == (sender.Code == 250 ? 451 : 250), $"{recipient.Text} for {name}");
            await client.Say("RSET", "250");
        }

        await client.Say("QUIT", "221");
        TheLogsAreClean();
    }

    private async Task HasOnlyItsNetwork(string to, string kind)
    {
        var identities = IdentityLab.Identities(await lab.Decision(to, "deferred"));
        Assert.True(identities is ["192.0.2.0/24: the network of the client"], $"{kind}: {string.Join("; ", identities)}");
        await Eventually.Holds("the debug log has the identities", () => lab.Program.DebugLog().Contains(to, StringComparison.Ordinal));
        TheLogsAreClean();
    }

    private void TheLogsAreClean() =>
        Assert.All([lab.Program.GreylistLogText(), lab.Program.DebugLog(), lab.Program.Output, lab.Program.Error], Clean);

    private static void Clean(string log) => Assert.DoesNotContain(log, octet => octet is not ('\n' or (>= ' ' and <= '~')));
}
