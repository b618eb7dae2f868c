using System.Collections.Immutable;
using GreyActors.Core.Reputation;
using Xunit;

namespace GreyActors.Core.Tests.Reputation;

public sealed class SpfLimitTests
{
    private const string Elsewhere = "198.51.100.1";

    [Theory]
    [InlineData(4096, SpfResult.Pass)]
    [InlineData(4097, SpfResult.PermError)]
    [InlineData(60_000, SpfResult.PermError)]
    public void A_record_over_4_KB_is_a_permanent_error(int length, SpfResult result) =>
        Assert.Equal(result, SpfDns.ResultOf("v=spf1 all".PadRight(length)));

    [Theory]
    [InlineData("a", 10, SpfResult.Pass)]
    [InlineData("a", 11, SpfResult.PermError)]
    [InlineData("mx", 10, SpfResult.Pass)]
    [InlineData("mx", 11, SpfResult.PermError)]
    [InlineData("ptr", 10, SpfResult.Pass)]
    [InlineData("ptr", 11, SpfResult.PermError)]
    [InlineData("-exists:%{i}.example.org a", 5, SpfResult.PermError)]
    [InlineData("include:none-matches.example.org", 10, SpfResult.Pass)]
    [InlineData("include:none-matches.example.org", 11, SpfResult.PermError)]
    [InlineData("ip4:198.51.100.1", 100, SpfResult.Pass)]
    public void Ten_terms_may_need_the_DNS(string term, int count, SpfResult result)
    {
        var dns = new AnsweringDns().Texts("example.org", $"v=spf1 {string.Join(' ', Enumerable.Repeat(term, count))} all")
            .Texts("none-matches.example.org", "v=spf1 ?all")
            .Addresses("example.org", Elsewhere)
            .Exchangers("example.org", "example.org");
        Assert.Equal(result, dns.Spf().Evidence.Result);
    }

    [Fact]
    public void A_redirect_counts_as_a_term_and_shares_the_limit_of_the_record_before()
    {
        var dns = new AnsweringDns().Texts("example.org", "v=spf1 a a a a a redirect=more.example.org").Addresses("example.org", Elsewhere);
        dns.Addresses("more.example.org", Elsewhere);
        Assert.Equal(SpfResult.Pass, dns.Texts("more.example.org", "v=spf1 a a a a all").Spf().Evidence.Result);
        Assert.Equal(SpfResult.PermError, dns.Texts("more.example.org", "v=spf1 a a a a a all").Spf().Evidence.Result);
    }

    [Theory]
    [InlineData("v=spf1 include:example.org")]
    [InlineData("v=spf1 redirect=example.org")]
    [InlineData("v=spf1 ?include:example.org redirect=example.org")]
    [InlineData("v=spf1 include:%{d}")]
    public void A_loop_ends_after_ten_terms(string record)
    {
        var dns = new AnsweringDns().Texts("example.org", record);
        Assert.Equal(SpfResult.PermError, dns.Spf().Evidence.Result);
        Assert.Equal(11, dns.Asked.Count);
    }

    [Theory]
    [InlineData("a:void1.example.org a:void2.example.org", SpfResult.Pass)]
    [InlineData("a:void1.example.org a:void2.example.org a:void3.example.org", SpfResult.PermError)]
    [InlineData("mx:void1.example.org exists:void2.example.org a:void3.example.org", SpfResult.PermError)]
    [InlineData("mx:voids.example.org", SpfResult.PermError)]
    [InlineData("a:void1.example.org include:voids.example.org", SpfResult.PermError)]
    [InlineData("a:void1.example.org a:void2.example.org ptr", SpfResult.Pass)]
    [InlineData("a:void1.example.org a:void2.example.org exists:%{p}.exists.example.org", SpfResult.Pass)]
    [InlineData("a:void1.example.org a:void2.example.org a:a..example.org a:%{h}", SpfResult.Pass)]
    public void A_third_look_up_without_records_is_a_permanent_error(string terms, SpfResult result)
    {
        var dns = new AnsweringDns().Texts("example.org", $"v=spf1 {terms} all")
            .Texts("voids.example.org", "v=spf1 a:void2.example.org a:void3.example.org")
            .Exchangers("voids.example.org", "void1.example.org", "void2.example.org", "void3.example.org")
            .Addresses("unknown.exists.example.org", "127.0.0.2");
        Assert.Equal(result, dns.Spf(helo: "not a name").Evidence.Result);
    }

