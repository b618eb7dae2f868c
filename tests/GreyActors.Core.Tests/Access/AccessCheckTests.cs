using System.Net;
using GreyActors.Core.Access;
using Xunit;

namespace GreyActors.Core.Tests.Access;

/// <summary>Each rule is tried where it and all that come after it would decide.</summary>
public sealed class AccessCheckTests
{
    private const string Friend = "192.0.2.1";
    private const string Lists = "198.51.100.1";
    private const string Stranger = "203.0.113.1";

    private static readonly AccessPolicy Policy = AccessPolicy.Compile(new AccessRules(
        AllowedSenders: [Friend],
        AllowedSenderNets: ["10."],
        AllowedDomains: ["example.com"],
        WhitelistedTriples:
        [
            $"{Lists} <ann@example.org> <bob@example.com>",
            $"{Lists} <ann@example.org> <bob@elsewhere.example>",
            $"{Lists} <ann@example.org> <bob%elsewhere.example@example.com>",
            $"{Lists} <ann@example.org> <abuse@example.com>",
            $"{Lists} <ann@example.org> <postmaster>",
            $"{Lists} <> <bob@example.com>",
        ],
        WhitelistedNonstandardTriples: ["lists.example.org 203.0.113. <carol@example.com>"])
    {
        WhitelistedClients = ["198.51.100.9"],
        WhitelistedSenders = ["friend@example.org"],
        WhitelistedRecipients = ["trap.listed@example.com"],
        SpamTraps = ["trap@example.com", "trap@elsewhere.example", "trap.listed@example.com", "bob@traps.example"],
    });

    [Theory]
    [InlineData("bob", "example.com")]
    [InlineData("bob", "elsewhere.example")]
    [InlineData("bob%elsewhere.example", "example.com")]
    [InlineData("abuse", "elsewhere.example")]
    [InlineData("postmaster", "")]
    public void First_an_allowed_client_may_send_to_anybody(string localPart, string domain)
    {
        Assert.Equal(AccessReason.AllowedClient, Decide(Friend, localPart, domain));
        Assert.Equal(AccessReason.AllowedClient, Decide($"::ffff:{Friend}", localPart, domain));
        Assert.Equal(AccessReason.AllowedClient, Decide("10.1.2.3", localPart, domain));
    }

    [Theory]
    [InlineData("bob", "elsewhere.example")]
    [InlineData("bob%elsewhere.example", "example.com")]
    [InlineData("abuse", "elsewhere.example")]
    [InlineData("postmaster", "")]
    public void Then_an_authenticated_client_may_send_to_anybody(string localPart, string domain)
    {
        Assert.Equal(AccessReason.Authenticated, Decide(Stranger, localPart, domain, authenticated: true));
        Assert.Equal(AccessReason.AllowedClient, Decide(Friend, localPart, domain, authenticated: true));
    }

    [Theory]
    [InlineData("bob", "elsewhere.example", AccessReason.AskGreylist, AccessReason.DomainNotServed)]
    [InlineData("bob%elsewhere.example", "example.com", AccessReason.AskGreylist, AccessReason.SenderRouted)]
    [InlineData("abuse", "elsewhere.example", AccessReason.AlwaysAccepted, AccessReason.DomainNotServed)]
    [InlineData("bob", "example.com", AccessReason.AskGreylist, null)]
    public void A_rule_that_would_refuse_is_noted_and_skipped_where_the_door_refuses_nothing(string localPart, string domain, AccessReason reason, AccessReason? skipped)
    {
        var ruling = AccessCheck.Decide(Policy, IPAddress.Parse(Stranger), "client.example.org", "ann@example.org", localPart, domain, skipsRefusals: true);

        Assert.Equal((reason, skipped), (ruling.Reason, ruling.Skipped));
    }

    [Theory]
    [InlineData("bob", "elsewhere.example")]
    [InlineData("bob%elsewhere.example", "elsewhere.example")]
    [InlineData("abuse", "elsewhere.example")]
    [InlineData("postmaster", "sub.example.com")]
    public void Then_a_domain_must_be_served_despite_any_whitelisting(string localPart, string domain) =>
        Assert.Equal(AccessReason.DomainNotServed, Decide(Lists, localPart, domain));

