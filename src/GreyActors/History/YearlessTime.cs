using System.Globalization;

namespace GreyActors.History;

/// <summary>A time of the classic syslog format, which has no year: <c>Mar  1 12:30:05</c>.</summary>
/// <param name="Month">1 to 12.</param>
/// <param name="Day">1 to 31; it may not exist in some years.</param>
/// <param name="OfDay">The time of the day.</param>
internal readonly record struct YearlessTime(int Month, int Day, TimeSpan OfDay)
{
    /// <summary>The time in a year; null if the day does not exist in it.</summary>
    public DateTimeOffset? In(int year, TimeZoneInfo zone) => year is < 1 or > 9998 || Day > CultureInfo.InvariantCulture.Calendar.GetDaysInMonth(year, Month)
        ? null
        : LogTimestamp.Local(new DateTime(year, Month, Day).Add(OfDay), zone);
}
