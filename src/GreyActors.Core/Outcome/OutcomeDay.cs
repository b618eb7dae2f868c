using System.Collections.Immutable;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;

namespace GreyActors.Core.Outcome;

/// <summary>The counts of one day, in UTC.</summary>
public sealed class OutcomeDay(DateOnly date)
{
    private readonly Dictionary<PassReason, long> _passes = [];
    private readonly List<LongWait> _longest = [];

    /// <summary>The day.</summary>
    public DateOnly Date { get; } = date;

    /// <summary>Mails of conversations of which no mail had passed before.</summary>
    public MailCounts First { get; } = new();

    /// <summary>Mails of known conversations.</summary>
    public MailCounts Later { get; } = new();

    /// <summary>The attempts that were deferred; <see cref="WouldDefer"/> counts those that would have been, in observe mode.</summary>
    public long Deferred { get; private set; }

    /// <summary>The attempts that passed in observe mode and would have been deferred.</summary>
    public long WouldDefer { get; private set; }

    /// <summary>The deferred mails whose last attempt was on this day: retried, and not passed.</summary>
    public long GaveUp { get; private set; }

    /// <summary>The deferred mails of this day that were not retried.</summary>
    public long NeverRetried { get; private set; }

    /// <summary>The number of mails that passed, by reason.</summary>
    public IReadOnlyDictionary<PassReason, long> Passes => _passes;

    /// <summary>The longest waits, the longest first.</summary>
    public IReadOnlyList<LongWait> Longest => _longest;

    /// <summary>Counts mails that passed.</summary>
    public void CountPass(PassReason reason, long mails = 1) => _passes[reason] = _passes.GetValueOrDefault(reason) + mails;

    /// <summary>Counts attempts that were deferred, or would have been.</summary>
    public void CountDeferrals(long deferred, long wouldDefer) => (Deferred, WouldDefer) = (Deferred + deferred, WouldDefer + wouldDefer);

    /// <summary>Counts deferred mails that are over.</summary>
    public void CountLost(long gaveUp, long neverRetried) => (GaveUp, NeverRetried) = (GaveUp + gaveUp, NeverRetried + neverRetried);

    /// <summary>Keeps a wait if it is one of the longest.</summary>
    public void Keep(LongWait wait)
    {
        var place = _longest.FindIndex(one => one.Delay < wait.Delay);
        if (place < 0)
            place = _longest.Count;
        if (place >= OutcomeLimits.LongestPerDay)
            return;
        _longest.Insert(place, wait);
        if (_longest.Count > OutcomeLimits.LongestPerDay)
            _longest.RemoveAt(OutcomeLimits.LongestPerDay);
    }

    /// <summary>Adds the counts of the same day.</summary>
    public void Add(OutcomeDay other)
    {
        First.Add(other.First);
        Later.Add(other.Later);
        CountDeferrals(other.Deferred, other.WouldDefer);
        CountLost(other.GaveUp, other.NeverRetried);
        foreach (var (reason, mails) in other.Passes)
            CountPass(reason, mails);
        foreach (var wait in other.Longest)
            Keep(wait);
    }

    /// <summary>A copy.</summary>
    public OutcomeDay Copy()
    {
        var copy = new OutcomeDay(Date);
        copy.Add(this);
        return copy;
    }

    /// <summary>The day in the trend.</summary>
    public TrendDay Trend() => new(Date, First.Figures(), Later.Figures(), Deferred, WouldDefer, GaveUp, NeverRetried);
}

/// <summary>Why mail passed: the rule, and the kind of the identity that had waited; null if the rule needs none.</summary>
public readonly record struct PassReason(RecipientRule Rule, IdentityKind? By);

/// <summary>A mail that passed after a long wait.</summary>
/// <param name="At">The time when it passed.</param>
/// <param name="Delay">The time since its first attempt.</param>
/// <param name="Attempts">The number of attempts, with the one that passed; null if the first ones were not followed.</param>
public sealed record LongWait(DateTimeOffset At, TimeSpan Delay, int? Attempts, RecipientRule Rule, OutcomeMail Mail);
