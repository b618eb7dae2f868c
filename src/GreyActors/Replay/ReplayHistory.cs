using System.Collections.Immutable;

namespace GreyActors.Replay;

/// <summary>The mail of the past, ready for a replay.</summary>
/// <param name="Messages">In the order of their first tries.</param>
/// <param name="Begin">The time of the beginning, in Unix milliseconds: the time 0 of a trace, the first line of a log.</param>
/// <param name="Basis">How the history knows which mail is wanted.</param>
/// <param name="Sites">The domains that get the mail, as far as traces name them.</param>
/// <param name="Unreadable">The lines that could not be read.</param>
/// <param name="Unused">The mails of logs that could not be used.</param>
/// <param name="Lines">The number of lines.</param>
internal sealed record ReplayHistory(
    ImmutableArray<ReplayMessage> Messages,
    long Begin,
    HistoryBasis Basis,
    ImmutableArray<string> Sites,
    ImmutableArray<SkippedLines> Unreadable,
    ImmutableArray<UnusedMails> Unused,
    long Lines)
{
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

/// <summary>Lines that could not be read.</summary>
/// <param name="Why">The reason, as a clause.</param>
/// <param name="Count">The number of lines.</param>
/// <param name="Examples">The first of them, with file and line.</param>
internal sealed record SkippedLines(string Why, long Count, ImmutableArray<string> Examples);

/// <summary>Mails of a log that could not be used.</summary>
/// <param name="Why">The reason.</param>
/// <param name="Count">The number of mails.</param>
internal sealed record UnusedMails(string Why, long Count);
