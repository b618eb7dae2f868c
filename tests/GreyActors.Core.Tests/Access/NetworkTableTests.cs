using System.Net;
using CsCheck;
using GreyActors.Core.Access;
using Xunit;

namespace GreyActors.Core.Tests.Access;

public sealed class NetworkTableTests
{
    private static readonly AccessRules Nothing = new([], [], [], [], []);

    [Fact]
    public void The_narrowest_network_of_a_client_is_found()
    {
        var policy = Clients(
            new("10.0.0.0/8", "list", 1), new("10.1.", "list", 2), new("10.1.2.3", "list", 3), new("10.1.2.3/32", "list", 4), new("2001:db8::/32", "list", 5),
            new("2001:db8:1::/48", "list", 6));
        Assert.Equal(1, LineOf(policy, "10.2.0.1"));
        Assert.Equal(2, LineOf(policy, "10.1.0.1"));
        Assert.Equal(3, LineOf(policy, "::ffff:10.1.2.3"));
        Assert.Equal(5, LineOf(policy, "2001:db8:2::1"));
        Assert.Equal(6, LineOf(policy, "2001:db8:1::1"));
        Assert.Null(LineOf(policy, "11.0.0.1"));
        Assert.Null(LineOf(policy, "2001:db9::1"));
    }

    [Theory]
    [InlineData("0.0.0.0/0", "203.0.113.1", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("::/0", "203.0.113.1", false)]
    [InlineData("0.0.0.0/1", "127.255.255.255", true)]
    [InlineData("0.0.0.0/1", "128.0.0.0", false)]
    public void A_network_is_of_one_family(string network, string client, bool inside) =>
        Assert.Equal(inside, LineOf(Clients(new AccessEntry(network, "list", 1)), client) is not null);

    [Fact]
    public void A_table_finds_the_narrowest_of_those_that_its_networks_find_alone()
    {
        var network = Gen.Select(Gen.Bool, Gen.Byte.Array[16], Gen.Int[0, 128]).Select((isIpv4, bytes, bits) =>
            isIpv4 ? Of(bytes[..4].Select(octet => (byte)(octet & 0xC3)).ToArray(), bits % 33) : Of(bytes.Select(octet => (byte)(octet & 0x81)).ToArray(), bits));
        Gen.Select(network.Array[0, 30], network).Sample((networks, client) =>
        {
            var policy = Clients([.. networks.Select((one, i) => new AccessEntry(one.ToString(), "list", i + 1))]);
            var expected = networks.Select((one, i) => (one, i)).Where(pair => pair.one.Contains(client.BaseAddress)).OrderByDescending(pair => pair.one.PrefixLength)
                .Select(pair => (int?)pair.i + 1).FirstOrDefault();
            Assert.Equal(expected, LineOf(policy, client.BaseAddress.ToString()));
        });
    }

    private static IPNetwork Of(byte[] bytes, int bits)
    {
        for (var bit = bits; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPNetwork(new IPAddress(bytes), bits);
    }

    private static AccessPolicy Clients(params AccessEntry[] entries) => AccessPolicy.Compile(Nothing with { WhitelistedClients = [.. entries] });

    private static int? LineOf(AccessPolicy policy, string client) =>
        policy.FindWhitelistedClient(IPAddress.Parse(client), "mail.example.org", "ann@example.org", "bob@example.com")?.Entry.Line;
}
