using System.Globalization;
using System.Text.RegularExpressions;

namespace GreyActors.Configuration.Values;

/// <summary>Parses HOCON durations with a mandatory unit: Akka's parser reads 300 as 300 milliseconds.</summary>
internal static partial class DurationText
{
    private const string Expected = "expected a number and a unit (ns us ms s m h d w), for example 30s or 5m";

    // Ten years. Longer durations are slips, and all shorter ones can be added to a date.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    public static Checked<TimeSpan> Read(string text)
    {
        var match = Form().Match(text);
        if (!match.Success)
        {
            return new Wrong($"is not a duration: {Expected}");
        }

        var unit = match.Groups["unit"].Value;
        if (unit.Length == 0)
        {
            return new Wrong($"has no unit: {Expected}");
        }

        if (TicksOf(unit) is not { } ticks)
        {
            return new Wrong($"has the unknown unit `{unit}`: {Expected}");
        }

        if (text[0] == '-')
        {
            return new Wrong("is negative: expected a duration of 0s or more");
        }

        var number = double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);
        return number * ticks <= Longest.Ticks
            ? Checked<TimeSpan>.Of(TimeSpan.FromTicks((long)Math.Round(number * ticks)))
            : new Wrong("is longer than ten years (3650d)");
    }

    private static double? TicksOf(string unit) => unit switch
    {
        "ns" or "nano" or "nanos" or "nanosecond" or "nanoseconds" => 0.01,
        "us" or "micro" or "micros" or "microsecond" or "microseconds" => TimeSpan.TicksPerMicrosecond,
        "ms" or "milli" or "millis" or "millisecond" or "milliseconds" => TimeSpan.TicksPerMillisecond,
        "s" or "sec" or "second" or "seconds" => TimeSpan.TicksPerSecond,
        "m" or "min" or "minute" or "minutes" => TimeSpan.TicksPerMinute,
        "h" or "hour" or "hours" => TimeSpan.TicksPerHour,
        "d" or "day" or "days" => TimeSpan.TicksPerDay,
        "w" or "week" or "weeks" => 7 * TimeSpan.TicksPerDay,
        _ => null,
    };

    [GeneratedRegex(@"\A[+-]?(?<number>[0-9]+(\.[0-9]+)?)[ \t]*(?<unit>\p{L}*)\z")]
    private static partial Regex Form();
}
