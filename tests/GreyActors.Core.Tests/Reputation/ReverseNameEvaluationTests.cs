using System.Net;
using CsCheck;
using GreyActors.Core.Reputation;
using Xunit;

namespace GreyActors.Core.Tests.Reputation;

public sealed class ReverseNameEvaluationTests
{
    private const string Reverse = "25.2.0.192.in-addr.arpa";

    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.25");

    private readonly AnsweringDns _dns = new();

    private NameEvidence Evidence => _dns.Run(new ReverseNameEvaluation(Client)).Evidence;

    [Fact]
    public void A_reverse_name_that_resolves_to_the_client_is_confirmed()
    {
        _dns.Names(Reverse, "mail.example.org").Addresses("mail.example.org", "192.0.2.24", "192.0.2.25");

        Assert.Equal(new NameEvidence(NameResult.Confirmed, "mail.example.org"), Evidence);
    }

    [Fact]
    public void A_reverse_name_that_resolves_to_another_address_is_unconfirmed()
    {
        _dns.Names(Reverse, "mail.example.org").Addresses("mail.example.org", "192.0.2.24");

        Assert.Equal(new NameEvidence(NameResult.Unconfirmed, "mail.example.org"), Evidence);
    }

    [Fact]
    public void The_first_name_with_the_address_of_the_client_is_the_result()
    {
        _dns.Names(Reverse, "a.example.org", "b.example.org", "c.example.org").Addresses("b.example.org", "192.0.2.25").Addresses("c.example.org", "192.0.2.25");

        Assert.Equal(new NameEvidence(NameResult.Confirmed, "b.example.org"), Evidence);
    }

    [Fact]
    public void An_address_without_a_name_has_none()
    {
        Assert.Equal(new NameEvidence(NameResult.NoName, ""), Evidence);
        Assert.Equal([new DnsQuestion(Reverse, DnsType.Ptr)], _dns.Asked);
    }

    [Fact]
    public void An_IPv6_client_is_looked_up_by_nibbles_and_confirmed_by_AAAA_records_only()
    {
        const string name = "5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.9.d.e.8.9.b.7.4.8.b.d.0.1.0.0.2.ip6.arpa";
        _dns.Names(name, "mail.example.org").Addresses("mail.example.org", "2001:db8:47b9:8ed9::25", "192.0.2.25");

        var evaluation = _dns.Run(new ReverseNameEvaluation(IPAddress.Parse("2001:db8:47b9:8ed9::25")));

        Assert.Equal(NameResult.Confirmed, evaluation.Evidence.Result);
        Assert.Equal([new DnsQuestion(name, DnsType.Ptr), new DnsQuestion("mail.example.org", DnsType.Aaaa)], _dns.Asked);
    }

    [Fact]
    public void An_IPv4_mapped_client_is_an_IPv4_client()
    {
        _dns.Names(Reverse, "mail.example.org").Addresses("mail.example.org", "192.0.2.25");

        Assert.Equal(NameResult.Confirmed, _dns.Run(new ReverseNameEvaluation(IPAddress.Parse("::ffff:192.0.2.25"))).Evidence.Result);
    }

    [Fact]
    public void At_most_ten_names_of_a_hundred_are_looked_up()
    {
        _dns.Names(Reverse, [.. Enumerable.Range(0, 100).Select(i => $"h{i}.example.org")]).Addresses("h9.example.org", "192.0.2.25");
        Assert.Equal("h9.example.org", Evidence.Name);

        _dns.Asked.Clear();
        _dns.Addresses("h9.example.org", "192.0.2.24").Addresses("h10.example.org", "192.0.2.25");
        Assert.Equal(new NameEvidence(NameResult.Unconfirmed, "h0.example.org"), Evidence);
        Assert.Equal(1 + 10, _dns.Asked.Count);
    }

    [Theory]
    [InlineData("mail")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("192.0.2.25")]
    [InlineData("a..example.org")]
    [InlineData(".example.org")]
    [InlineData("mail example.org")]
    [InlineData("mail\r\n.example.org")]
    [InlineData("\u001b[31m.example.org")]
    [InlineData("a%s.example.org")]
    [InlineData("<b>.example.org")]
    [InlineData("l234567890123456789012345678901234567890123456789012345678901234.example.org")]
    public void An_invalid_name_is_skipped(string name)
    {
        _dns.Names(Reverse, name, "mail.example.org").Addresses(name, "192.0.2.25").Addresses("mail.example.org", "192.0.2.25");

        Assert.Equal("mail.example.org", Evidence.Name);
        Assert.Equal(2, _dns.Asked.Count);
    }

    [Fact]
    public void A_name_of_254_octets_is_skipped()
    {
        var name = string.Join('.', Enumerable.Repeat(new string('a', 49), 5)) + ".abcd";
        Assert.Equal(254, name.Length);
        _dns.Names(Reverse, name);

        Assert.Equal(NameResult.NoName, Evidence.Result);
    }

    [Fact]
    public void A_name_in_upper_case_or_with_an_underscore_is_valid()
    {
        _dns.Names(Reverse, "Mail_1.Example.ORG").Addresses("mail_1.example.org", "192.0.2.25");

        Assert.Equal(new NameEvidence(NameResult.Confirmed, "mail_1.example.org"), Evidence);
    }

    [Fact]
    public void A_failed_look_up_of_the_reverse_name_gives_no_answer()
    {
        _dns.With(new DnsQuestion(Reverse, DnsType.Ptr), DnsAnswer.Failed);
        var evaluation = _dns.Run(new ReverseNameEvaluation(Client));

        Assert.Equal(new NameEvidence(NameResult.NoAnswer, ""), evaluation.Evidence);
        Assert.True(evaluation.HasFailed);
    }

    [Fact]
    public void A_failed_look_up_of_one_name_gives_no_answer_unless_another_name_is_confirmed()
    {
        _dns.Names(Reverse, "a.example.org", "b.example.org").With(new DnsQuestion("a.example.org", DnsType.A), DnsAnswer.Failed);
        Assert.Equal(new NameEvidence(NameResult.NoAnswer, "a.example.org"), Evidence);

        _dns.Addresses("b.example.org", "192.0.2.25");
        Assert.Equal(new NameEvidence(NameResult.Confirmed, "b.example.org"), Evidence);
    }

    [Fact]
    public void An_expired_evaluation_has_no_answer()
    {
        var evaluation = new ReverseNameEvaluation(Client);
        evaluation.Next(null);
        evaluation.Next(new DnsAnswer(DnsStatus.Found, TimeSpan.FromHours(1)) { Names = ["mail.example.org"] });
        evaluation.Expire();

        Assert.Equal(new NameEvidence(NameResult.NoAnswer, "mail.example.org"), evaluation.Evidence);
        Assert.True(evaluation.HasFailed);
    }

    [Fact]
    public void Any_names_in_the_answers_cost_at_most_eleven_questions_and_only_harmless_names_are_asked_for() =>
        Gen.Select(Gen.String.Array[0, 40], Gen.Byte.Array[4], Gen.Int[0, 2]).Sample((names, address, status) =>
        {
            var evaluation = new ReverseNameEvaluation(new IPAddress(address));
            var answer = new DnsAnswer((DnsStatus)status, TimeSpan.FromSeconds(1)) { Names = [.. names, .. names.Select(name => name + ".example.org")] };
            Assert.NotNull(evaluation.Next(null));
            for (var question = evaluation.Next(answer); question is { } asked; question = evaluation.Next(answer))
                Assert.Matches("^[a-z0-9._-]{3,253}$", asked.Name);
            Assert.InRange(evaluation.Questions, 1, 11);
        });
}
