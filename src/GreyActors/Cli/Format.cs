using System.Globalization;
using System.Text.Json;

namespace GreyActors.Cli;

/// <summary>Formats times, numbers and enum values for tables.</summary>
internal static class Format
{
    /// <summary>A time span in its two largest units: <c>3m 20s</c>.</summary>
    public static string Span(double seconds) => Span(TimeSpan.FromSeconds(Math.Max(0, seconds)));

    /// <inheritdoc cref="Span(double)"/>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0}s"),
        { TotalMinutes: < 1 } => $"{span.Seconds}s",
        { TotalHours: < 1 } => $"{span.Minutes}m {span.Seconds}s",
        { TotalDays: < 1 } => $"{span.Hours}h {span.Minutes}m",
        _ => $"{span.Days}d {span.Hours}h",
    };

    /// <summary>UTC to the second; empty for null.</summary>
    public static string Time(DateTimeOffset? at) => at?.ToString("u", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A count.</summary>
    public static string Count(long count) => count.ToString(CultureInfo.InvariantCulture);

    /// <summary>An enum value as the endpoint writes it: <c>never-seen</c>.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>The Public Suffix List, with its date.</summary>
    public static string Suffixes(DateOnly? date, int rules) =>
        $"Public Suffix List: {date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "without a date"}, {Count(rules)} rules";

    /// <summary>A path in angle brackets.</summary>
    public static string Path(string path) => $"<{path}>";
}
