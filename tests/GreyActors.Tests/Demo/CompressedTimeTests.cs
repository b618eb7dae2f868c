using GreyActors.Demo;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GreyActors.Tests.Demo;

public sealed class CompressedTimeTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _real = new();

    [Fact]
    public void The_clock_begins_in_the_past()
    {
        var time = new CompressedTime(_real, Hour, pace: 30);

        Assert.Equal(_real.GetUtcNow() - Hour, time.GetUtcNow());
        Assert.Equal(TimeSpan.Zero, time.Elapsed);
    }

    [Fact]
    public void One_real_second_is_as_many_seconds_as_the_pace()
    {
        var time = new CompressedTime(_real, Hour, pace: 30);

        _real.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(TimeSpan.FromMinutes(1), time.Elapsed);
    }

    [Fact]
    public void The_clock_never_shows_a_future_time()
    {
        var time = new CompressedTime(_real, Hour, pace: 30);

        _real.Advance(Hour);

        Assert.Equal(_real.GetUtcNow(), time.GetUtcNow());
    }

    [Fact]
    public void A_delay_takes_a_fraction_of_real_time()
    {
        var time = new CompressedTime(_real, Hour, pace: 30);
        var delay = Task.Delay(TimeSpan.FromMinutes(1), time);

        _real.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(delay.IsCompleted);
        _real.Advance(TimeSpan.FromSeconds(0.1));

        Assert.True(delay.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_pace_below_one_is_rejected() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CompressedTime(_real, Hour, pace: 0));
}
