using GreyActors.History;
using Xunit;

namespace GreyActors.Tests.History;

/// <summary>The years of classic syslog times follow from the time of the file and the order of its lines.</summary>
public sealed class YearInferenceTests
{
    [Fact]
    public void The_year_is_the_latest_that_is_not_after_the_file() => Assert.Equal([2026, 2026], Years("2026-03-02", "Feb 28", "Mar  2"));

    [Fact]
    public void A_file_that_was_written_after_the_turn_of_the_year_begins_in_the_old_one() => Assert.Equal([2025, 2025, 2026, 2026], Years("2026-01-05", "Dec 28", "Dec 31", "Jan  1", "Jan  5"));

    [Fact]
    public void A_file_whose_last_line_is_in_the_old_year_has_only_the_old_one() => Assert.Equal([2025, 2025], Years("2026-01-05", "Dec 28", "Dec 31"));

    [Fact]
    public void Lines_out_of_order_around_the_turn_of_the_year_keep_their_years() => Assert.Equal([2025, 2026, 2025, 2026], Years("2026-01-05", "Dec 31", "Jan  1", "Dec 31", "Jan  2"));

    [Fact]
    public void A_file_of_several_years_begins_early_enough_if_it_was_surveyed() => Assert.Equal([2024, 2024, 2025, 2025, 2026], Years("2026-03-02", "Mar  1", "Nov  1", "Feb  1", "Nov  1", "Mar  2"));

    [Fact]
    public void A_stream_is_read_without_a_survey()
    {
        var years = new YearInference(At("2026-01-05"), TimeZoneInfo.Utc);

        Assert.Equal((2025, 2026), (years.At(Time("Dec 28"))!.Value.Year, years.At(Time("Jan  1"))!.Value.Year));
    }

    [Fact]
    public void The_29th_of_February_is_in_a_leap_year() => Assert.Equal([2024], Years("2026-03-02", "Feb 29"));

    [Fact]
    public void A_time_slightly_after_the_file_is_not_a_year_old() => Assert.Equal([2026], Years("2026-03-01", "Mar  2"));

    private static int[] Years(string written, params string[] days)
    {
        var years = new YearInference(At(written), TimeZoneInfo.Utc);
        foreach (var day in days)
            years.Survey(Time(day));
        return [.. days.Select(day => years.At(Time(day))!.Value.Year)];
    }

    private static DateTimeOffset At(string day) => DateTimeOffset.Parse($"{day}T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture);

    private static YearlessTime Time(string day)
    {
        Assert.NotEqual(0, LogTimestamp.Classic($"{day} 12:00:00", out var at));
        return at;
    }
}
