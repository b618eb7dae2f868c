using System.Globalization;
using System.Text.Json;

namespace GreyActors.Cli;

/// <summary>Times, numbers and words of choice as people read them in a table.</summary>
internal static class InShort
{
    /// <summary>A span in its two largest units: <c>3m 20s</c>.</summary>
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

    /// <summary>UTC to the second; empty when there is none.</summary>
    public static string Time(DateTimeOffset? at) => at?.ToString("u", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A count.</summary>
    public static string Count(long count) => count.ToString(CultureInfo.InvariantCulture);

    /// <summary>A word of choice as the endpoint writes it: <c>never-seen</c>.</summary>
    public static string Word<T>(T choice)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(choice.ToString());

    /// <summary>A path with its angle brackets.</summary>
    public static string Path(string path) => $"<{path}>";
}
