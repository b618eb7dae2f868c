using System.Net;
using GreyActors.Core.Greylisting;
using Xunit;

namespace GreyActors.Core.Tests.Greylisting;

public sealed class ClientIdentityTests
{
    [Theory]
    [InlineData("192.0.2.77", "192.0.2.0/24")]
    [InlineData("::ffff:192.0.2.77", "192.0.2.0/24")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("fe80::1:2%3", "fe80::/64")]
    public void A_client_is_known_by_its_network(string client, string network) =>
        Assert.Equal(network, ClientIdentity.OfNetwork(IPAddress.Parse(client), 24, 64).Text);

    [Theory]
    [InlineData(0, "0.0.0.0/0")]
    [InlineData(1, "128.0.0.0/1")]
    [InlineData(7, "202.0.0.0/7")]
    [InlineData(8, "203.0.0.0/8")]
    [InlineData(9, "203.128.0.0/9")]
    [InlineData(31, "203.255.113.254/31")]
    [InlineData(32, "203.255.113.255/32")]
    public void A_prefix_may_end_within_a_byte(int prefix, string network) =>
        Assert.Equal(network, ClientIdentity.OfNetwork(IPAddress.Parse("203.255.113.255"), prefix, 64).Text);

    [Fact]
    public void A_prefix_longer_than_the_address_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ClientIdentity.OfNetwork(IPAddress.Loopback, 33, 64));

    [Fact]
    public void The_text_of_an_identity_shows_its_kind()
    {
        Assert.Equal((IdentityKind.Spf, "spf:example.org"), KindAndText(ClientIdentity.OfSpf("example.org")));
        Assert.Equal((IdentityKind.Host, "host:example.org"), KindAndText(ClientIdentity.OfHost("example.org")));
        Assert.Equal((IdentityKind.Network, "2001:db8::/64"), KindAndText(ClientIdentity.OfNetwork(IPAddress.Parse("2001:db8::1"), 24, 64)));
    }

    private static (IdentityKind Kind, string Text) KindAndText(ClientIdentity identity) => (identity.Kind, identity.Text);
}
