using System.Collections.Immutable;

namespace GreyActors.Demo;

/// <summary>What has happened so far. Performers add to it from any thread.</summary>
internal sealed class Story
{
    private ImmutableArray<StoryLine> _lines = [];

    /// <summary>Everything, in the order in which it happened.</summary>
    public ImmutableArray<StoryLine> Lines => _lines;

    /// <summary>Something happened.</summary>
    public void Add(StoryLine line) => ImmutableInterlocked.Update(ref _lines, (lines, added) => lines.Add(added), line);

    /// <summary>Whose mail had another end than the plot has for it.</summary>
    public static ImmutableArray<Performer> Surprises(ImmutableArray<StoryLine> lines, ImmutableArray<Performer> cast)
    {
        var ends = lines.GroupBy(line => line.Performer).ToDictionary(group => group.Key, group => group.Last().Ending);
        return [.. cast.Where(performer => !ends.TryGetValue(performer, out var end) || end != performer.Expected)];
    }

    /// <summary>What came of it all, in a few lines.</summary>
    /// <param name="lines">Everything that happened.</param>
    /// <param name="taken">How many mails the backend took.</param>
    public static ImmutableArray<string> Summary(ImmutableArray<StoryLine> lines, int taken)
    {
        var mails = lines.GroupBy(line => line.Performer).Select(group => group.Last()).ToImmutableArray();
        var honest = mails.Where(mail => mail.Performer.Expected == Ending.Delivered).ToImmutableArray();
        var spam = mails.Where(mail => mail.Performer.Expected != Ending.Delivered).ToImmutableArray();
        var waited = honest.Where(mail => mail is { Ending: Ending.Delivered, Attempt: > 1 }).Select(mail => mail.Waited).Order().ToImmutableArray();
        return
        [
            $"{honest.Count(mail => mail.Ending == Ending.Delivered)} of {honest.Length} honest mails were delivered, {honest.Count(mail => mail is { Ending: Ending.Delivered, Attempt: 1 })} of them at once;",
            waited.IsEmpty ? "nobody had to wait." : $"the others waited {StoryLine.Span(waited[0])} to {StoryLine.Span(waited[^1])} minutes: what their own mail servers take to come again.",
            $"{spam.Count(mail => mail.Ending == Ending.Delivered)} of {spam.Length} spam mails were delivered: {spam.Count(mail => mail.Ending == Ending.Deferred)} were deferred and did not come back in time, {spam.Count(mail => mail.Ending == Ending.Refused)} asked for a domain that is not served.",
            $"The backend took {taken} mails, and gave each of their 250 itself.",
        ];
    }
}
