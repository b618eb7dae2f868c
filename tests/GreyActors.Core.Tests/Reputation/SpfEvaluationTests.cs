using System.Net;
using GreyActors.Core.Reputation;
using Xunit;

namespace GreyActors.Core.Tests.Reputation;

public sealed class SpfEvaluationTests
{
    private const string Pass = "v=spf1 ip4:192.0.2.1 -all";

    [Theory]
    [InlineData("user@example.org", "example.org")]
    [InlineData("@example.org", "example.org")]
    [InlineData("user@EXAMPLE.org.", "example.org")]
    [InlineData("\"a@b\"@example.org", "example.org")]
    [InlineData("", "mail.example.org")]
    [InlineData("user@b\u00fccher.example", "xn--bcher-kva.example")]
    public void The_checked_domain_is_the_senders_or_without_a_sender_the_HELO_name(string reversePath, string domain) =>
        Assert.Equal(new SpfEvidence(SpfResult.Pass, domain), new AnsweringDns().Texts(domain, Pass).Spf(reversePath).Evidence);

    [Theory]
    [InlineData("user")]
    [InlineData("user@")]
    [InlineData("user@localhost")]
    [InlineData("user@[192.0.2.1]")]
    [InlineData("user@192.0.2.1")]
    [InlineData("user@a..example.org")]
    [InlineData("user@exam ple.org")]
    [InlineData("user@exam\r\nple.org")]
    public void A_sender_without_a_valid_domain_has_no_result_and_no_question(string reversePath)
    {
        var evaluation = SpfDns.Spf(reversePath);
        Assert.Null(evaluation.Next(null));
        Assert.Equal(new SpfEvidence(SpfResult.None, ""), evaluation.Evidence);
    }

    [Fact]
    public void A_null_reverse_path_has_the_local_part_postmaster()
    {
        var dns = new AnsweringDns()
            .Texts("mail.example.org", "v=spf1 exists:%{l}.%{o}._spf.example.org -all")
            .Addresses("postmaster.mail.example.org._spf.example.org", "127.0.0.2");
        Assert.Equal(SpfResult.Pass, dns.Spf("").Evidence.Result);
    }

    [Fact]
    public void An_IPv4_mapped_client_is_an_IPv4_client() =>
        Assert.Equal(SpfResult.Pass, SpfDns.ResultOf("v=spf1 -ip6:::/0 ip4:192.0.2.1", client: "::ffff:192.0.2.1"));

    [Theory]
    [InlineData("v=spf1 exists:%{l}.example.org -all", true)]
    [InlineData("v=spf1 exists:%{S}.example.org -all", true)]
    [InlineData("v=spf1 a:%{h} -all", true)]
    [InlineData("v=spf1 redirect=%{l1r-}.example.org", true)]
    [InlineData("v=spf1 include:other.example.org -all", true)]
    [InlineData("v=spf1 exists:%{o}.%{d}.%{i}.%{v}.%{p}.example.org -all", false)]
    [InlineData("v=spf1 ip4:192.0.2.1 exists:%{l}.example.org -all", false)]
    [InlineData("v=spf1 ?all redirect=%{l}.example.org", false)]
    [InlineData("v=spf1 -all exp=%{l}.example.org", false)]
    public void A_result_depends_on_the_sender_if_a_macro_of_a_used_term_names_it(string record, bool depends) => Assert.Equal(
        depends, new AnsweringDns().Texts("example.org", record).Texts("other.example.org", "v=spf1 exists:%{l}.example.org").Spf().DependsOnSender);

    [Theory]
    [InlineData("%{l}")]
    [InlineData("%{L}")]
    [InlineData("%{s}")]
    public void A_term_with_an_international_local_part_does_not_match(string macro)
    {
        var dns = new AnsweringDns().Texts("example.org", $"v=spf1 exists:{macro}._spf.example.org -all");
        Assert.Equal(SpfResult.Fail, dns.Spf("j\u00fcrgen@example.org").Evidence.Result);
        Assert.Single(dns.Asked);
    }

    [Theory]
    [InlineData("v=spf1 a -all", "example.org", DnsType.A)]
    [InlineData("v=spf1 mx -all", "example.org", DnsType.Mx)]
    [InlineData("v=spf1 mx:three.example.org -all", "mx1.example.org", DnsType.A)]
    [InlineData("v=spf1 exists:a.example.org -all", "a.example.org", DnsType.A)]
    [InlineData("v=spf1 include:b.example.org -all", "b.example.org", DnsType.Txt)]
    [InlineData("v=spf1 redirect=b.example.org", "b.example.org", DnsType.Txt)]
    public void A_failed_look_up_is_a_temporary_error(string record, string name, DnsType type)
    {
        var evaluation = new AnsweringDns().Texts("example.org", record).Exchangers("three.example.org", "mx1.example.org").Fails(name, type).Spf();
        Assert.Equal(SpfResult.TempError, evaluation.Evidence.Result);
        Assert.True(evaluation.HasFailed);
    }

    [Theory]
    [InlineData("a:%{h} -all", SpfResult.Fail)]
    [InlineData("mx:a..example.org -all", SpfResult.Fail)]
    [InlineData("exists:%{h} -all", SpfResult.Fail)]
    [InlineData("ptr:%{h} -all", SpfResult.Fail)]
    [InlineData("include:%{h} -all", SpfResult.PermError)]
    [InlineData("redirect=%{h}", SpfResult.PermError)]
    [InlineData("-all exp=%{h}", SpfResult.Fail)]
    public void A_name_that_cannot_exist_is_not_asked_for_and_has_no_records(string terms, SpfResult result)
    {
        var dns = new AnsweringDns().Texts("example.org", $"v=spf1 {terms}");
        Assert.Equal(result, dns.Spf(helo: "localhost").Evidence.Result);
        Assert.Single(dns.Asked);
    }

