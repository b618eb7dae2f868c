using System.Collections.Immutable;

namespace GreyActors.Replay;

/// <summary>The figures of a replay, as <c>--json</c> prints them; docs/replay.md describes the fields. Shares are percentages, times are seconds.</summary>
/// <param name="First">The first contacts of correspondents.</param>
/// <param name="Later">All other wanted mail.</param>
/// <param name="Spam">Unwanted mail; null if the history does not say which mail is unwanted.</param>
/// <param name="Days">The decisions of each day.</param>
internal sealed record ReplayFigures(
    TrafficFigures Traffic,
    ContactFigures First,
    ContactFigures Later,
    DeferralFigures Deferrals,
    LossFigures Lost,
    RetryFigures Retries,
    SpamFigures? Spam,
    StoreFigures Store,
    ImmutableArray<RuleFigure> Rules,
    ImmutableArray<DayFigures> Days);

/// <summary>All mail.</summary>
/// <param name="Recipients">Recipients of messages: the unit of all other figures.</param>
/// <param name="Attempts">Decisions: one for each recipient of each try.</param>
/// <param name="Stopped">Attempts that were deferred or refused.</param>
/// <param name="RefusedRecipients">Recipients that were refused permanently.</param>
/// <param name="OmittedTries">Tries of the history that would not have happened.</param>
/// <param name="AssumedRecipients">Recipients whose outcome rests on a retry that the history does not contain.</param>
internal sealed record TrafficFigures(
    long Messages, long Recipients, long Attempts, long Stopped, double StoppedShare, long RefusedRecipients, long OmittedTries, long AssumedRecipients);

/// <summary>The delays of some mail.</summary>
/// <param name="Recipients">The number of recipients.</param>
/// <param name="Delayed">Recipients that were not accepted at the first try.</param>
/// <param name="Median">Of the delay of all recipients; null if the recipient there is lost.</param>
/// <param name="P95">The delay that 95 % do not exceed.</param>
/// <param name="P99">The delay that 99 % do not exceed.</param>
/// <param name="Worst">The longest delay; null if a recipient is lost.</param>
/// <param name="WorstAccepted">The longest delay of an accepted recipient.</param>
/// <param name="MedianWait">The median of the recipients that were delayed at all.</param>
/// <param name="Distribution">The number of recipients for each range of delays.</param>
internal sealed record ContactFigures(
    int Recipients,
    int Delayed,
    double DelayedShare,
    double? Median,
    double? P95,
    double? P99,
    double? Worst,
    double? WorstAccepted,
    double? MedianWait,
    ImmutableArray<DelayRange> Distribution);

/// <summary>A range of delays.</summary>
/// <param name="Upto">The longest delay of the range; null for lost recipients.</param>
internal readonly record struct DelayRange(double? Upto, int Recipients);

/// <summary>How often wanted mail was deferred.</summary>
/// <param name="MoreThanTwice">Recipients that were deferred more than once at retries that came four minutes or more after the first try.</param>
/// <param name="Most">The most deferrals of a recipient.</param>
/// <param name="Distribution">The number of recipients with 0, 1, 2 … deferrals; the last range has no end.</param>
internal sealed record DeferralFigures(int MoreThanTwice, double MoreThanTwiceShare, int Most, ImmutableArray<DeferralRange> Distribution);

/// <summary>A range of numbers of deferrals.</summary>
/// <param name="To">The last number of the range; null if it has no end.</param>
internal readonly record struct DeferralRange(int From, int? To, int Recipients);

/// <summary>Wanted mail that was never accepted.</summary>
/// <param name="Retried">Of these, recipients whose sender retried four minutes or more after the first try.</param>
/// <param name="Senders">The number of different senders.</param>
/// <param name="SendersThatRetried">The number of different senders that retried.</param>
/// <param name="Examples">Some of the senders, those that retried first.</param>
internal sealed record LossFigures(int Recipients, double Share, int Retried, int Senders, int SendersThatRetried, ImmutableArray<LostSender> Examples);

/// <summary>A sender whose mail was lost.</summary>
/// <param name="From">The folded reverse-path.</param>
/// <param name="Client">The client of the last try.</param>
/// <param name="Recipients">The number of lost recipients.</param>
/// <param name="Deferrals">The most deferrals of one of them.</param>
internal sealed record LostSender(string From, string Client, bool HasRetried, int Recipients, int Deferrals);

/// <summary>Senders that greylisting hits hardest; shares are null if the history does not name them.</summary>
/// <param name="Pools">Delayed recipients of senders with several networks.</param>
/// <param name="PoolsPassed">The share of these that passed at the first retry that came four minutes or more after the first try.</param>
/// <param name="Codes">Recipients of verification codes.</param>
/// <param name="CodesLate">The share of these with a delay of more than ten minutes.</param>
internal sealed record RetryFigures(int Pools, double? PoolsPassed, int Codes, double? CodesLate);

/// <summary>Unwanted mail to existing mailboxes.</summary>
/// <param name="Stopped">The share that was never accepted.</param>
/// <param name="AtOnce">The share that was accepted at its first try.</param>
/// <param name="NeverRetrying">Recipients of spam whose sender sends each message once.</param>
/// <param name="NeverRetryingStopped">The share of these that was never accepted.</param>
internal sealed record SpamFigures(int Recipients, double Stopped, double AtOnce, int NeverRetrying, double? NeverRetryingStopped);

/// <summary>The size of the store.</summary>
/// <param name="Peak">The largest sum of triplets and known entries.</param>
/// <param name="Samples">The size over time, at most four times a day.</param>
internal sealed record StoreFigures(int Peak, int Triplets, int KnownEntries, int IgnoredIdentities, ImmutableArray<StoreFigure> Samples);

/// <summary>The size of the store at a time.</summary>
internal readonly record struct StoreFigure(DateTimeOffset At, int Triplets, int KnownEntries);

/// <summary>The number of recipients that a rule accepted or refused, or left deferred at the end.</summary>
internal readonly record struct RuleFigure(string Rule, long Recipients);

/// <summary>The decisions of a day.</summary>
internal sealed record DayFigures(DateOnly Day, int AtOnce, int Later, int Deferred, int Refused);
