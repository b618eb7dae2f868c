using CsCheck;
using GreyActors.Core.Capacity;
using Xunit;

namespace GreyActors.Core.Tests.Capacity;

public sealed class DescriptorBudgetTests
{
    private static readonly int[] Special = [256, 300, 512, 1_024, 65_536, 1_048_576, DescriptorBudget.Unlimited];

    private static readonly Gen<int> Limits = Gen.Frequency(
        (4, Gen.Int[0, 2_000]), (2, Gen.Int[2_000, 2_000_000]), (1, Gen.Int[0, Special.Length - 1].Select(i => Special[i])));

    private static readonly Gen<DescriptorDemand> Demands = Gen.Select(
        Gen.Int[1, 20],
        Gen.Frequency((1, Gen.Int[1, 50]), (1, Gen.Int[1, 1_000_000])),
        Gen.Int[1, 60],
        Gen.Frequency((1, Gen.Int[1, 100]), (1, Gen.Int[1, 1_000_000])),
        Gen.Int[1, 100],
        Gen.Frequency((1, Gen.Const(0)), (2, Gen.Int[1, 64])),
        (listeners, clients, servers, relays, http, queries) => new DescriptorDemand(listeners, clients, servers, relays, http) { Queries = queries });

    private static readonly DescriptorDemand Usual = new(Listeners: 1, Clients: 10_000, Servers: 1, RelaysPerServer: 80, Http: 32) { Queries = 64 };

    [Fact]
    public void The_shares_never_exceed_the_limit() => Gen.Select(Limits, Demands).Sample((limit, demand) =>
    {
        if (DescriptorBudget.Divide(limit, demand) is DescriptorDivision.Divided { Shares: var shares })
            Assert.InRange(shares.Sum, 0, limit);
    });

    [Fact]
    public void Every_part_gets_its_minimum_or_the_division_is_refused() => Gen.Select(Limits, Demands).Sample((limit, demand) =>
    {
        switch (DescriptorBudget.Divide(limit, demand))
        {
            case DescriptorDivision.TooFew tooFew:
                Assert.Equal(limit, tooFew.Limit);
                Assert.True(tooFew.Needed > limit);
                break;
            case DescriptorDivision.Divided { Shares: var shares }:
                Assert.True(shares.Own >= 300 + demand.Listeners);
                Assert.True(shares.Reserve >= 16);
                Assert.True(shares.LookUps >= 4 * demand.Servers);
                Assert.Equal(demand.Http, shares.Http);
                Assert.InRange(shares.Queries, Math.Min(2, demand.Queries), demand.Queries);
                Assert.True(shares.QueryConnections * 4 >= shares.Queries);
                Assert.True(shares.Arriving >= 4 * demand.Listeners);
                Assert.True(shares.Refused >= 8);
                Assert.InRange(shares.Clients, Math.Min(16, demand.Clients), demand.Clients);
                Assert.InRange(shares.RelaysPerServer, 1, demand.RelaysPerServer);
                Assert.Equal((long)shares.RelaysPerServer * demand.Servers, shares.Relays);
                break;
        }
    });

    // The number of HTTP connections depends on the limit, as in the program.
    [Fact]
    public void The_reported_minimum_is_enough_and_one_less_is_not() => Gen.Select(Gen.Int[0, 300], Demands).Sample((limit, demand) =>
    {
        DescriptorDivision Division(int of) => DescriptorBudget.Divide(of, demand with { Http = DescriptorBudget.HttpConnections(of) });

        var needed = Assert.IsType<DescriptorDivision.TooFew>(Division(limit)).Needed;
        Assert.IsType<DescriptorDivision.Divided>(Division(needed));
        Assert.IsType<DescriptorDivision.TooFew>(Division(needed - 1));
    });

    [Fact]
    public void More_descriptors_never_make_a_share_smaller() => Gen.Select(Limits, Gen.Int[0, 5_000], Demands).Sample((limit, more, demand) =>
    {
        var larger = (int)Math.Min((long)limit + more, DescriptorBudget.Unlimited);
        if (DescriptorBudget.Divide(limit, demand) is not DescriptorDivision.Divided { Shares: var less })
            return;
        var moreShares = Assert.IsType<DescriptorDivision.Divided>(DescriptorBudget.Divide(larger, demand)).Shares;
        Assert.True(moreShares.Clients >= less.Clients);
        Assert.True(moreShares.RelaysPerServer >= less.RelaysPerServer);
        Assert.True(moreShares.Refused >= less.Refused);
        Assert.True(moreShares.Arriving >= less.Arriving);
        Assert.True(moreShares.Reserve >= less.Reserve);
        Assert.True(moreShares.Queries >= less.Queries);
    });

    [Theory]
    [InlineData(65_536)]
    [InlineData(1_048_576)]
    [InlineData(DescriptorBudget.Unlimited)]
    public void The_configured_numbers_apply_with_many_descriptors(int limit)
    {
        var shares = SharesOf(limit, Usual);
        Assert.Equal((10_000, 80, 200, 64, 64), (shares.Clients, shares.RelaysPerServer, shares.Refused, shares.Reserve, shares.Queries));
    }

    [Fact]
    public void Clients_have_the_largest_share_of_1024_descriptors_and_all_relays_fit()
    {
        var shares = SharesOf(1_024, Usual);
        Assert.Equal(80, shares.RelaysPerServer);
        Assert.InRange(shares.Clients, 350, 500);
    }

    [Theory]
    [InlineData(364, 2)]
    [InlineData(512, 6)]
    [InlineData(1_024, 30)]
    [InlineData(2_048, 64)]
    public void Fewer_descriptors_allow_fewer_queries(int limit, int queries) =>
        Assert.Equal(queries, SharesOf(limit, Usual with { Http = DescriptorBudget.HttpConnections(limit) }).Queries);

    [Fact]
    public void A_service_that_looks_up_no_client_needs_no_descriptor_for_queries()
    {
        var shares = SharesOf(1_024, Usual with { Queries = 0 });
        Assert.Equal((0, 0), (shares.Queries, shares.QueryConnections));
    }

    [Theory]
    [InlineData(256)]
    [InlineData(300)]
    public void The_division_is_refused_with_fewer_descriptors_than_the_minimum(int limit) =>
        Assert.InRange(Assert.IsType<DescriptorDivision.TooFew>(DescriptorBudget.Divide(limit, Usual with { Http = 8 })).Needed, 340, 370);

    [Fact]
    public void The_endpoint_has_at_least_eight_connections_and_at_most_a_hundred() =>
        Limits.Sample(limit => Assert.InRange(DescriptorBudget.HttpConnections(limit), 8, 100));

    private static DescriptorShares SharesOf(int limit, DescriptorDemand demand) =>
        Assert.IsType<DescriptorDivision.Divided>(DescriptorBudget.Divide(limit, demand)).Shares;
}
