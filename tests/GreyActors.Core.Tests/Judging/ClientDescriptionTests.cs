using System.Net;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Reputation;
using Xunit;

namespace GreyActors.Core.Tests.Judging;

public sealed class ClientDescriptionTests
{
    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.7");
    private static readonly ClientIdentity Network = new("192.0.2.0/24");

    [Fact]
    public void A_client_is_described_by_its_identities_with_their_evidence_and_by_what_proves_nothing()
    {
        var described = Describe(new ClientEvidence(
            new NameEvidence(NameResult.Confirmed, "mail-1.example.net"),
            new NameEvidence(NameResult.Unconfirmed, "out.example.com"),
            new SpfEvidence(SpfResult.Pass, "example.org"),
            new ListEvidence([new ListMatch("list.example", DnsListKind.Deny, IPAddress.Parse("127.0.0.4"))])));

        Assert.Equal("example.net", described.Organisation);
        Assert.Equal(
            [
                new IdentityDescription("192.0.2.0/24", "the network of the client"),
                new IdentityDescription("spf:example.org", "SPF of example.org passes"),
                new IdentityDescription("host:example.net", "reverse name mail-1.example.net resolves to the client"),
            ],
            described.Identities.ToArray());
        Assert.Equal("HELO name out.example.com does not resolve to the client", Assert.Single(described.Unproven));
        Assert.Equal("the DNS list list.example contains the client (127.0.0.4)", Assert.Single(described.Lists));
    }

    [Fact]
    public void A_client_without_a_host_name_is_described_by_its_spf_domain()
    {
        var described = Describe(ClientEvidence.None with { Spf = new SpfEvidence(SpfResult.Pass, "example.org") });

        Assert.Equal("example.org", described.Organisation);
        Assert.Equal("192.0.2.0/24 (the network of the client); spf:example.org (SPF of example.org passes)", described.ToString());
    }

    [Fact]
    public void A_client_that_the_dns_does_not_know_has_no_organisation() => Assert.Null(Describe(ClientEvidence.None).Organisation);

    private static ClientDescription Describe(ClientEvidence evidence)
    {
        var facts = new ClientFacts(Client, evidence);
        return ClientDescription.Of(facts, [Network], PublicSuffixes.Embedded);
    }
}
