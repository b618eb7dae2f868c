using System.Net;
using CsCheck;
using GreyActors.Core.Reputation;
using Xunit;

namespace GreyActors.Core.Tests.Reputation;

public sealed class HeloNameEvaluationTests
{
    private readonly AnsweringDns _dns = new AnsweringDns().Addresses("mail.example.org", "192.0.2.25", "2001:db8::25");

    [Theory]
    [InlineData("192.0.2.25", "mail.example.org", NameResult.Confirmed)]
    [InlineData("192.0.2.25", "MAIL.Example.org.", NameResult.Confirmed)]
    [InlineData("::ffff:192.0.2.25", "mail.example.org", NameResult.Confirmed)]
    [InlineData("2001:db8::25", "mail.example.org", NameResult.Confirmed)]
    [InlineData("192.0.2.24", "mail.example.org", NameResult.Unconfirmed)]
    [InlineData("2001:db8::26", "mail.example.org", NameResult.Unconfirmed)]
    public void A_HELO_name_is_confirmed_if_it_has_the_address_of_the_client(string client, string helo, NameResult expected) =>
        Assert.Equal(new NameEvidence(expected, "mail.example.org"), _dns.Run(new HeloNameEvaluation(IPAddress.Parse(client), helo)).Evidence);

    [Theory]
    [InlineData("[192.0.2.25]")]
    [InlineData("[IPv6:2001:db8::25]")]
    [InlineData("192.0.2.25")]
    [InlineData("2001:db8::25")]
    [InlineData("localhost")]
    [InlineData("localhost.")]
    [InlineData("")]
    [InlineData("mail..example.org")]
    [InlineData("mail example.org")]
    [InlineData("mail.example.org\0")]
    [InlineData("mail.\u001b[1m.org")]
    [InlineData("l234567890123456789012345678901234567890123456789012345678901234.example.org")]
    public void A_literal_a_single_label_or_an_invalid_name_is_no_name_and_asks_nothing(string helo)
    {
        Assert.Equal(new NameEvidence(NameResult.NoName, ""), _dns.Run(new HeloNameEvaluation(IPAddress.Parse("192.0.2.25"), helo)).Evidence);
        Assert.Empty(_dns.Asked);
    }

    [Fact]
    public void An_international_name_is_looked_up_by_its_A_labels()
    {
        _dns.Addresses("mail.xn--bcher-kva.example", "192.0.2.25");

        Assert.Equal(NameResult.Confirmed, _dns.Run(new HeloNameEvaluation(IPAddress.Parse("192.0.2.25"), "mail.bücher.example")).Evidence.Result);
    }

    [Fact]
    public void A_failed_or_late_look_up_gives_no_answer()
    {
        var failed = new HeloNameEvaluation(IPAddress.Parse("192.0.2.25"), "mail.example.org");
        failed.Next(null);
        Assert.Null(failed.Next(DnsAnswer.Failed));
        Assert.Equal(new NameEvidence(NameResult.NoAnswer, "mail.example.org"), failed.Evidence);

        var late = new HeloNameEvaluation(IPAddress.Parse("192.0.2.25"), "mail.example.org");
        late.Next(null);
        late.Expire();
        Assert.Equal(new NameEvidence(NameResult.NoAnswer, "mail.example.org"), late.Evidence);
    }

    [Fact]
    public void Any_HELO_text_costs_at_most_one_question_with_a_harmless_name() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char[".-_aZ09é\0"], 0, 300]).Sample(helo =>
        {
            var evaluation = new HeloNameEvaluation(IPAddress.Parse("192.0.2.25"), helo);
            if (evaluation.Next(null) is { } asked)
            {
                Assert.Matches("^[a-z0-9._-]{3,253}$", asked.Name);
                Assert.Null(evaluation.Next(DnsAnswer.Void(TimeSpan.Zero)));
            }
        });
}