    [Theory]
    [InlineData(10, SpfResult.Pass)]
    [InlineData(11, SpfResult.PermError)]
    public void An_mx_may_have_ten_hosts(int count, SpfResult result)
    {
        var dns = new AnsweringDns().Texts("example.org", "v=spf1 mx -all").Exchangers("example.org", Hosts(count));
        foreach (var host in Hosts(count))
            dns.Addresses(host, host == Hosts(count)[^1] ? SpfDns.Client : Elsewhere);
        Assert.Equal(result, dns.Spf().Evidence.Result);
    }

    [Theory]
    [InlineData(10, SpfResult.Pass)]
    [InlineData(11, SpfResult.Fail)]
    [InlineData(100, SpfResult.Fail)]
    public void Only_the_first_ten_reverse_names_are_inspected(int count, SpfResult result)
    {
        var dns = new AnsweringDns()
            .Texts("example.org", "v=spf1 ptr -all")
            .Names("1.2.0.192.in-addr.arpa", Hosts(count))
            .Addresses(Hosts(count)[^1], SpfDns.Client);
        Assert.Equal(result, dns.Spf().Evidence.Result);
        Assert.Equal(12, dns.Asked.Count);
    }

    [Fact]
    public void A_reverse_name_is_looked_up_once_in_an_evaluation()
    {
        var dns = new AnsweringDns()
            .Texts("example.org", "v=spf1 ptr ptr:%{p}.example.org exists:%{p}.example.com -all exp=%{p}.example.org")
            .Names("1.2.0.192.in-addr.arpa", Hosts(3));
        Assert.Equal(SpfResult.Fail, dns.Spf().Evidence.Result);
        Assert.Equal(dns.Asked.Distinct(), dns.Asked);
        Assert.Equal(3, dns.Asked.Count(question => question.Name.StartsWith("host", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_most_expensive_record_asks_123_questions()
    {
        var terms = string.Join(' ', Enumerable.Range(0, 10).Select(i => $"mx:m{i}.%{{p}}.example.org"));
        var dns = new AnsweringDns().Texts("example.org", $"v=spf1 {terms} -all exp=why.example.org").Names("1.2.0.192.in-addr.arpa", Hosts(100));
        for (var i = 0; i < 10; i++)
            dns.Exchangers($"m{i}.unknown.example.org", Hosts(10));
        foreach (var host in Hosts(10))
            dns.Addresses(host, Elsewhere);

        var evaluation = dns.Texts("why.example.org", "%{p}").Spf();
        Assert.Equal((SpfResult.Fail, "unknown"), (evaluation.Evidence.Result, evaluation.Explanation));
        Assert.Equal((123, 123), (SpfLimits.MaxQuestions, evaluation.Questions));
    }

    [Theory]
    [InlineData(4096, true)]
    [InlineData(4097, false)]
    [InlineData(60_000, false)]
    public void An_explanation_over_4_KB_is_ignored(int length, bool isUsed)
    {
        var dns = new AnsweringDns().Texts("example.org", "v=spf1 -all exp=why.example.org").Texts("why.example.org", new string('x', length));
        Assert.Equal(isUsed ? new string('x', length) : null, dns.Spf().Explanation);
    }

    [Fact]
    public void An_explanation_that_macros_make_longer_than_4_KB_is_ignored() => Assert.Null(new AnsweringDns()
        .Texts("example.org", "v=spf1 -all exp=why.example.org")
        .Texts("why.example.org", string.Concat(Enumerable.Repeat("%{h}", 400)))
        .Spf().Explanation);

    private static ImmutableArray<string> Hosts(int count) => [.. Enumerable.Range(0, count).Select(i => $"host{i}.example.org")];
}
