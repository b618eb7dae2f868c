using GreyActors.Configuration.Values;
using Xunit;

namespace GreyActors.Tests.Configuration;

public sealed class ResolverTextTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1:53")]
    [InlineData("192.0.2.53:5353", "192.0.2.53:5353")]
    [InlineData("2001:db8::53", "[2001:db8::53]:53")]
    [InlineData("[2001:db8::53]:5353", "[2001:db8::53]:5353")]
    public void A_resolver_is_an_address_with_an_optional_port(string text, string endpoint) =>
        Assert.Equal(endpoint, ResolverText.Endpoint(text).Value?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData("dns.example:53")]
    [InlineData("127.1")]
    [InlineData("192.0.2.53:")]
    [InlineData("192.0.2.53:65536")]
    [InlineData("[2001:db8::53]")]
    [InlineData("2001:db8::53%eth0")]
    public void Any_other_text_is_not_a_resolver(string text) =>
        Assert.StartsWith("is not the address of a resolver", ResolverText.Endpoint(text).Problem, StringComparison.Ordinal);
}
