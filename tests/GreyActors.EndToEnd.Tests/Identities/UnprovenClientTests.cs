using Xunit;

namespace GreyActors.EndToEnd.Tests.Identities;

/// <summary>Clients that share a name, or claim one, without proof: the wait of one counts for no other.</summary>
[Collection(SharedIdentityLab.Name)]
public sealed class UnprovenClientTests(IdentityLab lab)
{
    private const string NoName = "unknown.helo.test";

    [Theory]
    [InlineData("192.0.2.40", "203.0.113.41", "reverse name dsl-203-0-113-41.isp.example contains the client's address")]
    [InlineData("192.0.2.42", "203.0.113.43", "reverse name cb00712b.isp.example contains the client's address")]
    public async Task The_retry_from_another_customer_line_of_the_provider_is_deferred(string first, string second, string why)
    {
        var to = IdentityLab.NewRecipient();
        await lab.FirstAttempt(first, NoName, "ann@sender.test", to);

        await lab.Attempt(second, NoName, "ann@sender.test", to, "451 4.7.1");

        await HasOnlyItsNetwork(to, "203.0.113.0/24", why);
    }

    [Fact]
    public async Task A_forged_reverse_name_does_not_share_the_wait_of_its_owner()
    {
        var to = IdentityLab.NewRecipient();
        await lab.FirstAttempt("192.0.2.50", NoName, "ann@sender.test", to);

        await lab.Attempt("203.0.113.51", NoName, "ann@sender.test", to, "451 4.7.1");

        await HasOnlyItsNetwork(to, "203.0.113.0/24", "reverse name mail-2.honest.example does not resolve to the client");
    }

    [Fact]
    public async Task A_HELO_name_of_somebody_else_does_not_share_the_wait_of_its_owner()
    {
        var to = IdentityLab.NewRecipient();
        await lab.FirstAttempt("192.0.2.30", "out.dual.example", "ann@sender.test", to);

        await lab.Attempt("203.0.113.78", "absent.dual.example", "ann@sender.test", to, "451 4.7.1");

        await HasOnlyItsNetwork(to, "203.0.113.0/24", "HELO name absent.dual.example does not resolve to the client");
    }

    [Theory]
    [InlineData("fail.example", "SPF of fail.example fails")]
    [InlineData("soft.example", "SPF of soft.example fails softly")]
    [InlineData("neutral.example", "SPF of neutral.example is neutral")]
    public async Task A_client_that_SPF_does_not_pass_does_not_share_the_wait_of_one_that_passes(string domain, string why)
    {
        var (from, to) = ($"ann@{domain}", IdentityLab.NewRecipient());
        await lab.FirstAttempt("192.0.2.60", NoName, from, to);

        await lab.Attempt("203.0.113.61", NoName, from, to, "451 4.7.1");

        await HasOnlyItsNetwork(to, "203.0.113.0/24", why);
    }

    private async Task HasOnlyItsNetwork(string to, string network, string why)
    {
        var decisions = (await lab.Get("/api/decisions?limit=1000")).GetProperty("decisions").EnumerateArray()
            .Where(decision => IdentityLab.Word(decision, "to") == to).ToArray();
        var decision = Assert.Single(decisions, decision => IdentityLab.Identities(decision)[0].StartsWith(network, StringComparison.Ordinal));
        Assert.Equal([$"{network}: the network of the client"], IdentityLab.Identities(decision));
        Assert.Contains(why, IdentityLab.Unproven(decision));
    }
}
