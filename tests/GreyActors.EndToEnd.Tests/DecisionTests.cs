using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>Clients that pass without waiting, and addresses that count as the same client.</summary>
public sealed class DecisionTests(DecisionTests.Peers peers) : IClassFixture<DecisionTests.Peers>
{
    [Theory]
    [InlineData("127.0.5.1")]
    [InlineData("127.0.6.1")]
    public async Task A_client_of_an_allowed_network_relays_anywhere_at_once(string client)
    {
        Assert.StartsWith("250", await Attempt(client, "a@example.net", "b@example.com"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whitelisted_triple_passes_at_once_and_only_as_a_whole()
    {
        Assert.StartsWith("250", await Attempt("127.0.3.1", "news@example.org", "listed@example.test"), StringComparison.Ordinal);
        Assert.StartsWith("451", await Attempt("127.0.3.2", "news@example.org", "listed@example.test"), StringComparison.Ordinal);
        Assert.StartsWith("451", await Attempt("127.0.3.1", "other@example.org", "listed@example.test"), StringComparison.Ordinal);
        Assert.StartsWith("451", await Attempt("127.0.3.1", "news@example.org", "other@example.test"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whitelisted_nonstandard_triple_passes_at_once_for_every_sender()
    {
        Assert.StartsWith("250", await Attempt("127.0.4.7", "anybody@example.net", "loose@example.test"), StringComparison.Ordinal);
        Assert.StartsWith("451", await Attempt("127.0.2.7", "anybody@example.net", "loose@example.test"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_triplet_that_passed_from_one_address_passes_from_its_network_only()
    {
        await Eventually.Holds("the triplet passes", async () =>
            (await Attempt("127.0.7.1", "pool@example.net", "b@example.test")).StartsWith("250", StringComparison.Ordinal));
        Assert.StartsWith("250", await Attempt("127.0.7.2", "pool@example.net", "b@example.test"), StringComparison.Ordinal);
        Assert.StartsWith("451", await Attempt("127.0.8.1", "pool@example.net", "b@example.test"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_domain_is_served_however_it_is_written()
    {
        Assert.StartsWith("451", await Attempt("127.0.8.1", "a@example.net", "case@EXAMPLE.Test"), StringComparison.Ordinal);
        Assert.StartsWith("550 5.7.1", await Attempt("127.0.8.1", "a@example.net", "case@sub.example.test"), StringComparison.Ordinal);
    }

    private async Task<string> Attempt(string from, string reversePath, string forwardPath)
    {
        using var client = await SmtpClientSocket.Greeted(peers.Program.SmtpPort, from);
        await client.Say($"MAIL FROM:<{reversePath}>", "250");
        return (await client.Say($"RCPT TO:<{forwardPath}>")).Text;
    }

    /// <summary>One program with lists and one backend for all tests.</summary>
    public sealed class Peers : ProgramAndBackend
    {
        /// <inheritdoc/>
        protected override GreyActorsConfiguration Configure(GreyActorsConfiguration configuration) => configuration
            .With("allowed-sender-nets", """["127.0.5.", "127.0.6.0/24"]""")
            .With("whitelisted-triples", """["127.0.3.1 <news@example.org> <listed@example.test>"]""")
            .With("whitelisted-nonstandard-triples", """["client.example.org 127.0.4. <loose@example.test>"]""");
    }
}
