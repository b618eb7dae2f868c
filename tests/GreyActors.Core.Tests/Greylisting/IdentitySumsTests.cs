using GreyActors.Core.Greylisting;
using Xunit;

namespace GreyActors.Core.Tests.Greylisting;

public sealed class IdentitySumsTests
{
    private static readonly ClientIdentity Spf = ClientIdentity.OfSpf("example.org");
    private static readonly ClientIdentity Host = ClientIdentity.OfHost("example.net");

    private readonly IdentitySums _sums = new(partitions: 3);

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    [InlineData(11, true)]
    public void An_identity_is_judged_by_the_sum_over_the_partitions(int sightings, bool isIgnored)
    {
        Assert.Empty(_sums.Replace(0, [Counted(Spf, 10, 2)]));
        Assert.Equal(isIgnored ? 1 : 0, _sums.Replace(2, [Counted(Spf, sightings, 3)]).Length);

        Assert.Equal(new IdentityCounts(10 + sightings, 5), _sums.Of(Spf));
        Assert.Equal(isIgnored, _sums.Ignored.Contains(Spf));
    }

    [Fact]
    public void A_report_replaces_the_earlier_one_of_its_partition()
    {
        _sums.Replace(0, [Counted(Spf, 19, 0)]);
        Assert.Empty(_sums.Replace(0, [Counted(Spf, 19, 0), Counted(Host, 1, 0)]));
        Assert.Equal(new IdentityCounts(19, 0), _sums.Of(Spf));

        Assert.Empty(_sums.Replace(0, []));
        Assert.Equal(default, _sums.Of(Spf));
    }

    [Fact]
    public void Changes_are_reported_in_both_directions()
    {
        Assert.Equal(Counted(Spf, 30, 14), Assert.Single(_sums.Replace(0, [Counted(Spf, 30, 14), Counted(Host, 30, 15)])));
        var before = _sums.Ignored;
        Assert.Empty(_sums.Replace(1, [Counted(Spf, 1, 0)]));
        Assert.Same(before, _sums.Ignored);

        Assert.Equal(Counted(Spf, 31, 16), Assert.Single(_sums.Replace(0, [Counted(Spf, 30, 16)])));
        Assert.Equal(0, _sums.Ignored.Count);
        Assert.Equal(1, before.Count);
    }

    [Fact]
    public void An_identity_that_no_partition_has_counts_again()
    {
        _sums.Replace(0, [Counted(Spf, 20, 0)]);
        Assert.Equal(Counted(Spf, 0, 0), Assert.Single(_sums.Replace(0, [])));
        Assert.False(_sums.Ignored.Contains(Spf));
    }

    private static CountedIdentity Counted(ClientIdentity identity, int sightings, int cameBack) => new(identity, new IdentityCounts(sightings, cameBack));
}
