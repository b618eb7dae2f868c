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
        WhitelistedNonstandardTriples: ["lists.example.org 203.0.113. <carol@example.com>"]));

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
        string client, string localPart, string domain, string helo = "client.example.org", string reversePath = "ann@example.org") =>
        AccessCheck.Decide(Policy, IPAddress.Parse(client), helo, reversePath, localPart, domain).Reason;
}
