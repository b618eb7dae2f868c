using System.Net;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using GreyActors.Components;
using GreyActors.Core.Reputation;
using GreyActors.Reputation;
using GreyActors.Tests.Shared.Dns;
using Xunit;

namespace GreyActors.Tests.Reputation;

/// <summary>The reputation actor and name servers that misbehave, over real sockets: each failure is reported, and ends when the server recovers.</summary>
public sealed class DnsFailureTests : TestKit
{
    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.1");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly byte[] Address = DnsMessage.Record(DnsMessage.A, 60, [192, 0, 2, 1]);

    public static TheoryData<string> Failures => [.. Answers.Keys];

    private static Dictionary<string, Func<byte[], byte[][]>> Answers { get; } = new()
    {
        ["silent"] = _ => [],
        ["SERVFAIL"] = query => [DnsMessage.Reply(query, DnsMessage.ServerFailure)],
        ["REFUSED"] = query => [DnsMessage.Reply(query, DnsMessage.Refused)],
        ["truncated, and silent over TCP"] = query => [DnsMessage.Reply(query, isTruncated: true)],
        ["another question"] = query => [[.. query[..2], .. DnsMessage.Reply(DnsMessage.Query("other.example", DnsMessage.A), records: [Address])[2..]]],
        ["another id"] = query => [[(byte)~query[0], .. DnsMessage.Reply(query, records: [Address])[1..]]],
        ["garbage"] = query => [[.. DnsMessage.Reply(query, records: [Address])[..^9], 0xFF, 0xFF, 0xFF]],
        ["compression loop"] = Loop,
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_DNS_failure_gives_no_evidence_and_is_reported_until_the_server_recovers(string failure)
    {
        var answer = Answers[failure];
        await using var server = new MisbehavingDnsServer(query => Volatile.Read(ref answer)(query));
        var reputation = Start(server.EndPoint, TimeSpan.FromMilliseconds(100));

        for (var i = 0; i < DnsHealth.Enough; i++)
            reputation.Tell(new LookUp.HeloName(Client, $"name-{i}.example"), TestActor);
        for (var i = 0; i < DnsHealth.Enough; i++)
            Assert.Equal(NameResult.NoAnswer, ExpectMsg<LookedUp>(Patience).Evidence.HeloName!.Result);
        AwaitAssert(() => Assert.False(Check(reputation).Ok), Patience);

        Volatile.Write(ref answer, query => [DnsMessage.Reply(query, records: [Address])]);
        AwaitAssert(() => Assert.Equal(NameResult.Confirmed, Helo(reputation, $"{Guid.NewGuid():N}.example")), Patience);
        Assert.True(Check(reputation).Ok);
    }

    [Fact]
    public void A_resolver_on_which_nothing_listens_is_reported()
    {
        var reputation = Start(new IPEndPoint(IPAddress.Loopback, 1), TimeSpan.FromMilliseconds(50));

        for (var i = 0; i < DnsHealth.Enough; i++)
            reputation.Tell(new LookUp.ReverseName(IPAddress.Parse($"192.0.2.{i}")), TestActor);
        for (var i = 0; i < DnsHealth.Enough; i++)
            Assert.Equal(NameResult.NoAnswer, ExpectMsg<LookedUp>(Patience).Evidence.ReverseName!.Result);

        AwaitAssert(() => Assert.Contains("127.0.0.1:1 does not answer", Check(reputation).Why, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task An_answer_that_takes_two_seconds_arrives_and_is_kept()
    {
        await using var server = new MisbehavingDnsServer(async query =>
        {
            await Task.Delay(TimeSpan.FromSeconds(2));
            return [DnsMessage.Reply(query, records: [Address])];
        });
        var reputation = Start(server.EndPoint, TimeSpan.FromSeconds(10));

        Assert.Equal(NameResult.Confirmed, Helo(reputation, "mx.example"));
        Assert.Equal(NameResult.Confirmed, Helo(reputation, "mx.example"));
        Assert.Equal(1, server.Queries);
    }

    [Fact]
    public async Task A_flood_of_ten_thousand_names_at_a_silent_server_gets_as_many_results_and_few_queries()
    {
        const int Names = 10_000;
        await using var server = new MisbehavingDnsServer(_ => []);
        var reputation = Start(server.EndPoint, TimeSpan.FromMilliseconds(100));

        for (var i = 0; i < Names; i++)
            reputation.Tell(new LookUp.HeloName(Client, $"name-{i}.example"), TestActor);

        for (var i = 0; i < Names; i++)
            Assert.Equal(NameResult.NoAnswer, ExpectMsg<LookedUp>(Patience).Evidence.HeloName!.Result);
        Assert.InRange(server.Queries, DnsHealth.Enough, 1_000);
    }

    private static byte[][] Loop(byte[] query)
    {
        var answer = DnsMessage.Reply(query, records: [Address]);
        answer[^15] = (byte)(answer.Length - 16);
        return [answer];
    }

    private IActorRef Start(IPEndPoint resolver, TimeSpan timeout) =>
        Sys.ActorOf(ClientReputation.Props(new ReputationDependencies([resolver], timeout, 1_000, "mx.example", TimeProvider.System)), "reputation");

    private NameResult Helo(IActorRef reputation, string name)
    {
        reputation.Tell(new LookUp.HeloName(Client, name), TestActor);
        return ExpectMsg<LookedUp>(Patience).Evidence.HeloName!.Result;
    }

    private ReadinessCheck Check(IActorRef reputation)
    {
        reputation.Tell(GetReadiness.Instance, TestActor);
        return Assert.Single(ExpectMsg<Readiness>().Checks);
    }
}
