using GreyActors.Core.Capacity;
using Xunit;

namespace GreyActors.Core.Tests.Capacity;

public sealed class AllowancesTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Allowances _allowances = new(most: 3, refill: Second, maxKeys: 2);

    [Fact]
    public void A_key_may_make_its_requests_at_once_and_then_one_for_each_refill()
    {
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => _allowances.TryUse("a", Second)));

        Assert.False(_allowances.TryUse("a", Second + TimeSpan.FromMilliseconds(999)));
        Assert.True(_allowances.TryUse("a", 2 * Second));
        Assert.False(_allowances.TryUse("a", 2 * Second));
    }

    [Fact]
    public void A_pause_gives_no_key_more_than_its_requests_at_once()
    {
        for (var i = 0; i < 3; i++)
            _allowances.TryUse("a", Second);

        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => _allowances.TryUse("a", 100 * Second)));
    }

    [Fact]
    public void Keys_do_not_share_their_requests()
    {
        for (var i = 0; i < 4; i++)
            _allowances.TryUse("a", Second);

        Assert.True(_allowances.TryUse("b", Second));
    }

    [Fact]
    public void A_further_key_gets_nothing_until_the_allowance_of_another_is_complete()
    {
        Assert.True(_allowances.TryUse("a", Second));
        Assert.True(_allowances.TryUse("b", Second));

        Assert.False(_allowances.TryUse("c", Second));
        Assert.True(_allowances.TryUse("c", 2 * Second));
        Assert.Equal(1, _allowances.Count);
    }
}
