using GreyActors.Core.Reputation;
using Xunit;

namespace GreyActors.Core.Tests.Reputation;

/// <summary>The conformance suite of RFC 7208.</summary>
public sealed class SpfSuiteTests
{
    public static TheoryData<string> Names => [.. SpfSuite.Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_case_of_the_conformance_suite_has_its_result_and_its_explanation(string name)
    {
        var expected = SpfSuite.Cases[name];
        var evaluation = Evaluated(expected);

        Assert.Contains(evaluation.Evidence.Result, expected.Results);
        if (expected.Explanation is not null && evaluation.Evidence.Result == SpfResult.Fail)
            Assert.Equal(expected.Explanation == "DEFAULT" ? null : expected.Explanation, evaluation.Explanation);
    }

    [Fact]
    public void The_suite_is_complete() =>
        Assert.Equal((203, 22), (SpfSuite.Cases.Count, SpfSuite.Cases.Values.Count(one => one.Explanation is not null)));

    private static SpfEvaluation Evaluated(SpfCase one)
    {
        var evaluation = new SpfEvaluation(one.Client, one.Helo, one.ReversePath, "receiver.example", DateTimeOffset.UnixEpoch) { Explains = true };
        for (var question = evaluation.Next(null); question is { } asked; question = evaluation.Next(one.Zone.Answer(asked)))
            Assert.True(evaluation.Questions <= SpfLimits.MaxQuestions);
        return evaluation;
    }
}
