using System.Collections.Immutable;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;

namespace GreyActors.Core.Outcome;

/// <summary>The outcome of greylisting for people; docs/introspection.md describes the fields.</summary>
/// <param name="At">The time of the report.</param>
/// <param name="Since">The beginning of the period: the first day, or the first decision that was counted; null if none was.</param>
/// <param name="IsHypothetical">Whether mail passed in observe mode that would have been deferred: such mail counts as delayed by the initial delay, the least.</param>
/// <param name="First">Mails of conversations of which no mail had passed before.</param>
/// <param name="Later">Mails of known conversations.</param>
/// <param name="Reasons">Why mail passed, the most frequent first.</param>
/// <param name="Longest">The longest waits, the longest first.</param>
/// <param name="Stuck">Mails that are retried and do not pass, those with most attempts first.</param>
/// <param name="GaveUp">Senders that gave up, those that did it last first.</param>
/// <param name="Unretried">Senders with a name or an SPF record whose mail was not retried, those with most mails first.</param>
/// <param name="Trend">One entry for each day, the oldest first.</param>
/// <param name="Lost">What is missing in the figures.</param>
public sealed record OutcomeReport(
    DateTimeOffset At,
    DateTimeOffset? Since,
    bool IsHypothetical,
    MailFigures First,
    MailFigures Later,
    OutcomeAttempts Attempts,
    ImmutableArray<ReasonFigures> Reasons,
    ImmutableArray<WaitFigures> Longest,
    ImmutableArray<StuckMail> Stuck,
    ImmutableArray<GoneSender> GaveUp,
    ImmutableArray<GoneSender> Unretried,
    ImmutableArray<TrendDay> Trend,
    OutcomeLosses Lost)
{
    /// <summary>In a cluster: the machines whose figures are missing, because they did not answer.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];
}

/// <summary>Attempts that were deferred, and deferred mails.</summary>
/// <param name="Deferred">The attempts that were deferred.</param>
/// <param name="WouldDefer">The attempts that would have been deferred, in observe mode.</param>
/// <param name="Waiting">The deferred mails that may still pass.</param>
/// <param name="Stuck">The number of these that are retried and do not pass.</param>
/// <param name="GaveUp">The mails that were retried, did not pass, and are over.</param>
/// <param name="NeverRetried">The mails that were not retried, and are over.</param>
public sealed record OutcomeAttempts(long Deferred, long WouldDefer, int Waiting, int Stuck, long GaveUp, long NeverRetried);

/// <summary>The number of mails that passed for one reason.</summary>
/// <param name="By">The kind of the identity that had waited: network, host or spf; null if the rule needs none.</param>
public sealed record ReasonFigures(RecipientRule Rule, IdentityKind? By, long Mails);

/// <summary>A mail that passed after a long wait.</summary>
/// <param name="Attempts">The number of attempts with the one that passed; null if the first ones were not followed.</param>
public sealed record WaitFigures(
    DateTimeOffset At, double DelaySeconds, int? Attempts, RecipientRule Rule, string Client, string Identity, string From, string To);

/// <summary>A mail that is retried and does not pass.</summary>
/// <param name="Networks">The least number of networks that tried.</param>
/// <param name="Rule">The rule of the last deferral.</param>
public sealed record StuckMail(
    string Client, string Identity, string From, string To, int Attempts, int Networks, DateTimeOffset First, DateTimeOffset Last, RecipientRule Rule, Advice Advice);

/// <summary>The mails of one sender's organisation from one client that never passed.</summary>
/// <param name="Mails">The number of these among those that are kept.</param>
/// <param name="Attempts">The number of attempts of the last mail.</param>
/// <param name="From">The reverse-path of the last mail; <paramref name="To"/> is its forward-path.</param>
public sealed record GoneSender(
    string Client, string Identity, string From, string To, int Mails, int Attempts, DateTimeOffset First, DateTimeOffset Last, RecipientRule Rule, Advice Advice);

/// <summary>What is missing in the figures because a bound was reached.</summary>
/// <param name="Conversations">Conversations that were forgotten: their next mail counts as a first contact.</param>
/// <param name="Waiting">Deferred mails that were not followed further.</param>
/// <param name="Decisions">Decisions since the start that came too fast to be counted.</param>
public sealed record OutcomeLosses(long Conversations, long Waiting, long Decisions);

/// <summary>One day of the trend. Its figures are those of <see cref="OutcomeReport"/>.</summary>
public sealed record TrendDay(DateOnly Date, MailFigures First, MailFigures Later, long Deferred, long WouldDefer, long GaveUp, long NeverRetried);
