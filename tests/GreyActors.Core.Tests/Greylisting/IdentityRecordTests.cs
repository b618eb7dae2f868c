using GreyActors.Core.Greylisting;
using Xunit;

namespace GreyActors.Core.Tests.Greylisting;

public sealed class IdentityRecordTests
{
    private const long Hour = 60 * 60 * 1000;
    private const long Day = 24 * Hour;
    private const long Period = 6 * Hour;

    // The start of a period.
    private const long Start = 20_000 * Day;

    private IdentityRecord _record;

    [Theory]
    [InlineData(19, 0, false)]
    [InlineData(20, 0, true)]
    [InlineData(21, 0, true)]
    [InlineData(20, 9, true)]
    [InlineData(20, 10, false)]
    [InlineData(20, 11, false)]
    [InlineData(21, 10, true)]
    [InlineData(21, 11, false)]
    public void An_identity_is_ignored_if_fewer_than_half_of_twenty_sightings_came_back(int sightings, int cameBack, bool isIgnored) =>
        Assert.Equal(isIgnored, new IdentityCounts(sightings, cameBack).IsIgnored);

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    public void A_sighting_counts_when_its_period_ended_a_day_ago(long milliseconds, int sightings)
    {
        _record.See(Start);
        Assert.Equal(sightings, _record.CountsAt(Start + Period + Day + milliseconds).Sightings);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    public void A_sighting_at_the_end_of_its_period_counts_when_it_is_a_day_old(long milliseconds, int sightings)
    {
        _record.See(Start + Period - 1);
        Assert.Equal(sightings, _record.CountsAt(Start + Period + Day + milliseconds).Sightings);
    }

    [Fact]
    public void Counting_more_sightings_changes_no_count_of_a_day_ago()
    {
        for (var hour = 0; hour < 100; hour++)
        {
            var now = Start + (hour * Hour);
            var before = _record.CountsAt(now);
            _record.See(now);
            Assert.Equal(before, _record.CountsAt(now));
            Assert.Equal(Math.Max(0, (hour - 24) / 6 * 6) % IdentityRecord.Most, before.Sightings);
            if (before.Sightings == 60)
                return;
        }

        Assert.Fail("The loop must reach sixty sightings.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(24 * 4)]
    public void A_mail_that_comes_back_counts_with_its_sighting(int hoursLater)
    {
        _record.See(Start);
        _record.See(Start + (hoursLater * Hour));
        _record.ComeBack(Start);

        Assert.Equal(new IdentityCounts(2, 1), _record.Total);
        Assert.Equal(1, _record.CountsAt(Start + Period + Day).CameBack);
    }

    [Fact]
    public void No_more_mail_comes_back_than_was_seen()
    {
        _record.See(Start);
        for (var i = 0; i < 3; i++)
            _record.ComeBack(Start);
        Assert.Equal(new IdentityCounts(1, 1), _record.Total);

        _record.See(Start + (10 * Day));
        _record.ComeBack(Start);
        Assert.Equal(new IdentityCounts(2, 1), _record.Total);
    }

    [Fact]
    public void A_wait_that_restarted_is_credited_to_the_older_sighting()
    {
        _record.See(Start);
        _record.See(Start + (3 * Day));
        _record.ComeBack(Start + (3 * Day));
        _record.ComeBack(Start + (3 * Day));
        Assert.Equal(new IdentityCounts(2, 2), _record.Total);
    }

    [Theory]
    [InlineData(63, 63, 21)]
    [InlineData(64, 32, 10)]
    [InlineData(65, 32, 10)]
    [InlineData(127, 63, 10)]
    [InlineData(128, 32, 5)]
    public void Old_counts_are_halved_when_they_are_many(int seen, int sightings, int cameBack)
    {
        for (var i = 0; i < seen; i++)
            _record.See(Start);
        for (var i = 0; i < 21; i++)
            _record.ComeBack(Start);
        Assert.Equal(new IdentityCounts(sightings, cameBack), _record.CountsAt(Start + (2 * Day)));
    }

    [Fact]
    public void The_judgement_changes_with_the_behaviour()
    {
        var now = Start;
        for (var i = 0; i < 10_000; i++)
            _record.See(now);
        now += 2 * Day;
        Assert.True(_record.CountsAt(now).IsIgnored);

        for (var i = 0; i < 100; i++, now += Day)
        {
            _record.See(now);
            _record.ComeBack(now);
        }

        Assert.False(_record.CountsAt(now).IsIgnored);
    }

    [Fact]
    public void A_clock_set_back_makes_no_sighting_count_at_once()
    {
        _record.See(Start + (2000 * Day));
        for (var i = 0; i < 30; i++)
            _record.See(Start);
        Assert.Equal(1, _record.CountsAt(Start).Sightings);
        Assert.Equal(1, _record.CountsAt(Start + Period + Day - 1).Sightings);
        Assert.Equal(31, _record.CountsAt(Start + Period + Day).Sightings);
    }

    [Theory]
    [InlineData(-4)]
    [InlineData(-5)]
    [InlineData(4)]
    [InlineData(5)]
    public void A_step_of_the_clock_loses_no_sighting(int periods)
    {
        for (var i = 0; i < 5; i++)
            _record.See(Start - (i * Period));
        _record.See(Start + (periods * Period));
        Assert.Equal(6, _record.Total.Sightings);
        Assert.Equal(6, _record.CountsAt(Start + (10 * Day)).Sightings);
    }

    [Fact]
    public void Times_before_1970_have_periods_too()
    {
        _record.See(-1);
        Assert.Equal(0, _record.CountsAt(Day - 1).Sightings);
        Assert.Equal(1, _record.CountsAt(Day).Sightings);
        _record.See(-Period - 1);
        Assert.Equal(2, _record.CountsAt(Day).Sightings);
    }

    [Fact]
    public void Only_a_recent_sighting_that_has_not_come_back_is_withdrawn()
    {
        _record.See(Start);
        _record.Withdraw(Start);
        Assert.Equal(default, _record.Total);

        _record.See(Start);
        _record.ComeBack(Start);
        _record.Withdraw(Start);
        Assert.Equal(new IdentityCounts(1, 1), _record.Total);

        _record.See(Start + (5 * Day));
        _record.Withdraw(Start);
        Assert.Equal(new IdentityCounts(2, 1), _record.Total);
    }

    [Fact]
    public void A_stored_record_is_equal_to_the_original()
    {
        for (var i = 0; i < 12; i++)
            _record.See(Start + (i * Period));
        _record.ComeBack(Start + (10 * Period));
        var recent = Enumerable.Range(0, IdentityRecord.Periods).Select(i => _record.In(_record.Newest - IdentityRecord.Periods + 1 + i)).ToArray();
        var restored = new IdentityRecord(_record.Newest, _record.Older, recent);

        for (var now = Start; now < Start + (5 * Day); now += Hour)
            Assert.Equal(_record.CountsAt(now), restored.CountsAt(now));
        Assert.Equal(_record.Total, restored.Total);
    }
}
