using GreyActors.Components;
using GreyActors.Greylisting;
using Xunit;

namespace GreyActors.Tests.Greylisting;

public sealed class SnapshotScheduleTests
{
    private readonly SnapshotSchedule _schedule = new(every: 10, new BackOff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)));

    [Theory]
    [InlineData(9, 0, false)]
    [InlineData(10, 0, true)]
    [InlineData(10, 80, true)]
    [InlineData(10, 88, false)]
    [InlineData(11, 88, true)]
    public void A_snapshot_is_due_after_so_many_events_and_later_in_a_large_partition(int events, int triplets, bool isDue)
    {
        Count(events);
        Assert.Equal(isDue, _schedule.IsDue(triplets));
    }

    [Fact]
    public void A_requested_snapshot_is_due_at_once_and_not_again()
    {
        _schedule.Request();
        Assert.True(_schedule.IsDue(1000));
        Assert.False(_schedule.IsUpToDate);
        _schedule.Taken();
        Assert.False(_schedule.IsDue(1000));
        Assert.True(_schedule.IsUpToDate);
    }

    [Fact]
    public void A_failed_snapshot_is_due_after_a_pause_that_doubles_until_one_is_saved()
    {
        foreach (var seconds in (int[])[1, 2, 4, 4])
        {
            _schedule.Taken();
            Assert.Equal(TimeSpan.FromSeconds(seconds), _schedule.Failed());
            Count(20);
            Assert.True(_schedule.IsRequested);
            Assert.False(_schedule.IsDue(0));
            _schedule.Resume();
            Assert.True(_schedule.IsDue(0));
        }

        _schedule.Taken();
        _schedule.Saved();
        Assert.Equal(TimeSpan.FromSeconds(1), _schedule.Failed());
    }

    private void Count(int events)
    {
        for (var number = 0; number < events; number++)
            _schedule.CountEvent();
    }
}
