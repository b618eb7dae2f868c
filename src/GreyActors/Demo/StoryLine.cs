namespace GreyActors.Demo;

/// <summary>One attempt of a sender.</summary>
/// <param name="At">The time since the start, on the demo's clock.</param>
/// <param name="Attempt">The number of the attempt, from 1.</param>
/// <param name="Ending">The outcome.</param>
/// <param name="Reply">The last reply.</param>
/// <param name="Waited">The time since the first attempt.</param>
public sealed record StoryLine(TimeSpan At, DemoSender Sender, int Attempt, Ending Ending, string Reply, TimeSpan Waited)
{
    /// <summary>The outcome in words.</summary>
    public string InWords => Attempt == 1 && Sender.Expected == Ending.Delivered ? $"{What} ({Sender.Reason})" : What;

    /// <summary>A time span in minutes and seconds.</summary>
    public static string Span(TimeSpan span) => $"{(int)span.TotalMinutes}:{span.Seconds:00}";

    private string What => Ending switch
    {
        Ending.Delivered when Attempt == 1 => "delivered at once",
        Ending.Delivered => $"delivered, {Span(Waited)} after the first try",
        Ending.Deferred => Attempt == 1 ? $"deferred: {Reply}" : $"deferred again: {Reply}",
        Ending.Refused => $"refused: {Reply}",
        _ => $"connection lost: {Reply}",
    };
}
