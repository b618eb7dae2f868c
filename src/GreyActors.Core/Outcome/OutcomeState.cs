using System.Collections.Immutable;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;

namespace GreyActors.Core.Outcome;

/// <summary>The outcome of greylisting, counted from the decisions: which mail was delayed, for how long, why mail passed, and which mail never passed.</summary>
/// <remarks>
/// A mail is one recipient of one mail. Mails of one conversation (sender and recipient, folded as the greylist does) are not distinguished: all attempts
/// from the first deferral to the first pass are one mail. The state has an owner and is not thread-safe.
/// </remarks>
public sealed class OutcomeState(OutcomeLimits limits)
{
    private readonly SortedDictionary<DateOnly, OutcomeDay> _days = [];
    private readonly SeenConversations _seen = new(limits.Conversations);
    private readonly WaitingMails _waiting = new(limits.Waiting, limits.WaitingOctets);
    private readonly Queue<WaitingMail> _gaveUp = new();
    private readonly Queue<WaitingMail> _unretried = new();

    /// <summary>The time of the first decision that was counted; null if none was.</summary>
    public DateTimeOffset? Since { get; private set; }

    /// <summary>The days, the oldest first.</summary>
    public IEnumerable<OutcomeDay> Days => _days.Values;

    /// <summary>The deferred mails that have not passed.</summary>
    public WaitingMails Waiting => _waiting;

    /// <summary>The conversations of which a mail has passed.</summary>
    public SeenConversations Seen => _seen;

    /// <summary>The last mails whose senders gave up, the oldest first.</summary>
    public IReadOnlyCollection<WaitingMail> GaveUp => _gaveUp;

    /// <summary>The last mails of clients with a name or an SPF record that were not retried, the oldest first. Few spam bots have either.</summary>
    public IReadOnlyCollection<WaitingMail> Unretried => _unretried;

    /// <summary>Counts a decision.</summary>
    public void Note(in OutcomeDecision decision, OutcomeTiming timing)
    {
        Since = Since < decision.At ? Since : decision.At;
        switch (decision)
        {
            // Our own users' mail to other domains, and what is refused whether or not there is a greylist, is no mail that could wait.
            case { Rule: RecipientRule.AllowedClient } or { Judged: DecisionStatus.Refused or DecisionStatus.Failed }:
                break;

            // A retry does not end this wait, so the mail is none that waits.
            case { Judged: DecisionStatus.Deferred, Rule: RecipientRule.Trapped }:
                DayOf(decision.At).CountDeferrals(deferred: 1, wouldDefer: 0);
                break;

            case { Judged: DecisionStatus.Deferred }:
                Defer(decision);
                break;

            // The recipient does not exist.
            case { Final: DecisionStatus.Refused }:
                _waiting.Remove(decision.Conversation);
                break;

            case { Final: DecisionStatus.Accepted }:
                Pass(decision, timing);
                break;

            default:
                PassAndFail(decision, timing);
                break;
        }
    }

    /// <summary>In a cluster: the news about a retry of a mail that this machine does not follow, because its first attempt was at another one; null for other decisions.</summary>
    public MailElsewhere? NewsOf(in OutcomeDecision decision) => decision switch
    {
        { IsObserved: true } => null,
        { Judged: DecisionStatus.Deferred, Rule: RecipientRule.TooSoon or RecipientRule.StillWaiting } when _waiting.Find(decision.Conversation) is null =>
            new MailElsewhere(decision.Conversation, decision.At, HasPassed: false),
        { Judged: DecisionStatus.Accepted, Final: DecisionStatus.Accepted, Rule: RecipientRule.WaitedLongEnough } when _waiting.Find(decision.Conversation) is null =>
            new MailElsewhere(decision.Conversation, decision.At, HasPassed: true),
        _ => null,
    };

    /// <summary>Counts a deferral of a mail that another machine follows.</summary>
    public void NoteRetryElsewhere(in OutcomeDecision decision)
    {
        Since = Since < decision.At ? Since : decision.At;
        DayOf(decision.At).CountDeferrals(deferred: 1, wouldDefer: 0);
    }

    /// <summary>Takes the news of another machine about a mail that this machine follows.</summary>
    public void Note(MailElsewhere news)
    {
        if (_waiting.Find(news.Conversation) is not { } waiting)
            return;
        var at = news.At.ToUnixTimeMilliseconds();
        if (news.HasPassed)
            _waiting.Remove(news.Conversation);
        else
            _waiting.Keep(waiting with { Last = Math.Max(at, waiting.Last), Attempts = waiting.Attempts + 1, Interval = Math.Abs(at - waiting.Last), PassedAfter = WaitingMail.NotPassed });
    }

    /// <summary>Adds what another machine of the cluster has counted in the same time.</summary>
    public void Add(OutcomeSnapshot machine)
    {
        Since = Since is null || machine.Since < Since ? machine.Since : Since;
        foreach (var day in machine.Days)
            DayOf(day.Date).Add(day);
        _seen.Restore([], machine.SeenForgotten);
        _waiting.Add(machine.Waiting, machine.WaitingDropped);
        Restore(_gaveUp, machine.GaveUp);
        Restore(_unretried, machine.Unretried);
    }

    /// <summary>Counts the deferred mails that are over, and forgets old days.</summary>
    public void Expire(DateTimeOffset now, OutcomeTiming timing)
    {
        foreach (var over in _waiting.RemoveOlderThan((now - timing.RetryWindow).ToUnixTimeMilliseconds()))
        {
            // The greylist let it pass, so its end is not the greylist's doing.
            if (over.HasPassed)
                continue;
            var hasRetried = over.Attempts > 1;
            Find(DateTimeOffset.FromUnixTimeMilliseconds(over.Last))?.CountLost(hasRetried ? 1 : 0, hasRetried ? 0 : 1);
            if (hasRetried)
                Keep(_gaveUp, over);
            else if (new ClientIdentity(over.Mail.Identity).Kind != IdentityKind.Network)
                Keep(_unretried, over);
        }

        var first = DateOf(now).AddDays(1 - OutcomeLimits.Days);
        foreach (var old in _days.Keys.TakeWhile(date => date < first).ToArray())
            _days.Remove(old);
    }

