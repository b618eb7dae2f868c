using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Identities;

/// <summary>DNS lists (RFC 5782) shorten or lengthen the wait of a client. They refuse nobody.</summary>
[Collection(SharedIdentityLab.Name)]
public sealed class DnsListTests(IdentityLab lab)
{
    private const string NoName = "unknown.helo.test";

    [Fact]
    public async Task A_client_on_an_allow_list_is_accepted_at_once()
    {
        var to = IdentityLab.NewRecipient();
        await ListsAreTested();

        await lab.RetryThatPasses("192.0.2.100", NoName, "ann@sender.test", to);

        var decision = await lab.Decision(to, "accepted");
        Assert.Equal("allow-listed", IdentityLab.Word(decision, "rule"));
        Assert.Contains("allow.lists.example contains the client (127.0.0.2)", IdentityLab.Word(decision, "why"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_on_a_deny_list_waits_for_the_listed_delay()
    {
        var to = IdentityLab.NewRecipient();
        await ListsAreTested();
        await lab.Attempt("192.0.2.101", NoName, "ann@sender.test", to, "451 4.7.1");

        var explanation = await lab.Explain("192.0.2.101", NoName, "ann@sender.test", to);

        var passes = explanation.GetProperty("comeBackAfter").GetDateTimeOffset();
        Assert.InRange(passes - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(55), TimeSpan.FromMinutes(61));
        Assert.Contains("the DNS list deny.lists.example contains the client (127.0.0.4)", IdentityLab.Lists(explanation));
    }

    [Fact]
    public async Task An_answer_outside_of_the_pattern_of_a_list_changes_nothing()
    {
        var to = IdentityLab.NewRecipient();
        await ListsAreTested();

        await lab.FirstAttempt("192.0.2.102", NoName, "ann@sender.test", to);

        Assert.Empty(IdentityLab.Lists(await lab.Decision(to, "deferred")));
        await lab.RetryThatPasses("192.0.2.102", NoName, "ann@sender.test", to);
    }

    // The program uses a list when it has passed its test, a moment after the start.
    private Task ListsAreTested() => Eventually.Holds("both lists are used", async () =>
        await IsListed("192.0.2.100", "allow.lists.example") && await IsListed("192.0.2.101", "deny.lists.example"));

    private async Task<bool> IsListed(string client, string zone) =>
        IdentityLab.Lists(await lab.Explain(client, NoName, "ann@sender.test", "bob@example.test"))
            .Any(list => list.Contains($" {zone} contains", StringComparison.Ordinal));
}
