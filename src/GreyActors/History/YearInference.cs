namespace GreyActors.History;

/// <summary>Finds the years of times that have none, from the time when the file was written last, and from the order of its lines.</summary>
/// <remarks>
/// The last line is at most as old as the file, so its year is the latest in which it is not after that time. Before it, a line with an earlier date than
/// its predecessor begins a new year. Lines may be out of order by a week.
/// </remarks>
/// <param name="written">When the file was written last.</param>
/// <param name="zone">The time zone of the lines.</param>
internal sealed class YearInference(DateTimeOffset written, TimeZoneInfo zone)
{
    private static readonly TimeSpan OutOfOrder = TimeSpan.FromDays(7);

    // The clocks of the machine that logs and of the one that keeps the file may differ.
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    private const int DaysOfYear = 12 * 31;

    private DateTimeOffset? _previous;
    private int _turns;
    private YearlessTime? _last;

    /// <summary>Gets the lines in their order, before the same lines are read: only then the year of the first line is known if the file is longer than a year.</summary>
    public void Survey(YearlessTime time)
    {
        if (_last is { } last)
            _turns += TurnsBetween(DayOf(last) - OutOfOrder.Days, DayOf(time));
        _last = time;
    }

    /// <summary>The time with its year; null if the day does not exist.</summary>
    public DateTimeOffset? At(YearlessTime time)
    {
        var at = _previous is { } previous ? Next(time, previous) : First(time);
        if (at is not null)
            _previous = at;
        return at;
    }

    private DateTimeOffset? First(YearlessTime time) => _last is { } last && Latest(last) is { } end
        ? time.In(TimeZoneInfo.ConvertTime(end, zone).Year - _turns, zone)
        : Latest(time);

    // 29 February exists at least once in eight years.
    private DateTimeOffset? Latest(YearlessTime time)
    {
        for (var year = written.Year + 1; year > written.Year - 9; year--)
        {
            if (time.In(year, zone) is { } at && at <= written + Ahead)
                return at;
        }

        return null;
    }

    private DateTimeOffset? Next(YearlessTime time, DateTimeOffset previous)
    {
        for (var year = previous.Year - 1; year <= previous.Year + 8; year++)
        {
            if (time.In(year, zone) is { } at && at >= previous - OutOfOrder)
                return at <= written + Ahead ? at : Latest(time);
        }

        return null;
    }

    // The years between two days of which the second is not earlier.
    private static int TurnsBetween(int earliest, int day) => day < earliest ? 1 : day - DaysOfYear >= earliest ? -1 : 0;

    // All months are equally long, which is exact enough.
    private static int DayOf(YearlessTime time) => (time.Month * 31) + time.Day;
}
