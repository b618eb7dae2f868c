using System.Collections.Immutable;

namespace GreyActors.Replay;

/// <summary>The outcomes of all recipients, in one array: there may be millions.</summary>
internal sealed class ReplayOutcomes
{
    private readonly int[] _ends;
    private readonly RecipientOutcome[] _outcomes;

    public ReplayOutcomes(ImmutableArray<ReplayMessage> messages)
    {
        var end = 0;
        _ends = [.. messages.Select(message => end += message.ForwardPaths.Length)];
        _outcomes = new RecipientOutcome[end];
    }

    /// <summary>The outcomes of the recipients of a message.</summary>
    public Span<RecipientOutcome> this[int message] => _outcomes.AsSpan((message == 0 ? 0 : _ends[message - 1]).._ends[message]);
}
