namespace GreyActors.Demo;

/// <summary>One attempt of a performer.</summary>
/// <param name="At">Since the beginning, in the demo's time.</param>
/// <param name="Attempt">Which of his attempts it was, from 1.</param>
/// <param name="Ending">What came of it.</param>
/// <param name="Reply">The reply that decided.</param>
/// <param name="Waited">Since his first attempt.</param>
public sealed record StoryLine(TimeSpan At, Performer Performer, int Attempt, Ending Ending, string Reply, TimeSpan Waited)
{
    /// <summary>What happened, in words.</summary>
    public string InWords => Attempt == 1 && Performer.Expected == Ending.Delivered ? $"{What} ({Performer.Reason})" : What;

    /// <summary>A span as a clock shows it, minutes and seconds.</summary>
    public static string Span(TimeSpan span) => $"{(int)span.TotalMinutes}:{span.Seconds:00}";

    private string What => Ending switch
    {
        Ending.Delivered when Attempt == 1 => "delivered at once",
        Ending.Delivered => $"delivered, {Span(Waited)} after the first try",
        Ending.Deferred => Attempt == 1 ? $"deferred: {Reply}" : $"deferred once more: {Reply}",
        Ending.Refused => $"refused: {Reply}",
        _ => $"cut off: {Reply}",
    };
}
