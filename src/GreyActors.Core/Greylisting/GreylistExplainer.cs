using System.Collections.Immutable;

namespace GreyActors.Core.Greylisting;

/// <summary>Explains the decision of <see cref="GreylistRules"/> about an attempt, and when it would pass.</summary>
public static class GreylistExplainer
{
    /// <summary>Explains an attempt without changing anything.</summary>
    /// <param name="counts">The counts of the attempt's identities; those of networks are missing.</param>
    public static Explanation Explain(
        GreylistState state,
        Attempt attempt,
        GreylistTiming timing,
        DateTimeOffset now,
        IgnoredIdentities ignored,
        ImmutableArray<CountedIdentity> counts)
    {
        var verdict = GreylistRules.Decide(state, attempt, timing, now, ignored).Verdict;
        var delayed = timing with { InitialDelay = timing.DelayOf(attempt) };
        return new Explanation(
            verdict,
            [
                .. attempt.Identities.Select(identity =>
                    TimelineOf(identity, state.Find(new Triplet(identity, attempt.ReversePath, attempt.ForwardPath)), delayed, now) with
                    {
                        Counts = counts.FirstOrDefault(counted => counted.Identity == identity).Counts,
                        IsIgnored = ignored.Contains(identity),
                    }),
            ],
            verdict.Passed ? null : RoundedUp(WaitBegan(verdict, now) + delayed.InitialDelay),
            verdict.Passed ? null : WaitBegan(verdict, now) + timing.RetryWindow);
    }

    /// <summary>The timeline of a triplet with these times; null if it is unknown.</summary>
    public static TripletTimeline TimelineOf(ClientIdentity identity, TripletTimes? known, GreylistTiming timing, DateTimeOffset now)
    {
        if (known is not { } times)
            return new TripletTimeline(identity, TripletState.Unknown, null, null, null, null, null);

        var firstSeen = DateTimeOffset.FromUnixTimeMilliseconds(times.FirstSeen);
        DateTimeOffset? lastUsed = times.HasPassed ? DateTimeOffset.FromUnixTimeMilliseconds(times.LastUsed) : null;
        var isExpired = GreylistRules.HasExpired(times, timing, now.ToUnixTimeMilliseconds());
        return new TripletTimeline(
            identity,
            isExpired ? TripletState.Expired : times.HasPassed ? TripletState.Passed : TripletState.Waiting,
            firstSeen,
            times.HasPassed ? null : firstSeen + timing.InitialDelay,
            times.HasPassed ? null : firstSeen + timing.RetryWindow,
            lastUsed,
            lastUsed is { } used ? used + timing.PassLifetime : firstSeen + (2 * timing.RetryWindow));
    }

    // A wait in progress began when the earliest identity was seen; every other deferral restarts it.
    private static DateTimeOffset WaitBegan(Verdict verdict, DateTimeOffset now) =>
        verdict.Reason == VerdictReason.StillWaiting ? now - verdict.Waited : now;

    // Rounded up to the second, because people and programs omit the fraction.
    private static DateTimeOffset RoundedUp(DateTimeOffset time) =>
        time.Ticks % TimeSpan.TicksPerSecond is > 0 and var rest ? time.AddTicks(TimeSpan.TicksPerSecond - rest) : time;
}
