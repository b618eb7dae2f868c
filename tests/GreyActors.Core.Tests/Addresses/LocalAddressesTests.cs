using System.Net;
using CsCheck;
using GreyActors.Core.Addresses;
using Xunit;

namespace GreyActors.Core.Tests.Addresses;

public sealed class LocalAddressesTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.255.255.255")]
    [InlineData("10.0.0.0")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.0")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.255")]
    [InlineData("169.254.0.0")]
    [InlineData("169.254.255.255")]
    [InlineData("172.16.0.0")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.0")]
    [InlineData("192.168.255.255")]
    [InlineData("224.0.0.0")]
    [InlineData("239.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("fc00::")]
    [InlineData("fdff:ffff::1")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%2")]
    [InlineData("febf::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void A_local_address_is_recognised(string address) => Assert.True(LocalAddresses.Contains(IPAddress.Parse(address)));

    [Theory]
    [InlineData("1.0.0.0")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.0")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("192.0.2.1")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("240.0.0.0")]
    [InlineData("248.45.89.191")]
    [InlineData("::2")]
    [InlineData("::ffff:192.0.2.1")]
    [InlineData("2001:db8::25")]
    [InlineData("fbff::1")]
    [InlineData("fe00::1")]
    public void A_public_address_is_not_local(string address) => Assert.False(LocalAddresses.Contains(IPAddress.Parse(address)));

    [Fact]
    public void An_IPv4_address_and_its_mapped_form_are_equal() => Gen.Byte.Array[4].Sample(bytes =>
        Assert.Equal(LocalAddresses.Contains(new IPAddress(bytes)), LocalAddresses.Contains(new IPAddress(bytes).MapToIPv6())));
}
