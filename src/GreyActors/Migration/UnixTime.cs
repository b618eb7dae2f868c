using System.Globalization;

namespace GreyActors.Migration;

/// <summary>Parses times of other greylists: seconds since 1970, some with a fraction.</summary>
internal static class UnixTime
{
    // The end of the year 9999, the last that DateTimeOffset can represent.
    private const double Latest = 253_402_300_799;

    /// <summary>The time in milliseconds; null for invalid text.</summary>
    public static long? Seconds(string text) =>
        double.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= Latest
            ? (long)(seconds * 1000)
            : null;
}
