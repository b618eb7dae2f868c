using GreyActors.Core.Greylisting;
using Xunit;

namespace GreyActors.Core.Tests.Greylisting;

public sealed class TripletMergeTests
{
    private static readonly GreylistTiming Timing = new(TimeSpan.FromMinutes(4), TimeSpan.FromDays(2), TimeSpan.FromDays(36), TimeSpan.Zero);
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    // Minutes from now; the retry-window ends at -2880.
    private static readonly TripletTimes[] All =
        [Waiting(0), Waiting(-5), Waiting(-2880), Waiting(-2881), Waiting(-5000), Passed(-10, -5), Passed(-10, -6), Passed(-9000, -5), Passed(-40_000, -30_000)];

    [Fact]
    public void The_order_of_merged_triplets_does_not_matter()
    {
        foreach (var one in All)
        {
            foreach (var two in All)
            {
                Assert.Equal(Merge(one, two), Merge(two, one));
                foreach (var three in All)
                    Assert.Equal(Counting(Merge(Merge(one, two), three)), Counting(Merge(one, Merge(two, three))));
            }
        }
    }

    [Fact]
    public void Merging_a_triplet_again_changes_nothing()
    {
        foreach (var one in All)
        {
            foreach (var two in All)
                Assert.Equal(Merge(one, two), Merge(Merge(one, two), two));
        }
    }

    [Fact]
    public void A_pass_wins_over_a_wait_and_the_later_use_counts()
    {
        Assert.Equal(Passed(-10, -5), Merge(Waiting(-5), Passed(-10, -5)));
        Assert.Equal(Passed(-9000, -5), Merge(Passed(-10, -5), Passed(-9000, -6)));
        Assert.Equal(Passed(-10, -5), Merge(null, Passed(-10, -5)));
    }

    [Fact]
    public void The_longer_of_two_waits_counts_unless_it_has_expired()
    {
        Assert.Equal(Waiting(-5), Merge(Waiting(0), Waiting(-5)));
        Assert.Equal(Waiting(-5), Merge(Waiting(-2881), Waiting(-5)));
        Assert.Equal(Waiting(-2880), Merge(Waiting(-2880), Waiting(-5)));
    }

    [Fact]
    public void An_expired_triplet_does_not_count_in_a_merge()
    {
        Assert.Equal(Waiting(-5), Merge(Passed(-90_000, -60_000), Waiting(-5)));
        Assert.Equal(Waiting(-5), Merge(Waiting(-6000), Waiting(-5)));
    }

    [Theory]
    [InlineData(-5, MergeVerdict.Good)]
    [InlineData(-5760, MergeVerdict.Good)]
    [InlineData(-5761, MergeVerdict.Expired)]
    [InlineData(1440, MergeVerdict.Good)]
    [InlineData(1441, MergeVerdict.Ahead)]
    public void A_wait_is_imported_while_the_rules_depend_on_it(int firstSeen, MergeVerdict verdict) => Assert.Equal(verdict, TripletMerge.Judge(Waiting(firstSeen), Timing, Now));

    [Theory]
    [InlineData(-51_839, MergeVerdict.Good)]
    [InlineData(-51_840, MergeVerdict.Expired)]
    [InlineData(1441, MergeVerdict.Ahead)]
    public void A_pass_is_imported_during_its_lifetime(int lastUsed, MergeVerdict verdict) => Assert.Equal(verdict, TripletMerge.Judge(Passed(-60_000, lastUsed), Timing, Now));

    private static TripletTimes Merge(TripletTimes? known, TripletTimes brought) => TripletMerge.Merge(known, brought, Timing, Now);

    // The time at which a passed triplet was first seen is informative only.
    private static (bool, long) Counting(TripletTimes times) => (times.HasPassed, times.HasPassed ? times.LastUsed : times.FirstSeen);

    private static TripletTimes Waiting(int firstSeen) => new(At(firstSeen), TripletTimes.NotPassed);

    private static TripletTimes Passed(int firstSeen, int lastUsed) => new(At(firstSeen), At(lastUsed));

    private static long At(int minutes) => Now.AddMinutes(minutes).ToUnixTimeMilliseconds();
}
