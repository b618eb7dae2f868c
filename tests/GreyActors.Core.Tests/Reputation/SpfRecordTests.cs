using System.Net;
using GreyActors.Core.Reputation;
using Xunit;

namespace GreyActors.Core.Tests.Reputation;

public sealed class SpfRecordTests
{
    [Theory]
    [InlineData("v=spf1")]
    [InlineData("V=SpF1  -ALL  ")]
    [InlineData("v=spf1 A:example.org/0//0 MX/32//128 Ptr ip4:0.0.0.0/0 IP6:::/0 ?exists:%{ir}.example.org")]
    [InlineData("v=spf1 a:%{d}/24 a:a/24.example.org mx:a//b.example.org//64")]
    [InlineData("v=spf1 exists:%{d127}.%{D99999999999999999999R.-+,/_=}")]
    [InlineData("v=spf1 a:%% a:%_ a:%-")]
    [InlineData("v=spf1 a:x.1-2 a:x.a1 a:.org a:x.org.")]
    [InlineData("v=spf1 unknown=%{d}/:=ok x= redirect=a.example.org exp=b.example.org")]
    public void A_record_without_syntax_errors_is_parsed(string text) => Assert.NotNull(SpfRecord.Parse(text));

    [Theory]
    [InlineData("al")]
    [InlineData("-")]
    [InlineData("--all")]
    [InlineData("all:example.org")]
    [InlineData("includes:example.org")]
    [InlineData("include")]
    [InlineData("include:example.org/24")]
    [InlineData("a/")]
    [InlineData("a/33")]
    [InlineData("a/024")]
    [InlineData("a//129")]
    [InlineData("a//")]
    [InlineData("a/24/64")]
    [InlineData("a///64")]
    [InlineData("a/99999999999999999999")]
    [InlineData("aa")]
    [InlineData("a:example.org:25")]
    [InlineData("a:example.123")]
    [InlineData("a:example.-org")]
    [InlineData("a:example.org-")]
    [InlineData("a:example.org..")]
    [InlineData("a:org")]
    [InlineData("a:%{d}org")]
    [InlineData("a:%{x}")]
    [InlineData("a:%{d0}")]
    [InlineData("a:%{d00}")]
    [InlineData("a:%{dr1}")]
    [InlineData("a:%{d*}")]
    [InlineData("a:%{}")]
    [InlineData("a:%{")]
    [InlineData("a:%{d")]
    [InlineData("a:%")]
    [InlineData("a:%d")]
    [InlineData("exists:%{c}")]
    [InlineData("exists:%{r}")]
    [InlineData("exists:%{t}")]
    [InlineData("ip4")]
    [InlineData("ip4:")]
    [InlineData("ip4:1.2.3")]
    [InlineData("ip4:0x7f.1.1.1")]
    [InlineData("ip4:1.2.3.04")]
    [InlineData("ip4:1.2.3.4/33")]
    [InlineData("ip4:1.2.3.4//24")]
    [InlineData("ip4:::1")]
    [InlineData("ip4/24")]
    [InlineData("ip6:1.2.3.4")]
    [InlineData("ip6:fe80::1%1")]
    [InlineData("ip6:[::1]")]
    [InlineData("ip6:::1//64")]
    [InlineData("ip6:::1/129")]
    [InlineData("redirect=")]
    [InlineData("redirect=org")]
    [InlineData("redirect=a.example.org redirect=b.example.org")]
    [InlineData("exp=a.example.org EXP=b.example.org")]
    [InlineData("unknown=%")]
    [InlineData("unknown=caf\u00e9.example.org")]
    [InlineData("1=x")]
    [InlineData("=x")]
    [InlineData("a\tmx")]
    [InlineData("a\u00a0mx")]
    public void A_syntax_error_anywhere_makes_the_record_invalid(string term)
    {
        Assert.Null(SpfRecord.Parse($"v=spf1 ip4:192.0.2.1 {term} -all"));
        Assert.Equal(SpfResult.PermError, SpfDns.ResultOf($"v=spf1 ip4:192.0.2.1 {term} -all"));
    }

    [Theory]
    [InlineData("ip4:192.0.2.0/31", "192.0.2.1", true)]
    [InlineData("ip4:192.0.2.0/32", "192.0.2.1", false)]
    [InlineData("ip4:192.0.2.0/31", "192.0.2.2", false)]
    [InlineData("ip4:128.0.0.0/1", "255.0.0.1", true)]
    [InlineData("ip4:128.0.0.0/1", "127.255.255.255", false)]
    [InlineData("ip4:0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("ip6:2001:db8::/33", "2001:db8:7fff::1", true)]
    [InlineData("ip6:2001:db8::/33", "2001:db8:8000::1", false)]
    [InlineData("ip6:2001:db8::/127", "2001:db8::1", true)]
    [InlineData("ip6:2001:db8::", "2001:db8::1", false)]
    [InlineData("ip6:2001:db8::1", "2001:DB8:0:0::1", true)]
    [InlineData("ip6:::ffff:192.0.2.1", "192.0.2.1", false)]
    public void A_network_contains_the_clients_whose_first_bits_are_equal(string term, string client, bool contains) =>
        Assert.Equal(contains ? SpfResult.Pass : SpfResult.Fail, SpfDns.ResultOf($"v=spf1 {term} -all", client));

    [Theory]
    [InlineData("%{s}", "strong-bad@email.example.com")]
    [InlineData("%{o}", "email.example.com")]
    [InlineData("%{d}", "email.example.com")]
    [InlineData("%{d4}", "email.example.com")]
    [InlineData("%{d3}", "email.example.com")]
    [InlineData("%{d2}", "example.com")]
    [InlineData("%{d1}", "com")]
    [InlineData("%{dr}", "com.example.email")]
    [InlineData("%{d2r}", "example.email")]
    [InlineData("%{l}", "strong-bad")]
    [InlineData("%{l-}", "strong.bad")]
    [InlineData("%{lr}", "strong-bad")]
    [InlineData("%{lr-}", "bad.strong")]
    [InlineData("%{l1r-}", "strong")]
    [InlineData("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com")]
    [InlineData("%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com")]
    [InlineData("%{S}", "strong-bad%40email.example.com")]
    public void The_examples_of_RFC_7208_7_4_are_expanded_as_there(string text, string expected)
    {
        var values = new SpfMacroValues(IPAddress.Parse("192.0.2.3"), "mx.example.org", "strong-bad", "email.example.com", "", default);
        Assert.Equal(expected, SpfMacroParser.ParseExplanation(text)!.Expand(values, "email.example.com", null, 4096));
    }

    [Theory]
    [InlineData(252, 252)]
    [InlineData(253, 253)]
    [InlineData(254, 249)]
    public void A_name_over_253_octets_loses_labels_from_the_left(int length, int expected)
    {
        var labels = string.Join('.', Enumerable.Repeat("abcd", 51));
        var name = labels[(labels.Length - length)..];
        Assert.Equal(expected, SpfName.Target(name)!.Length);
        Assert.EndsWith(SpfName.Target(name)!, name, StringComparison.Ordinal);
    }
}