    [Fact]
    public void A_failed_look_up_of_the_clients_name_is_no_match() => Assert.Equal(
        SpfResult.Fail, new AnsweringDns().Texts("example.org", "v=spf1 ptr -all").Fails("1.2.0.192.in-addr.arpa", DnsType.Ptr).Spf().Evidence.Result);

    [Fact]
    public void An_evaluation_that_expires_is_a_temporary_error_and_asks_no_more()
    {
        var evaluation = SpfDns.Spf();
        Assert.NotNull(evaluation.Next(null));
        evaluation.Expire();
        Assert.Equal(new SpfEvidence(SpfResult.TempError, "example.org"), evaluation.Evidence);
        Assert.Null(evaluation.Next(new DnsAnswer(DnsStatus.Found, TimeSpan.FromHours(1)) { Texts = [Pass] }));
        Assert.Equal(SpfResult.TempError, evaluation.Evidence.Result);
    }

    [Fact]
    public void An_evaluation_that_expires_before_it_starts_is_a_temporary_error()
    {
        var evaluation = SpfDns.Spf();
        evaluation.Expire();
        Assert.Null(evaluation.Next(null));
        Assert.Equal(SpfResult.TempError, evaluation.Evidence.Result);
    }

    [Fact]
    public void Without_a_wish_for_explanations_a_fail_asks_for_none()
    {
        var dns = new AnsweringDns().Texts("example.org", "v=spf1 -all exp=why.example.org").Texts("why.example.org", "no");
        var evaluation = dns.Run(new SpfEvaluation(IPAddress.Parse("192.0.2.1"), "mail.example.org", "user@example.org", "receiver.example", DateTimeOffset.UnixEpoch));

        Assert.Equal((SpfResult.Fail, null, 1), (evaluation.Evidence.Result, evaluation.Explanation, dns.Asked.Count));
    }

    [Fact]
    public void A_fail_whose_explanation_is_late_stays_a_fail_without_explanation()
    {
        var evaluation = SpfDns.Spf();
        evaluation.Next(null);
        Assert.Equal(
            new DnsQuestion("why.example.org", DnsType.Txt),
            evaluation.Next(new DnsAnswer(DnsStatus.Found, TimeSpan.FromHours(1)) { Texts = ["v=spf1 -all exp=why.example.org"] }));
        evaluation.Expire();
        Assert.Null(evaluation.Next(new DnsAnswer(DnsStatus.Found, TimeSpan.FromHours(1)) { Texts = ["Because."] }));
        Assert.Equal((SpfResult.Fail, null), (evaluation.Evidence.Result, evaluation.Explanation));
    }

    [Theory]
    [InlineData("own.example.org example.org.evil.example example.org", "example.org")]
    [InlineData("far.example.com notexample.org mail.example.org", "mail.example.org")]
    [InlineData("far.example.com other.example.com", "far.example.com")]
    [InlineData("unconfirmed.example.org", "unknown")]
    [InlineData("localhost bad\u0007name.example.org", "unknown")]
    public void The_macro_p_prefers_the_domain_itself_and_then_names_within_it(string names, string expected)
    {
        var dns = new AnsweringDns()
            .Texts("example.org", "v=spf1 -all exp=why.example.org")
            .Texts("why.example.org", "%{p}")
            .Names("1.2.0.192.in-addr.arpa", [.. names.Split(' ')]);
        foreach (var name in names.Split(' ').Where(name => !name.StartsWith("unconfirmed", StringComparison.Ordinal)))
            dns.Addresses(name, SpfDns.Client);
        Assert.Equal(expected, dns.Spf().Explanation);
    }

    [Fact]
    public void A_reverse_name_that_does_not_resolve_to_the_client_matches_nothing()
    {
        var dns = new AnsweringDns()
            .Texts("example.org", "v=spf1 ptr -all")
            .Names("1.2.0.192.in-addr.arpa", "forged.example.org")
            .Addresses("forged.example.org", "192.0.2.2");
        Assert.Equal(SpfResult.Fail, dns.Spf().Evidence.Result);
    }

    [Theory]
    [InlineData("%{c} %{r} %{t} %{h}", "192.0.2.1 receiver.example 0 mail.example.org")]
    [InlineData("100%% of%_it%-", "100% of it%20")]
    [InlineData("caf\u00e9", null)]
    [InlineData("tab\there", null)]
    [InlineData("%{d", null)]
    [InlineData("", null)]
    public void An_explanation_is_expanded_or_ignored(string text, string? expected) => Assert.Equal(
        expected, new AnsweringDns().Texts("example.org", "v=spf1 -all exp=why.example.org").Texts("why.example.org", text).Spf().Explanation);

    [Theory]
    [InlineData("mail\r\n250 Ok")]
    [InlineData("m\u00e4il.example.org")]
    [InlineData("mail\u001b[2J")]
    public void A_HELO_name_that_is_not_printable_spoils_the_explanation(string helo) => Assert.Null(
        new AnsweringDns().Texts("example.org", "v=spf1 -all exp=why.example.org").Texts("why.example.org", "%{h}").Spf(helo: helo).Explanation);
}
