using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using GreyActors.Core.Reputation;
using Xunit;

namespace GreyActors.Core.Tests.Known;

public sealed class SenderOrganisationTests
{
    private static readonly ClientIdentity Network = new("192.0.2.0/24");

    [Theory]
    [InlineData("ann@example.org", "example.org")]
    [InlineData("ann@mail.news.example.co.uk", "example.co.uk")]
    [InlineData("srs0=#=#=example.net=ann@forwarder.example.org", "example.org")]
    [InlineData("#@cmail#.com", "cmail#.com")]
    [InlineData("ann@co.uk", "co.uk")]
    [InlineData("ann@[192.0.2.1]", "[192.0.2.1]")]
    [InlineData("ann@localhost", "localhost")]
    [InlineData("ann", "ann")]
    public void It_is_the_organisational_domain_of_the_reverse_path(string reversePath, string organisation) =>
        Assert.Equal(organisation, SenderOrganisation.Of(reversePath, [Network], PublicSuffixes.Embedded));

    [Fact]
    public void The_null_reverse_path_belongs_to_the_organisation_of_the_client()
    {
        Assert.Equal("example.org", SenderOrganisation.Of("", [Network, ClientIdentity.OfSpf("mx1.example.org")], PublicSuffixes.Embedded));
        Assert.Equal("", SenderOrganisation.Of("", [Network], PublicSuffixes.Embedded));
    }

    [Theory]
    [InlineData("spf:example.org", true)]
    [InlineData("spf:mail.example.org", true)]
    [InlineData("host:example.org", true)]
    [InlineData("spf:anexample.org", false)]
    [InlineData("host:example.net", false)]
    [InlineData("192.0.2.0/24", false)]
    public void A_name_proves_the_organisation_that_it_belongs_to(string identity, bool proves) =>
        Assert.Equal(proves, SenderOrganisation.IsProvenBy(new ClientIdentity(identity), "example.org"));
}
