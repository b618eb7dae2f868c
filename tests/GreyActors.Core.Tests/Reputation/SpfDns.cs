using System.Collections.Immutable;
using System.Net;
using GreyActors.Core.Reputation;

namespace GreyActors.Core.Tests.Reputation;

/// <summary>Evaluates SPF with the answers of a test.</summary>
internal static class SpfDns
{
    public const string Client = "192.0.2.1";

    private static readonly TimeSpan TimeToLive = TimeSpan.FromHours(1);

    public static AnsweringDns Texts(this AnsweringDns dns, string name, params ImmutableArray<string> texts) =>
        dns.With(new DnsQuestion(name, DnsType.Txt), new DnsAnswer(DnsStatus.Found, TimeToLive) { Texts = texts });

    public static AnsweringDns Exchangers(this AnsweringDns dns, string name, params ImmutableArray<string> hosts) =>
        dns.With(new DnsQuestion(name, DnsType.Mx), new DnsAnswer(DnsStatus.Found, TimeToLive) { Names = hosts });

    public static AnsweringDns Fails(this AnsweringDns dns, string name, DnsType type) => dns.With(new DnsQuestion(name, type), DnsAnswer.Failed);

    public static SpfEvaluation Spf(string reversePath = "user@example.org", string helo = "mail.example.org", string client = Client) =>
        new(IPAddress.Parse(client), helo, reversePath, "receiver.example", DateTimeOffset.UnixEpoch) { Explains = true };

    public static SpfEvaluation Spf(
        this AnsweringDns dns, string reversePath = "user@example.org", string helo = "mail.example.org", string client = Client) =>
        dns.Run(Spf(reversePath, helo, client));

    /// <summary>The result of one record of example.org.</summary>
    public static SpfResult ResultOf(string record, string client = Client) =>
        new AnsweringDns().Texts("example.org", record).Spf(client: client).Evidence.Result;
}
