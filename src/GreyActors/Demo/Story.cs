using System.Collections.Immutable;

namespace GreyActors.Demo;

/// <summary>The attempts so far. Senders add to it from any thread.</summary>
internal sealed class Story
{
    private ImmutableArray<StoryLine> _lines = [];

    /// <summary>All attempts, in the order in which they ended.</summary>
    public ImmutableArray<StoryLine> Lines => _lines;

    /// <summary>Adds an attempt.</summary>
    public void Add(StoryLine line) => ImmutableInterlocked.Update(ref _lines, (lines, added) => lines.Add(added), line);

    /// <summary>The senders whose mail had another outcome than expected.</summary>
    public static ImmutableArray<DemoSender> Surprises(ImmutableArray<StoryLine> lines, ImmutableArray<DemoSender> cast)
    {
        var ends = lines.GroupBy(line => line.Sender).ToDictionary(group => group.Key, group => group.Last().Ending);
        return [.. cast.Where(sender => !ends.TryGetValue(sender, out var end) || end != sender.Expected)];
    }

    /// <summary>The outcome of the demo, in a few lines.</summary>
    /// <param name="lines">All attempts.</param>
    /// <param name="accepted">The number of mails that the backend accepted.</param>
    public static ImmutableArray<string> Summary(ImmutableArray<StoryLine> lines, int accepted)
    {
        var mails = lines.GroupBy(line => line.Sender).Select(group => group.Last()).ToImmutableArray();
        var legitimate = mails.Where(mail => mail.Sender.Expected == Ending.Delivered).ToImmutableArray();
        var spam = mails.Where(mail => mail.Sender.Expected != Ending.Delivered).ToImmutableArray();
        var waited = legitimate.Where(mail => mail is { Ending: Ending.Delivered, Attempt: > 1 }).Select(mail => mail.Waited).Order().ToImmutableArray();
        return
        [
            $"{legitimate.Count(mail => mail.Ending == Ending.Delivered)} of {legitimate.Length} legitimate mails were delivered, {legitimate.Count(mail => mail is { Ending: Ending.Delivered, Attempt: 1 })} of them at once;",
            waited.IsEmpty ? "no mail had to wait." : $"the others waited {StoryLine.Span(waited[0])} to {StoryLine.Span(waited[^1])} minutes, the retry times of their own mail servers.",
            $"{spam.Count(mail => mail.Ending == Ending.Delivered)} of {spam.Length} spam mails were delivered: {spam.Count(mail => mail.Ending == Ending.Deferred)} were deferred and did not retry in time, {spam.Count(mail => mail.Ending == Ending.Refused)} were for a domain that is not served.",
            $"The backend accepted {accepted} mails; each 250 came from the backend.",
        ];
    }
}
