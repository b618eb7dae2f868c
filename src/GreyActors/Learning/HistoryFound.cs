using GreyActors.History;

namespace GreyActors.Learning;

/// <summary>The contents of logs.</summary>
/// <param name="Lines">The number of lines.</param>
/// <param name="Used">The number of recipients of delivered mail that taught something.</param>
/// <param name="Unused">The numbers of mails that did not, by reason.</param>
/// <param name="Unreadable">The lines that could not be read, by reason.</param>
/// <param name="Unanswered">The number of look-ups without an answer.</param>
/// <param name="DnsFailed">Whether the DNS was not asked any more because it did not answer.</param>
public sealed record HistoryFound(
    long Lines, long Used, IReadOnlyDictionary<string, long> Unused, IReadOnlyDictionary<string, UnreadableLines> Unreadable, int Unanswered, bool DnsFailed);
