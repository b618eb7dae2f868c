using GreyActors.EndToEnd.Tests.Harness;
using GreyActors.EndToEnd.Tests.Identities;
using GreyActors.Tests.Shared.Dns;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Policy;

/// <summary>The policy door, with requests as Postfix's smtpd sends them.</summary>
public sealed class PolicyDoorTests
{
    private const string Deferral = "DEFER_IF_PERMIT 4.7.1 Please try again later";

    [Fact]
    public async Task Five_hundred_persistent_connections_get_every_answer()
    {
        const int Requests = 20;
        var port = FreePort.Next();
        await using var program = await GreyActorsProcess.Start(Configuration(port));
        using var connections = new Connections(await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => PolicyClientSocket.Connect(port))));

        var answers = await Task.WhenAll(connections.All.Select(async (connection, number) =>
        {
            var actions = new List<string>();
            for (var request = 0; request < Requests; request++)
                actions.Add(await connection.Ask($"198.51.{number / 250}.{(number % 250) + 1}", $"s{request}@c{number}.example", $"r{request}@example.test"));
            return actions;
        }));

        Assert.Equal(500 * Requests, answers.Sum(actions => actions.Count));
        Assert.All(answers.SelectMany(actions => actions), action => Assert.Equal(Deferral, action));
        Assert.Equal(500, (await program.Tree()).OfKind("PolicyDelegate").Count());
    }

    [Fact]
    public async Task A_triplet_that_waited_at_the_SMTP_door_passes_at_the_policy_door()
    {
        var port = FreePort.Next();
        await using var recorder = new RecordingMailServer();
        await using var program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(recorder.Port) with
        {
            MoreListeners = [$"{{ address = \"127.0.0.1\", port = {port}, protocol = postfix-policy }}"],
        });
        using (var client = await SmtpClientSocket.Greeted(program.SmtpPort, "127.0.7.7"))
        {
            await client.Say("MAIL FROM:<alice@example.net>", "250");
            await client.Say("RCPT TO:<bob@example.test>", "451 4.7.1 ");
        }

        using var postfix = await PolicyClientSocket.Connect(port);

        await Eventually.Holds("the triplet passes", async () => await postfix.Ask("127.0.7.7", "alice@example.net", "bob@example.test") == "DUNNO");
        Assert.Equal(Deferral, await postfix.Ask("127.0.7.7", "alice@example.net", "carol@example.test"));
    }

    [Theory]
    [InlineData("198.51.100.7", "sasl_username=user\n", "[]")]
    [InlineData("198.51.100.7", "sasl_username=user\n", "[\"example.test\"]")]
    [InlineData("192.0.2.25", "", "[\"example.test\"]")]
    public async Task Mail_of_our_users_is_never_deferred_and_the_reply_to_it_passes_at_once(string client, string more, string allowedDomains)
    {
        // The reply must come from the partner's own server: its SPF record proves it. No triplet waits long enough to pass.
        await using var dns = await NsdServer.Start("partner.example. TXT \"v=spf1 ip4:203.0.113.8 -all\"\n");
        var port = FreePort.Next();
        await using var program = await GreyActorsProcess.Start(Configuration(port)
            .With("allowed-sender-nets", "[\"192.0.2.0/24\"]")
            .With("allowed-domains", allowedDomains)
            .With("greylisting.initial-delay", "1h")
            .WithResolver(dns.EndPoint));
        using var postfix = await PolicyClientSocket.Connect(port);
        Assert.Equal(Deferral, await postfix.Ask("203.0.113.8", "ann@partner.example", "user@example.test"));

        Assert.Equal("DUNNO", await postfix.Ask(client, "user@example.test", "ann@partner.example", more));

        await Eventually.Holds("the reply passes", async () => await postfix.Ask("203.0.113.8", "ann@partner.example", "user@example.test") == "DUNNO");
        Assert.Equal(Deferral, await postfix.Ask("203.0.113.8", "ann@partner.example", "other@example.test"));
        Assert.Equal(Deferral, await postfix.Ask("203.0.113.9", "ann@partner.example", "user@example.test"));
    }

    [Fact]
    public async Task A_connection_with_garbage_is_closed_and_others_are_served()
    {
        var port = FreePort.Next();
        await using var program = await GreyActorsProcess.Start(Configuration(port));
        using var good = await PolicyClientSocket.Connect(port);
        using var bad = await PolicyClientSocket.Connect(port);

        await Assert.ThrowsAsync<IOException>(() => bad.Ask("EHLO client.example.org\r\n"));

        Assert.Equal(Deferral, await good.Ask("203.0.113.9", "alice@example.net", "bob@example.test"));
    }

    private static GreyActorsConfiguration Configuration(int port) => GreyActorsConfiguration.Policy($"address = \"127.0.0.1\", port = {port}");

    private sealed record Connections(PolicyClientSocket[] All) : IDisposable
    {
        public void Dispose()
        {
            foreach (var connection in All)
                connection.Dispose();
        }
    }
}
