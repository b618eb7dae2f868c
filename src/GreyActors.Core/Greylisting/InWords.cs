using System.Globalization;

namespace GreyActors.Core.Greylisting;

/// <summary>The greylist's reasons and time spans in words, for the logs, the decisions and the explanations.</summary>
public static class InWords
{
    /// <summary>Why the greylist decided so.</summary>
    public static string Of(Verdict verdict) => verdict.Reason switch
    {
        VerdictReason.NeverSeen => "never seen before",
        VerdictReason.TooSoon => $"came back too soon, after {Span(verdict.Waited)}",
        VerdictReason.StillWaiting => $"has waited {Span(verdict.Waited)} of the initial delay",
        VerdictReason.TooLate => $"came back too late, after {Span(verdict.Waited)}",
        VerdictReason.KnownTriplet => "known triplet",
        VerdictReason.WaitedLongEnough => $"waited {Span(verdict.Waited)}",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict.Reason, "not a reason"),
    };

    /// <summary>A span to the second, as the configuration writes durations: <c>5m 1s</c>, <c>2d</c>; <c>0s</c> when it is shorter than one.</summary>
    public static string Span(TimeSpan span)
    {
        (int Count, char Unit)[] parts = [(span.Days, 'd'), (span.Hours, 'h'), (span.Minutes, 'm'), (span.Seconds, 's')];
        var told = string.Join(' ', parts.Where(part => part.Count != 0).Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Count}{part.Unit}")));
        return told.Length == 0 ? "0s" : told;
    }
}
