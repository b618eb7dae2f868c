using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using GreyActors.Core.Reputation;

namespace GreyActors.Core.Tests.Reputation;

/// <summary>A DNS for tests: a table of answers. Every other question has no records.</summary>
internal sealed class AnsweringDns
{
    private readonly Dictionary<DnsQuestion, DnsAnswer> _answers = [];

    /// <summary>The questions so far.</summary>
    public List<DnsQuestion> Asked { get; } = [];

    public AnsweringDns Names(string name, params ImmutableArray<string> names) =>
        With(new DnsQuestion(name, DnsType.Ptr), new DnsAnswer(DnsStatus.Found, TimeSpan.FromHours(1)) { Names = names });

    public AnsweringDns Addresses(string name, params ImmutableArray<string> addresses)
    {
        foreach (var family in addresses.Select(IPAddress.Parse).GroupBy(one => one.AddressFamily))
        {
            var type = family.Key == AddressFamily.InterNetwork ? DnsType.A : DnsType.Aaaa;
            With(new DnsQuestion(name, type), DnsAnswer.Of(TimeSpan.FromHours(1), [.. family]));
        }

        return this;
    }

    public AnsweringDns With(DnsQuestion question, DnsAnswer answer)
    {
        _answers[question] = answer;
        return this;
    }

    /// <summary>Answers all questions of an evaluation.</summary>
    public T Run<T>(T evaluation)
        where T : DnsEvaluation
    {
        for (var question = evaluation.Next(null); question is { } asked; question = evaluation.Next(Answer(asked)))
            Asked.Add(asked);
        return evaluation;
    }

    private DnsAnswer Answer(DnsQuestion question) => _answers.GetValueOrDefault(question) ?? DnsAnswer.Void(TimeSpan.FromMinutes(5));
}
