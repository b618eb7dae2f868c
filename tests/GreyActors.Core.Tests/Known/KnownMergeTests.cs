using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using Xunit;

namespace GreyActors.Core.Tests.Known;

public sealed class KnownMergeTests
{
    private const long Day = 24L * 60 * 60 * 1000;

    private static readonly DateTimeOffset Now = new(2026, 12, 3, 12, 0, 0, TimeSpan.Zero);
    private static readonly long At = Now.ToUnixTimeMilliseconds();
    private static readonly KnownTiming Timing = new(true, TimeSpan.FromDays(1), TimeSpan.FromDays(36), TimeSpan.FromDays(60));
    private static readonly KnownKey Pair = new("spf:example.org", "example.org", "");
    private static readonly KnownKey Reply = new("", "example.org", "bob@example.com");

    [Fact]
    public void A_merge_keeps_the_earlier_first_pass_the_later_use_and_the_larger_number()
    {
        var here = new KnownTimes(At - (5 * Day), At - (3 * Day), 7, KnownSource.Passed);

        Assert.Equal(
            new KnownTimes(At - (9 * Day), At - (2 * Day), 7, KnownSource.Passed),
            Merge(here, new KnownTimes(At - (9 * Day), At - (2 * Day), 4, KnownSource.History)));
        Assert.Equal(here with { Mails = 9 }, Merge(here, new KnownTimes(At - (4 * Day), At - (4 * Day), 9, KnownSource.History)));
    }

    [Fact]
    public void The_order_of_merges_does_not_matter_and_a_repetition_changes_nothing()
    {
        KnownTimes[] all =
        [
            new(At - (5 * Day), At - (3 * Day), 7, KnownSource.Passed),
            new(At - (9 * Day), At - (2 * Day), 4, KnownSource.History),
            new(At - (7 * Day), At - Day, 1, KnownSource.Operator),
        ];
        var expected = new KnownTimes(At - (9 * Day), At - Day, 7, KnownSource.Operator);

        foreach (var (first, second, third) in new[] { (0, 1, 2), (2, 1, 0), (1, 2, 0), (1, 0, 2) })
        {
            var merged = Merge(Merge(Merge(null, all[first]), all[second]), all[third]);
            Assert.Equal(expected, merged);
            Assert.Equal(merged, Merge(merged, all[first]));
        }
    }

    [Fact]
    public void An_expired_entry_is_replaced()
    {
        var brought = new KnownTimes(At - (2 * Day), At - Day, 1, KnownSource.History);

        Assert.Equal(brought, Merge(new KnownTimes(At - (80 * Day), At - (36 * Day), 99, KnownSource.Operator), brought));
    }

    [Theory]
    [InlineData(-35, MergeVerdict.Good, MergeVerdict.Good)]
    [InlineData(-36, MergeVerdict.Expired, MergeVerdict.Good)]
    [InlineData(-60, MergeVerdict.Expired, MergeVerdict.Expired)]
    [InlineData(1, MergeVerdict.Good, MergeVerdict.Good)]
    [InlineData(2, MergeVerdict.Ahead, MergeVerdict.Ahead)]
    public void An_entry_is_judged_by_its_last_use(int day, MergeVerdict ofPair, MergeVerdict ofReply)
    {
        var times = new KnownTimes(At - (70 * Day), At + (day * Day), 1, KnownSource.History);

        Assert.Equal(ofPair, KnownMerge.Judge(new KnownEntry(Pair, times), Timing, Now));
        Assert.Equal(ofReply, KnownMerge.Judge(new KnownEntry(Reply, times), Timing, Now));
    }

    private static KnownTimes Merge(KnownTimes? known, KnownTimes brought) => KnownMerge.Merge(known, new KnownEntry(Pair, brought), Timing, Now);
}
