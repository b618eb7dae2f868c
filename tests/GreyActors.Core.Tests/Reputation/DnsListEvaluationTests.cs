using System.Collections.Immutable;
using System.Net;
using CsCheck;
using GreyActors.Core.Reputation;
using Xunit;

namespace GreyActors.Core.Tests.Reputation;

public sealed class DnsListEvaluationTests
{
    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.25");
    private static readonly ImmutableArray<DnsList> Lists =
        [DnsList.Parse("wl.example.org", DnsListKind.Allow), DnsList.Parse("bl.example.org", DnsListKind.Deny), DnsList.Parse("bl.example.net", DnsListKind.Deny)];

    private readonly AnsweringDns _dns = new();

    [Fact]
    public void Every_list_is_asked_and_those_that_contain_the_client_are_the_result()
    {
        _dns.Addresses("25.2.0.192.bl.example.org", "127.0.0.1", "127.0.0.4", "127.0.0.2").Addresses("25.2.0.192.bl.example.net", "127.0.0.3");

        var evidence = _dns.Run(new DnsListEvaluation(Client, Lists)).Evidence;

        Assert.Equal(
            new ListEvidence([
                new ListMatch("bl.example.org", DnsListKind.Deny, IPAddress.Parse("127.0.0.4")),
                new ListMatch("bl.example.net", DnsListKind.Deny, IPAddress.Parse("127.0.0.3"))]),
            evidence);
        Assert.Equal("bl.example.org", evidence.First(DnsListKind.Deny)?.Zone);
        Assert.Null(evidence.First(DnsListKind.Allow));
        Assert.Equal(["25.2.0.192.wl.example.org A", "25.2.0.192.bl.example.org A", "25.2.0.192.bl.example.net A"], _dns.Asked.Select(one => one.ToString()));
    }

    [Fact]
    public void A_refusal_a_rewritten_answer_and_a_failure_count_as_no_answer()
    {
        _dns.Addresses("25.2.0.192.wl.example.org", "127.0.10.3").Addresses("25.2.0.192.bl.example.org", "203.0.113.1")
            .With(new DnsQuestion("25.2.0.192.bl.example.net", DnsType.A), DnsAnswer.Failed);

        var evaluation = _dns.Run(new DnsListEvaluation(Client, Lists));

        Assert.Empty(evaluation.Evidence.Matches);
        Assert.True(evaluation.HasFailed);
    }

    [Fact]
    public void A_list_without_an_answer_does_not_stop_the_others()
    {
        _dns.With(new DnsQuestion("25.2.0.192.wl.example.org", DnsType.A), DnsAnswer.Failed).Addresses("25.2.0.192.bl.example.net", "127.0.0.3");

        Assert.Equal("bl.example.net", Assert.Single(_dns.Run(new DnsListEvaluation(Client, Lists)).Evidence.Matches).Zone);
    }

    [Fact]
    public void An_expired_evaluation_keeps_the_lists_that_have_answered()
    {
        var evaluation = new DnsListEvaluation(Client, Lists);
        evaluation.Next(null);
        evaluation.Next(DnsAnswer.Of(TimeSpan.FromHours(1), IPAddress.Parse("127.0.3.1")));
        evaluation.Expire();

        Assert.Equal("wl.example.org", Assert.Single(evaluation.Evidence.Matches).Zone);
        Assert.True(evaluation.HasFailed);
    }

    [Fact]
    public void An_IPv4_mapped_client_is_an_IPv4_client()
    {
        _dns.Addresses("25.2.0.192.bl.example.org", "127.0.0.2");

        Assert.Single(_dns.Run(new DnsListEvaluation(IPAddress.Parse("::ffff:192.0.2.25"), Lists)).Evidence.Matches);
    }

    [Fact]
    public void Without_lists_nothing_is_asked() => Assert.Null(new DnsListEvaluation(Client, []).Next(null));

    [Fact]
    public void Any_answers_cost_one_question_for_each_list() => Gen.Select(Gen.Byte.Array[4].Array[0, 5], Gen.Int[0, 2]).Sample((addresses, status) =>
    {
        var answer = new DnsAnswer((DnsStatus)status, TimeSpan.Zero) { Addresses = [.. addresses.Select(bytes => new IPAddress(bytes))] };
        var evaluation = new DnsListEvaluation(Client, Lists);
        for (var question = evaluation.Next(null); question is not null;)
            question = evaluation.Next(answer);
        Assert.Equal(3, evaluation.Questions);
        Assert.All(evaluation.Evidence.Matches, match => Assert.Equal(127, match.Answer.GetAddressBytes()[0]));
    });
}
