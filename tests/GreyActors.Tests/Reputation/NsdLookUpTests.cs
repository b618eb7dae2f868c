using System.Net;
using Akka.TestKit.Xunit2;
using GreyActors.Core.Reputation;
using GreyActors.Reputation;
using GreyActors.Tests.Shared.Dns;
using Xunit;

namespace GreyActors.Tests.Reputation;

/// <summary>Look-ups through the actor, the DNS client and a real name server.</summary>
public sealed class NsdLookUpTests : TestKit
{
    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.1");

    [Fact]
    public async Task What_the_DNS_proves_about_a_client_is_found()
    {
        await using var server = await NsdServer.Start($"""
            1.2.0.192.in-addr.arpa. IN PTR forged.example.
            1.2.0.192.in-addr.arpa. IN PTR mx.example.
            2.2.0.192.in-addr.arpa. IN PTR forged.example.
            {string.Join('\n', Enumerable.Range(0, 100).Select(i => $"3.2.0.192.in-addr.arpa. IN PTR host-{i}.example."))}
            mx.example.             IN A   192.0.2.1
            forged.example.         IN A   192.0.2.99
            site.example.           IN MX  10 mx.example.
            site.example.           IN TXT "v=spf1 mx -all"
            loop.example.           IN TXT "v=spf1 include:loop.example -all"
            alias.example.          IN CNAME alias2.example.
            alias2.example.         IN CNAME alias.example.
            long.example.           IN TXT {string.Join(' ', Enumerable.Repeat($"\"{new string('x', 250)}\"", 240))}
            2.0.0.127.deny.example. IN A   127.0.0.2
            1.2.0.192.deny.example. IN A   127.0.0.4
            """);
        var reputation = Sys.ActorOf(ClientReputation.Props(
            new ReputationDependencies([server.EndPoint], TimeSpan.FromSeconds(5), 1_000, "here.example", TimeProvider.System)
            {
                Lists = [DnsList.Parse("deny.example", DnsListKind.Deny)],
            }));
        ClientEvidence Find(LookUp question)
        {
            reputation.Tell(question, TestActor);
            return ExpectMsg<LookedUp>(TimeSpan.FromSeconds(20)).Evidence;
        }

        Assert.Equal(new NameEvidence(NameResult.Confirmed, "mx.example"), Find(new LookUp.ReverseName(Client)).ReverseName);
        Assert.Equal(NameResult.Unconfirmed, Find(new LookUp.ReverseName(IPAddress.Parse("192.0.2.2"))).ReverseName!.Result);
        Assert.Equal(NameResult.Unconfirmed, Find(new LookUp.ReverseName(IPAddress.Parse("192.0.2.3"))).ReverseName!.Result);
        Assert.Equal(NameResult.NoName, Find(new LookUp.ReverseName(IPAddress.Parse("192.0.2.4"))).ReverseName!.Result);
        Assert.Equal(NameResult.Confirmed, Find(new LookUp.HeloName(Client, "MX.example")).HeloName!.Result);
        Assert.Equal(NameResult.Unconfirmed, Find(new LookUp.HeloName(Client, "forged.example")).HeloName!.Result);
        Assert.Equal(NameResult.Unconfirmed, Find(new LookUp.HeloName(Client, "alias.example")).HeloName!.Result);
        Assert.Equal(new SpfEvidence(SpfResult.Pass, "site.example"), Find(new LookUp.Spf(Client, "mx.example", "ann@site.example")).Spf);
        Assert.Equal(SpfResult.Fail, Find(new LookUp.Spf(IPAddress.Parse("192.0.2.2"), "mx.example", "ann@site.example")).Spf!.Result);
        Assert.Equal(SpfResult.PermError, Find(new LookUp.Spf(Client, "", "ann@loop.example")).Spf!.Result);
        Assert.Equal(SpfResult.None, Find(new LookUp.Spf(Client, "", "ann@long.example")).Spf!.Result);
        Assert.Equal(SpfResult.TempError, Find(new LookUp.Spf(Client, "", "ann@a.servfail.example")).Spf!.Result);
        AwaitAssert(() => Assert.Equal("deny.example", Assert.Single(Find(new LookUp.Lists(Client)).Lists!.Matches).Zone), TimeSpan.FromSeconds(20));
        Assert.Empty(Find(new LookUp.Lists(IPAddress.Parse("192.0.2.2"))).Lists!.Matches);
    }
}
