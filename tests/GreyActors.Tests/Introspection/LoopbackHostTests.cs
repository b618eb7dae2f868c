using System.Net;
using GreyActors.Introspection;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace GreyActors.Tests.Introspection;

public sealed class LoopbackHostTests
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("LocalHost:2526")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:9000")]
    [InlineData("127.8.9.10:2526")]
    [InlineData("[::1]")]
    [InlineData("[::1]:2526")]
    [InlineData("10.1.2.3:2526")]
    public void Loopback_and_the_address_the_connection_came_in_at_are_ours(string host) =>
        Assert.True(LoopbackHost.IsOurs(new HostString(host), IPAddress.Parse("::ffff:10.1.2.3")));

    [Theory]
    [InlineData("")]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example:2526")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("10.1.2.4")]
    [InlineData("0.0.0.0")]
    public void Any_other_host_is_not(string host) =>
        Assert.False(LoopbackHost.IsOurs(new HostString(host), IPAddress.Parse("10.1.2.3")));
}
