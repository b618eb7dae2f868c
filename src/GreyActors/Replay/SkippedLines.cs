using System.Collections.Immutable;
using GreyActors.Core.Smtp;

namespace GreyActors.Replay;

/// <summary>Counts the lines that could not be read, by reason, and keeps the first ones of each reason.</summary>
internal sealed class SkippedLines
{
    // The number of lines shown for each reason; the others are only counted.
    private const int Shown = 3;
    private const int LongestShown = 160;

    private readonly SortedDictionary<string, (long Count, List<string> First)> _reasons = new(StringComparer.Ordinal);

    /// <summary>The number of lines.</summary>
    public long Count { get; private set; }

    /// <summary>The reasons.</summary>
    public ImmutableArray<SkippedReason> Reasons => [.. _reasons.Select(reason => new SkippedReason(reason.Key, reason.Value.Count, [.. reason.Value.First]))];

    /// <summary>Counts a line.</summary>
    /// <param name="why">The reason, as a clause.</param>
    /// <param name="where">File and line.</param>
    /// <param name="text">The line.</param>
    public void Add(string why, string where, string text)
    {
        Count++;
        var (count, first) = _reasons.GetValueOrDefault(why, (0, []));
        if (first.Count < Shown)
            first.Add($"{where}: {LogText.ForLine(text.Length <= LongestShown ? text : $"{text[..LongestShown]}...")}");
        _reasons[why] = (count + 1, first);
    }
}

/// <summary>A reason why lines were skipped.</summary>
/// <param name="Why">The reason, as a clause.</param>
/// <param name="Count">The number of lines.</param>
/// <param name="Examples">The first of them, with file and line.</param>
internal sealed record SkippedReason(string Why, long Count, ImmutableArray<string> Examples);
