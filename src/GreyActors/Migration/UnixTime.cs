using System.Globalization;

namespace GreyActors.Migration;

/// <summary>Times as other greylists wrote them: seconds since 1970, some with a fraction.</summary>
internal static class UnixTime
{
    // The year 9999: beyond it nothing can be computed with.
    private const double Latest = 253_402_300_799;

    /// <summary>In milliseconds; null when it is no such time.</summary>
    public static long? Seconds(string text) =>
        double.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= Latest
            ? (long)(seconds * 1000)
            : null;
}
