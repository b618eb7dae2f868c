using System.Collections.Immutable;
using System.Text;
using DnsClient;
using DnsClient.Protocol;
using DnsAnswer = GreyActors.Core.Reputation.DnsAnswer;
using DnsQuestion = GreyActors.Core.Reputation.DnsQuestion;
using DnsStatus = GreyActors.Core.Reputation.DnsStatus;
using DnsType = GreyActors.Core.Reputation.DnsType;

namespace GreyActors.Reputation;

/// <summary>Translates responses of the package DnsClient.</summary>
internal static class DnsResponses
{
    /// <summary>The answer; failed if the response is an error, or belongs to another question.</summary>
    public static DnsAnswer AnswerOf(IDnsQueryResponse response, DnsQuestion question)
    {
        if (!IsFor(question, response))
            return DnsAnswer.Failed;
        return response.Header.ResponseCode switch
        {
            DnsHeaderResponseCode.NoError => Found(response.Answers, question.Type) ?? DnsAnswer.Void(NegativeTime(response)),
            DnsHeaderResponseCode.NotExistentDomain => DnsAnswer.Void(NegativeTime(response)),
            _ => DnsAnswer.Failed,
        };
    }

    // The original is the name with A-labels, as it was sent.
    private static bool IsFor(DnsQuestion question, IDnsQueryResponse response) =>
        response.Questions is [{ } echoed]
        && echoed.QueryName.Original.AsSpan().TrimEnd('.').Equals(question.Name, StringComparison.OrdinalIgnoreCase)
        && echoed.QuestionType.ToString().Equals(question.Type.ToString(), StringComparison.OrdinalIgnoreCase)
        && echoed.QuestionClass == QueryClass.IN;

    private static DnsAnswer? Found(IReadOnlyList<DnsResourceRecord> records, DnsType type)
    {
        // An alias that expires ends the answer, too.
        var found = new DnsAnswer(DnsStatus.Found, TimeSpan.FromSeconds(Math.Max(0, records.Count == 0 ? 0 : records.Min(record => record.InitialTimeToLive))));
        found = type switch
        {
            DnsType.A => found with { Addresses = [.. records.OfType<ARecord>().Select(record => record.Address)] },
            DnsType.Aaaa => found with { Addresses = [.. records.OfType<AaaaRecord>().Select(record => record.Address)] },
            DnsType.Mx => found with { Names = Names(records.OfType<MxRecord>().OrderBy(record => record.Preference).Select(record => record.Exchange)) },
            DnsType.Ptr => found with { Names = Names(records.OfType<PtrRecord>().Select(record => record.PtrDomainName)) },
            _ => found with { Texts = [.. records.OfType<TxtRecord>().Select(record => TextOf(record))] },
        };
        return found.Addresses.Length + found.Names.Length + found.Texts.Length > 0 ? found : null;
    }

    // The root is no host: RFC 7505 uses it for a domain without mail.
    private static ImmutableArray<string> Names(IEnumerable<DnsString> names) =>
        [.. names.Select(name => name.Value.TrimEnd('.').ToLowerInvariant()).Where(name => name.Length > 0)];

    // The package offers UTF-8, and an escaped form that is ambiguous because it does not escape its escape character. Encoded again, the text has a
    // byte of 128 or more wherever the record has one, and only there.
    private static string TextOf(TxtRecord record) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(string.Concat(record.Text)));

    // RFC 2308 5: the time of the SOA record, at most its minimum. Without one, the answer must not be kept.
    private static TimeSpan NegativeTime(IDnsQueryResponse response) => response.Authorities.OfType<SoaRecord>().FirstOrDefault() is { } soa
        ? TimeSpan.FromSeconds(Math.Min(Math.Max(0, soa.InitialTimeToLive), soa.Minimum))
        : TimeSpan.Zero;
}
