using GreyActors.Core.Outcome;
using Xunit;

namespace GreyActors.Core.Tests.Outcome;

public sealed class DelayHistogramTests
{
    [Fact]
    public void A_quantile_is_good_to_five_percent()
    {
        for (var seconds = 1.0; seconds < 1_500_000; seconds *= 1.013)
        {
            var delays = new DelayHistogram();
            delays.Add(TimeSpan.FromSeconds(seconds));
            Assert.InRange(delays.Quantile(0.5, 0)!.Value.TotalSeconds, seconds * 0.95, seconds * 1.05);
        }
    }

    [Fact]
    public void Mails_without_a_delay_are_the_lowest_ranks()
    {
        var delays = new DelayHistogram();
        for (var i = 1; i <= 10; i++)
            delays.Add(TimeSpan.FromMinutes(i));

        Assert.Equal(TimeSpan.Zero, delays.Quantile(0.9, 90));
        Assert.InRange(delays.Quantile(0.91, 90)!.Value.TotalMinutes, 0.95, 1.05);
        Assert.InRange(delays.Quantile(0.95, 90)!.Value.TotalMinutes, 4.75, 5.25);
        Assert.InRange(delays.Quantile(1, 90)!.Value.TotalMinutes, 9.5, 10.5);
    }

    [Fact]
    public void Nothing_has_no_quantile() => Assert.Null(new DelayHistogram().Quantile(0.5, 0));

    [Fact]
    public void A_delay_below_a_second_and_one_of_a_year_are_counted()
    {
        var delays = new DelayHistogram();
        delays.Add(TimeSpan.FromMilliseconds(1));
        delays.Add(TimeSpan.FromDays(365));
        Assert.Equal<BucketCount>([new BucketCount(0, 1), new BucketCount(DelayHistogram.Buckets - 1, 1)], delays.Counts);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(DelayHistogram.Buckets)]
    [InlineData(int.MaxValue)]
    public void A_damaged_bucket_number_does_not_fail(int bucket)
    {
        var delays = new DelayHistogram();
        delays.Add(bucket, 3);
        Assert.Equal(3, delays.Count);
    }
}
