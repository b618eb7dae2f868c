using System.Globalization;

namespace GreyActors.Core.Greylisting;

/// <summary>Durations as text, for the logs, the decisions and the explanations.</summary>
public static class InWords
{
    /// <summary>A duration to the second, as in the configuration: <c>5m 1s</c>, <c>2d</c>; <c>0s</c> if it is shorter than a second.</summary>
    public static string Span(TimeSpan span)
    {
        (int Count, char Unit)[] parts = [(span.Days, 'd'), (span.Hours, 'h'), (span.Minutes, 'm'), (span.Seconds, 's')];
        var told = string.Join(' ', parts.Where(part => part.Count != 0).Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Count}{part.Unit}")));
        return told.Length == 0 ? "0s" : told;
    }
}
