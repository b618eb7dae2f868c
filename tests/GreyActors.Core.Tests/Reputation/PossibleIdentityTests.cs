using GreyActors.Core.Greylisting;
using GreyActors.Core.Reputation;
using Xunit;

namespace GreyActors.Core.Tests.Reputation;

public sealed class PossibleIdentityTests
{
    [Theory]
    [InlineData("192.0.2.0/24")]
    [InlineData("2001:db8::/64")]
    [InlineData("host:example.org")]
    [InlineData("host:example.co.uk")]
    [InlineData("spf:example.org")]
    [InlineData("spf:mail.example.org")]
    public void A_client_can_have_a_network_an_organisation_and_an_spf_domain(string identity) => Assert.Null(WhyNot(identity));

    [Theory]
    [InlineData("192.0.0.0/16", "the greylist has no network 192.0.0.0/16, because its networks are /24. An address means its network")]
    [InlineData("2001:db8::/48", "the greylist has no network 2001:db8::/48, because its networks are /64. An address means its network")]
    [InlineData("example.org", "example.org is not a network")]
    [InlineData("host:co.uk", "no client has host:co.uk, because co.uk is a public suffix")]
    [InlineData("host:mail.example.org", "no client has host:mail.example.org: the hosts of example.org have host:example.org")]
    [InlineData("host:localhost", "no client has host:localhost, because localhost is not a domain")]
    [InlineData("host:example.org.", "no client has host:example.org., because example.org. is not a domain")]
    [InlineData("spf:localhost", "no client has spf:localhost, because localhost is not a domain")]
    [InlineData("spf:192.0.2.1", "no client has spf:192.0.2.1, because 192.0.2.1 is not a domain")]
    public void An_identity_that_no_client_can_have_is_refused_with_the_reason(string identity, string reason) => Assert.Equal(reason, WhyNot(identity));

    private static string? WhyNot(string identity) => PossibleIdentity.WhyNot(new ClientIdentity(identity), new NetworkPrefixes(24, 64), PublicSuffixes.Embedded);
}