    [Theory]
    [InlineData("bob%elsewhere.example", "example.com")]
    [InlineData("elsewhere.example!bob", "example.com")]
    [InlineData("bob@elsewhere.example", "example.com")]
    [InlineData("%", "EXAMPLE.com")]
    [InlineData("bob%elsewhere.example", "")]
    public void Then_a_route_in_a_local_part_is_refused_despite_any_whitelisting(string localPart, string domain) =>
        Assert.Equal(AccessReason.SenderRouted, Decide(Lists, localPart, domain));

    [Theory]
    [InlineData("bob", "example.com")]
    [InlineData("bob", "Example.COM")]
    [InlineData("abuse", "example.com")]
    [InlineData("postmaster", "")]
    public void Then_a_triple_may_be_whitelisted(string localPart, string domain) =>
        Assert.Equal(AccessReason.Whitelisted, Decide(Lists, localPart, domain));

    [Fact]
    public void A_whitelisted_triple_is_the_client_the_helo_name_and_both_paths_of_this_mail()
    {
        Assert.Equal(AccessReason.Whitelisted, Decide(Lists, "bob", "example.com", reversePath: ""));
        Assert.Equal(AccessReason.AskGreylist, Decide(Lists, "bob", "example.com", reversePath: "eve@example.org"));
        Assert.Equal(AccessReason.Whitelisted, Decide(Stranger, "carol", "example.com", helo: "lists.example.org"));
        Assert.Equal(AccessReason.AskGreylist, Decide(Stranger, "carol", "example.com", helo: "other.example.org"));
    }

    [Theory]
    [InlineData("trap", "ann@example.org", false, true)]
    [InlineData("TRAP+x", "ann@example.org", false, true)]
    [InlineData("trap.listed", "ann@example.org", false, true)]
    [InlineData("trap", "friend@example.org", false, true)]
    [InlineData("trap", "", false, true)]
    [InlineData("bob", "ann@example.org", true, false)]
    [InlineData("bob", "friend@example.org", true, false)]
    [InlineData("postmaster", "ann@example.org", true, false)]
    [InlineData("trap", "ann@example.org", true, true)]
    public void Then_a_spam_trap_and_a_trapped_client_are_deferred(string localPart, string reversePath, bool trapped, bool isByEntry)
    {
        var ruling = AccessCheck.Decide(Policy, IPAddress.Parse(Stranger), "client.example.org", reversePath, localPart, "example.com", trapped: trapped);

        Assert.Equal((AccessReason.Trapped, isByEntry ? AccessList.SpamTraps : null), (ruling.Reason, ruling.Match?.List));
    }

    [Theory]
    [InlineData(Friend, false, "example.com", AccessReason.AllowedClient)]
    [InlineData(Stranger, true, "example.com", AccessReason.Authenticated)]
    [InlineData("198.51.100.9", false, "example.com", AccessReason.Whitelisted)]
    [InlineData(Stranger, false, "elsewhere.example", AccessReason.DomainNotServed)]
    public void A_trapped_client_gets_the_rules_before_traps(string client, bool authenticated, string domain, AccessReason expected) =>
        Assert.Equal(expected, AccessCheck.Decide(Policy, IPAddress.Parse(client), "x", "ann@example.org", "trap", domain, authenticated, trapped: true).Reason);

    [Fact]
    public void A_refusal_that_the_door_skips_does_not_hide_a_trap()
    {
        var ruling = AccessCheck.Decide(Policy, IPAddress.Parse(Stranger), "x", "ann@example.org", "bob", "traps.example", skipsRefusals: true);

        Assert.Equal((AccessReason.Trapped, AccessReason.DomainNotServed), (ruling.Reason, ruling.Skipped));
    }

    [Theory]
    [InlineData("postmaster", "")]
    [InlineData("POSTMASTER", "")]
    [InlineData("Postmaster", "example.com")]
    [InlineData("abuse", "example.com")]
    public void Then_postmaster_and_abuse_are_always_accepted(string localPart, string domain) =>
        Assert.Equal(AccessReason.AlwaysAccepted, Decide(Stranger, localPart, domain));

    [Theory]
    [InlineData("bob", "example.com")]
    [InlineData("postmaster+x", "example.com")]
    [InlineData("webmaster", "example.com")]
    public void Finally_the_greylist_decides(string localPart, string domain) =>
        Assert.Equal(AccessReason.AskGreylist, Decide(Stranger, localPart, domain));

    private static AccessReason Decide(
        string client, string localPart, string domain, string helo = "client.example.org", string reversePath = "ann@example.org", bool authenticated = false) =>
        AccessCheck.Decide(Policy, IPAddress.Parse(client), helo, reversePath, localPart, domain, authenticated).Reason;
}
