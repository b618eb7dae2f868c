using System.Net;
using GreyActors.Core.Access;
using Xunit;

namespace GreyActors.Core.Tests.Access;

public sealed class AccessPolicyTests
{
    private static readonly AccessRules Nothing = new([], [], [], [], []);

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.10", false)]
    [InlineData("2001:DB8::1", "2001:db8:0::1", true)]
    [InlineData("fe80::1", "fe80::1%2", true)]
    public void An_allowed_sender_is_one_address(string entry, string client, bool allowed) =>
        Assert.Equal(allowed, AccessPolicy.Compile(Nothing with { AllowedSenders = [entry] }).IsAllowedClient(IPAddress.Parse(client)));

    [Theory]
    [InlineData("192.168.", "192.168.7.9", true)]
    [InlineData("192.168.", "192.169.7.9", false)]
    [InlineData("192.168.2", "192.168.2.9", true)]
    [InlineData("192.168.2", "192.168.20.9", false)]
    [InlineData("10", "10.1.2.3", true)]
    [InlineData("10.1", "10.100.2.3", false)]
    [InlineData("192.168.2.9", "192.168.2.9", true)]
    [InlineData("192.168.2.9", "192.168.2.90", false)]
    [InlineData("192.168.2.", "::ffff:192.168.2.9", true)]
    [InlineData("10.0.0.0/8", "10.255.0.1", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("10.1.2.3/9", "10.127.0.1", true)]
    [InlineData("10.1.2.3/9", "10.128.0.1", false)]
    [InlineData("0.0.0.0/0", "203.0.113.1", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("2001:db8::/32", "2001:db8:ffff::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::1", false)]
    [InlineData("2001:DB8:", "2001:db8:1::1", true)]
    [InlineData("2001:db8", "2001:db80::1", false)]
    public void An_allowed_net_is_a_cidr_network_or_the_beginning_of_an_address(string entry, string client, bool allowed) =>
        Assert.Equal(allowed, AccessPolicy.Compile(Nothing with { AllowedSenderNets = [entry] }).IsAllowedClient(IPAddress.Parse(client)));

    [Theory]
    [InlineData("example.com", "EXAMPLE.com", true)]
    [InlineData("example.com", "example.com.", true)]
    [InlineData("Example.COM.", "example.com", true)]
    [InlineData("example.com", "sub.example.com", false)]
    [InlineData("bücher.example", "xn--bcher-kva.example", true)]
    [InlineData("xn--bcher-kva.example", "BÜCHER.example", true)]
    [InlineData("[192.0.2.1]", "[192.0.2.1]", true)]
    [InlineData("example.com", "", false)]
    [InlineData(".example.com", "sub.example.com", true)]
    [InlineData(".example.com", "deep.sub.EXAMPLE.com.", true)]
    [InlineData(".example.com", "example.com", false)]
    [InlineData(".example.com", ".example.com", false)]
    [InlineData(".example.com", "another-example.com", false)]
    [InlineData(".example.com", "example.com.example.org", false)]
    [InlineData(".example.com", "", false)]
    [InlineData(".bücher.example", "a.xn--bcher-kva.example", true)]
    [InlineData(".xn--bcher-kva.example", "a.BÜCHER.example", true)]
    [InlineData(".2.1]", "[192.0.2.1]", false)]
    public void A_domain_is_served_however_it_is_spelt(string entry, string domain, bool served) =>
        Assert.Equal(served, AccessPolicy.Compile(Nothing with { AllowedDomains = [entry] }).ServesDomain(domain));

    [Theory]
    [InlineData("192.0.2.1", "ann@example.org", "bob@example.com", true)]
    [InlineData("::ffff:192.0.2.1", "ann@EXAMPLE.org", "bob@Example.com", true)]
    [InlineData("192.0.2.2", "ann@example.org", "bob@example.com", false)]
    [InlineData("192.0.2.1", "Ann@example.org", "bob@example.com", false)]
    [InlineData("192.0.2.1", "ann@example.org", "carol@example.com", false)]
    [InlineData("192.0.2.3", "", "bob@example.com", true)]
    [InlineData("192.0.2.4", "ann@example.org", "bob@example.com", true)]
    public void A_whitelisted_triple_is_address_and_both_paths(string client, string reversePath, string forwardPath, bool whitelisted)
    {
        var policy = AccessPolicy.Compile(Nothing with
        {
            WhitelistedTriples =
            [
                "192.0.2.1 <ann@example.org> <bob@example.com>",
                "192.0.2.3 <> <bob@example.com>",
                "192.0.2.4\tann@example.org   bob@example.com",
            ],
        });
        Assert.Equal(whitelisted, policy.FindWhitelistedClient(IPAddress.Parse(client), "mail.example.org", reversePath, forwardPath) is not null);
    }

    [Theory]
    [InlineData("lists.example.org", "192.0.2.7", "bob@example.com", true)]
    [InlineData("Lists.Example.ORG", "192.0.2.7", "bob@EXAMPLE.com", true)]
    [InlineData("lists.example.org", "192.0.20.7", "bob@example.com", false)]
    [InlineData("other.example.org", "192.0.2.7", "bob@example.com", false)]
    [InlineData("lists.example.org", "192.0.2.7", "carol@example.com", false)]
    [InlineData("lists.example.org", "198.51.100.7", "bob@example.com", true)]
    public void A_nonstandard_triple_is_helo_name_address_prefix_and_forward_path(string helo, string client, string forwardPath, bool whitelisted)
    {
        var policy = AccessPolicy.Compile(Nothing with
        {
            WhitelistedNonstandardTriples =
            [
                "lists.example.org 192.0.2 <bob@example.com>",
                "lists.example.org 198.51.100. <bob@example.com>",
            ],
        });
        Assert.Equal(whitelisted, policy.FindWhitelistedClient(IPAddress.Parse(client), helo, "ann@example.org", forwardPath) is not null);
    }

    [Theory]
    [InlineData("postmaster", true)]
    [InlineData("PostMaster", true)]
    [InlineData("ABUSE", true)]
    [InlineData("webmaster", false)]
    [InlineData("", false)]
    public void Postmaster_and_abuse_are_always_accepted(string localPart, bool accepted) =>
        Assert.Equal(accepted, AccessPolicy.IsAlwaysAccepted(localPart));

    [Theory]
    [InlineData("")]
    [InlineData("mail.example.org")]
    [InlineData("192.168.")]
    [InlineData("010.0.0.1")]
    [InlineData("10.1")]
    [InlineData("10.0.0.0/8")]
    public void An_invalid_address_is_refused_with_its_text(string entry) =>
        Refused(entry, Nothing with { AllowedSenders = [entry] });

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("mail.example.org")]
    [InlineData("192.168.256.")]
    [InlineData("192..1")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0/8")]
    [InlineData("10.0.0.0/8/9")]
    [InlineData("2001:db8::/129")]
    [InlineData("2001:xyz:")]
    [InlineData(":")]
    public void An_invalid_network_is_refused_with_its_text(string entry) =>
        Refused(entry, Nothing with { AllowedSenderNets = [entry] });

    [Theory]
    [InlineData("")]
    [InlineData("bob@example.com")]
    [InlineData("<example.com>")]
    [InlineData("example.com example.org")]
    [InlineData(".")]
    [InlineData("..example.com")]
    public void An_invalid_domain_is_refused_with_its_text(string entry) =>
        Refused(entry, Nothing with { AllowedDomains = [entry] });

    [Theory]
    [InlineData("192.0.2.1 <ann@example.org>")]
    [InlineData("192.0.2.1 <ann@example.org> <bob@example.com> more")]
    [InlineData("192.0.2 <ann@example.org> <bob@example.com>")]
    [InlineData("192.0.2.1 <ann@example.org <bob@example.com>")]
    public void An_invalid_triple_is_refused_with_its_text(string entry) =>
        Refused(entry, Nothing with { WhitelistedTriples = [entry] });

    [Theory]
    [InlineData("lists.example.org <bob@example.com>")]
    [InlineData("lists.example.org mail.example.org <bob@example.com>")]
    [InlineData("lists.example.org 192.0.2 bob@example.com>")]
    public void An_invalid_nonstandard_triple_is_refused_with_its_text(string entry) =>
        Refused(entry, Nothing with { WhitelistedNonstandardTriples = [entry] });

    private static void Refused(string entry, AccessRules rules) =>
        Assert.Contains($"\"{entry}\"", Assert.Throws<ArgumentException>(() => AccessPolicy.Compile(rules)).Message, StringComparison.Ordinal);
}
