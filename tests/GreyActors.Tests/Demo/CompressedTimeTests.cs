using GreyActors.Demo;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GreyActors.Tests.Demo;

public sealed class CompressedTimeTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _real = new();

    [Fact]
    public void It_begins_in_the_past()
    {
        var time = new CompressedTime(_real, Hour, pace: 30);

        Assert.Equal(_real.GetUtcNow() - Hour, time.GetUtcNow());
        Assert.Equal(TimeSpan.Zero, time.Elapsed);
    }

    [Fact]
    public void One_second_is_as_many_as_the_pace()
    {
        var time = new CompressedTime(_real, Hour, pace: 30);

        _real.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(TimeSpan.FromMinutes(1), time.Elapsed);
    }

    [Fact]
    public void It_never_shows_a_time_to_come()
    {
        var time = new CompressedTime(_real, Hour, pace: 30);

        _real.Advance(Hour);

        Assert.Equal(_real.GetUtcNow(), time.GetUtcNow());
    }

    [Fact]
    public void A_delay_takes_a_fraction_of_itself()
    {
        var time = new CompressedTime(_real, Hour, pace: 30);
        var delay = Task.Delay(TimeSpan.FromMinutes(1), time);

        _real.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(delay.IsCompleted);
        _real.Advance(TimeSpan.FromSeconds(0.1));

        Assert.True(delay.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_pace_below_one_is_no_pace() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CompressedTime(_real, Hour, pace: 0));
}
