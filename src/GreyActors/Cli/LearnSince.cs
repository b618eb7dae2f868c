using System.Globalization;
using GreyActors.Components;
using GreyActors.Configuration.Values;

namespace GreyActors.Cli;

/// <summary>Parses <c>--since</c>.</summary>
internal static class LearnSince
{
    /// <summary>The time; the earliest possible one for null.</summary>
    /// <param name="text">A day or a time (local, unless it has an offset), or a duration before now.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="CommandRefusedException">The text is none of these.</exception>
    public static DateTimeOffset Parse(string? text, DateTimeOffset now)
    {
        if (text is null)
            return DateTimeOffset.MinValue;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var at))
            return at;
        return DurationText.Read(text) is { Problem: null, Value: var duration }
            ? now - duration
            : throw new CommandRefusedException(ExitCode.Usage, $"--since: '{text}' is neither a date such as 2026-03-01 nor a duration such as 14d");
    }
}
