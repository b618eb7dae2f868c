using System.Net.Security;
using System.Security.Cryptography;
using GreyActors.Net;
using Xunit;

namespace GreyActors.Tests.Net;

public sealed class ServerCertificatesTests
{
    private readonly Dictionary<string, SslStreamCertificateContext> _contexts = [];

    [Theory]
    [InlineData("mx.example.com", "first")]
    [InlineData("mx.example.net", "exact")]
    [InlineData("MX.Example.NET", "exact")]
    [InlineData("mx.example.net.", "exact")]
    [InlineData("other.example.net", "wildcard")]
    [InlineData("a.other.example.net", "first")]
    [InlineData("example.net", "first")]
    [InlineData(".example.net", "first")]
    [InlineData("unknown.example.org", "first")]
    [InlineData("münchen.example", "exact")]
    [InlineData("xn--mnchen-3ya.example", "exact")]
    [InlineData("", "first")]
    [InlineData("*", "first")]
    [InlineData("\u00AD", "first")]
    public void The_requested_name_selects_the_certificate(string requested, string expected)
    {
        var certificates = Table(
            ("first", ["mx.example.com"]),
            ("wildcard", ["*.example.net"]),
            ("exact", ["mx.example.net", "xn--mnchen-3ya.example"]));

        Assert.Same(_contexts[expected], certificates.For(requested));
    }

    [Fact]
    public void The_first_of_two_certificates_with_one_name_is_selected()
    {
        var certificates = Table(("default", []), ("rsa", ["mx.example.com"]), ("ecdsa", ["mx.example.com", "www.example.com"]));

        Assert.Same(_contexts["rsa"], certificates.For("mx.example.com"));
        Assert.Same(_contexts["ecdsa"], certificates.For("www.example.com"));
    }

    private ServerCertificates Table(params (string Label, string[] Names)[] certificates) => ServerCertificates.Of([.. certificates.Select(one =>
    {
        var context = TestCertificates.Context(TestCertificates.Of(ECDsa.Create(ECCurve.NamedCurves.nistP256), one.Label));
        _contexts.Add(one.Label, context);
        return (context, (System.Collections.Immutable.ImmutableArray<string>)[.. one.Names]);
    })]);
}