    /// <summary>Everything that must survive a restart, as a copy.</summary>
    public OutcomeSnapshot TakeSnapshot() => new(
        Since, [.. _days.Values.Select(day => day.Copy())], _seen.Copy(), _seen.Forgotten, [.. _waiting.All], _waiting.Dropped, [.. _gaveUp], [.. _unretried]);

    /// <summary>Adds a snapshot of an earlier run to what was counted since the start.</summary>
    public void Restore(OutcomeSnapshot snapshot)
    {
        Since = snapshot.Since ?? Since;
        foreach (var day in snapshot.Days)
            DayOf(day.Date).Add(day);
        _seen.Restore(snapshot.Seen, snapshot.SeenForgotten);
        _waiting.Restore(snapshot.Waiting, snapshot.WaitingDropped);
        Restore(_gaveUp, snapshot.GaveUp);
        Restore(_unretried, snapshot.Unretried);
    }

    private void Defer(in OutcomeDecision decision)
    {
        DayOf(decision.At).CountDeferrals(deferred: 1, wouldDefer: 0);
        _waiting.Keep(_waiting.Find(decision.Conversation) is { } known ? known.Again(decision) : WaitingMail.Of(decision));
    }

    private void Pass(in OutcomeDecision decision, OutcomeTiming timing)
    {
        var waiting = _waiting.Find(decision.Conversation);
        _waiting.Remove(decision.Conversation);
        var delay = DelayOf(decision, waiting, timing);
        // The greylist remembers some conversations for longer than this state does.
        var isFirst = _seen.Add(decision.Conversation) && decision.Rule != RecipientRule.KnownTriplet;
        var day = DayOf(decision.At);
        (isFirst ? day.First : day.Later).Add(delay);
        if (decision.WouldDefer)
            day.CountDeferrals(deferred: 0, wouldDefer: 1);
        else
            day.CountPass(new PassReason(decision.Rule, decision.By));
        if (delay > TimeSpan.Zero && !decision.WouldDefer)
            day.Keep(new LongWait(decision.At, delay, waiting?.Attempts + 1, decision.Rule, decision.Mail));
    }

    // The greylist let the mail pass, and the client must retry because of the backend: the mail counts when it is accepted, with the delay until now.
    private void PassAndFail(in OutcomeDecision decision, OutcomeTiming timing)
    {
        if (_waiting.Find(decision.Conversation) is { HasPassed: false } waiting)
            _waiting.Keep(waiting with { PassedAfter = (long)DelayOf(decision, waiting, timing).TotalMilliseconds });
    }

    // In observe mode no mail waits, and its senders do not retry: the initial delay is the least that the mail would have waited.
    private static TimeSpan DelayOf(in OutcomeDecision decision, in WaitingMail? waiting, OutcomeTiming timing) => waiting switch
    {
        { HasPassed: true } passed => TimeSpan.FromMilliseconds(passed.PassedAfter),
        { } known => Longer(TimeSpan.FromMilliseconds(Math.Max(1, decision.At.ToUnixTimeMilliseconds() - known.First)), WaitOf(decision)),
        null when decision.WouldDefer => timing.InitialDelay,
        null => WaitOf(decision),
    };

    // The greylist knows attempts that were not followed here, and the exact time of the first one.
    private static TimeSpan WaitOf(in OutcomeDecision decision) =>
        decision is { Rule: RecipientRule.WaitedLongEnough, IsObserved: false, Waited: { } waited } ? waited : TimeSpan.Zero;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private void Restore(Queue<WaitingMail> kept, ImmutableArray<WaitingMail> stored)
    {
        var since = kept.ToArray();
        kept.Clear();
        foreach (var mail in stored.Concat(since))
            Keep(kept, mail);
    }

    private void Keep(Queue<WaitingMail> kept, in WaitingMail mail)
    {
        if (kept.Count >= limits.Lost)
            kept.Dequeue();
        kept.Enqueue(mail);
    }

    private OutcomeDay? Find(DateTimeOffset at) => _days.GetValueOrDefault(DateOf(at));

    private OutcomeDay DayOf(DateTimeOffset at) => DayOf(DateOf(at));

    private OutcomeDay DayOf(DateOnly date) => _days.TryGetValue(date, out var known) ? known : _days[date] = new OutcomeDay(date);

    private static DateOnly DateOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);
}

/// <summary>A copy of an <see cref="OutcomeState"/>.</summary>
/// <param name="Since">The time of the first decision that was counted.</param>
/// <param name="Seen">The conversations of which a mail has passed; <paramref name="SeenForgotten"/> is the number of forgotten ones.</param>
/// <param name="Waiting">The deferred mails that have not passed; <paramref name="WaitingDropped"/> is the number of dropped ones.</param>
/// <param name="GaveUp">The last mails whose senders gave up; <paramref name="Unretried"/> those that were not retried.</param>
public sealed record OutcomeSnapshot(
    DateTimeOffset? Since,
    ImmutableArray<OutcomeDay> Days,
    ImmutableArray<ulong> Seen,
    long SeenForgotten,
    ImmutableArray<WaitingMail> Waiting,
    long WaitingDropped,
    ImmutableArray<WaitingMail> GaveUp,
    ImmutableArray<WaitingMail> Unretried);
