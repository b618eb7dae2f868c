using System.Net;
using GreyActors.Introspection;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace GreyActors.Tests.Introspection;

public sealed class HostCheckTests
{
    private static readonly string[] Names = ["mx.example.com", "grey_1", "absolute.example.", "192.0.2.7", "2001:db8::7"];

    [Theory]
    [InlineData("localhost")]
    [InlineData("LocalHost:2526")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:9000")]
    [InlineData("127.8.9.10:2526")]
    [InlineData("[::1]")]
    [InlineData("[::1]:2526")]
    [InlineData("10.1.2.3:2526")]
    public void Loopback_and_the_address_of_the_connection_are_trusted(string host) =>
        Assert.Equal(HostTrust.Own, Trust(host, "::ffff:10.1.2.3"));

    [Theory]
    [InlineData("")]
    [InlineData(":2526")]
    [InlineData(".")]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example:2526")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("mx.example.com.evil.example")]
    [InlineData("evil.example.mx.example.com")]
    [InlineData("localhost..")]
    [InlineData("mx.example.com..")]
    [InlineData("user@localhost")]
    [InlineData("localhost@evil.example")]
    [InlineData("10.1.2.4")]
    [InlineData("0.0.0.0")]
    [InlineData("[::]")]
    public void Any_other_host_is_foreign(string host) => Assert.Equal(HostTrust.Foreign, Trust(host, "10.1.2.3"));

    [Theory]
    [InlineData("mx.example.com")]
    [InlineData("MX.Example.COM:2526")]
    [InlineData("mx.example.com.")]
    [InlineData("mx.example.com.:80")]
    [InlineData("grey_1:2526")]
    [InlineData("absolute.example")]
    [InlineData("absolute.example.:1")]
    [InlineData("192.0.2.7:2526")]
    [InlineData("[2001:DB8:0::7]")]
    [InlineData("localhost.")]
    public void A_configured_name_needs_the_token(string host) => Assert.Equal(HostTrust.Known, Trust(host, "10.1.2.3"));

    [Theory]
    [InlineData("[192.0.2.9]", "192.0.2.9")]
    [InlineData("[IPv6:2001:db8::9]", "[2001:db8::9]:2526")]
    public void A_servername_that_is_an_address_literal_is_known_by_its_address(string servername, string host) =>
        Assert.Equal(HostTrust.Known, HostCheck.Of(new HostString(host), IPAddress.Loopback, servername));

    [Fact]
    public void A_link_local_address_is_compared_without_its_zone() => Assert.Equal(HostTrust.Own, Trust("[fe80::1]:2526", "fe80::1%2"));

    [Fact]
    public void A_request_without_the_header_does_not_come_from_a_browser() => Assert.Equal(HostTrust.Own, HostCheck.Of(null, IPAddress.Loopback, Names));

    private static HostTrust Trust(string host, string local) => HostCheck.Of(new HostString(host), IPAddress.Parse(local), Names);
}
