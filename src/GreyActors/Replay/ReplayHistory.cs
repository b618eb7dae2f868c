using System.Collections.Immutable;

namespace GreyActors.Replay;

/// <summary>The mail of the past, ready for a replay.</summary>
/// <param name="Messages">In the order of their first tries.</param>
/// <param name="Begin">The time of the beginning, in Unix milliseconds: the time 0 of a trace, the first line of a log.</param>
/// <param name="Basis">How the history knows which mail is wanted.</param>
/// <param name="Sites">The domains that get the mail, as far as traces name them.</param>
/// <param name="Skipped">The lines that could not be read.</param>
/// <param name="Lines">The number of lines.</param>
internal sealed record ReplayHistory(
    ImmutableArray<ReplayMessage> Messages, long Begin, HistoryBasis Basis, ImmutableArray<string> Sites, ImmutableArray<SkippedReason> Skipped, long Lines)
{
    /// <summary>The number of unreadable lines.</summary>
    public long Unreadable => Skipped.Sum(reason => reason.Count);

    /// <summary>The messages that begin in a period.</summary>
    /// <param name="from">Unix milliseconds.</param>
    /// <param name="until">The first time after the period.</param>
    public ImmutableArray<ReplayMessage> Between(long from, long until) =>
        [.. Messages.Where(message => message.TimeOf(0) >= from && message.TimeOf(0) < until)];
}

/// <summary>How a history knows which mail is wanted.</summary>
internal enum HistoryBasis
{
    /// <summary>It does not know it: the figures are about all mail.</summary>
    AllMail,

    /// <summary>The trace has labels.</summary>
    Labels,

    /// <summary>The log says what was delivered.</summary>
    Delivered,
}
