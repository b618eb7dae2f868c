using System.Collections.Immutable;

namespace GreyActors.Core.Greylisting;

/// <summary>The rules of greylisting, in the order in which they apply.</summary>
/// <remarks>Kamaelia: <c>isGreylisted</c> of GreyListingPolicy. Unlike there, an attempt has several identities, and any of them may have waited.</remarks>
public static class GreylistRules
{
    // The stored time of a passed triplet is updated at most once a day, so that a busy sender costs one write a day and not one for each mail.
    private const long RefreshAfter = 24 * 60 * 60 * 1000;

    /// <summary>Decides about an attempt without changing anything.</summary>
    public static Decision Decide(GreylistState state, Attempt attempt, GreylistTiming timing, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        return IfPassed(state, attempt, timing, at)
            ?? IfWaiting(state, attempt, timing, at)
            ?? StartWaiting(state, attempt, timing, at);
    }

    /// <summary>Whether no rule depends on these times any more.</summary>
    /// <remarks>
    /// A waiting triplet is kept for a second retry-window after the first. Otherwise a late retry would look like a first attempt, and nobody would
    /// notice that the retry-window is too short.
    /// </remarks>
    internal static bool HasExpired(TripletTimes times, GreylistTiming timing, long now) => times.HasPassed
        ? !IsPassing(times, timing, now)
        : now - times.FirstSeen > 2 * Milliseconds(timing.RetryWindow);

    private static Decision? IfPassed(GreylistState state, Attempt attempt, GreylistTiming timing, long now)
    {
        TripletTimes? latest = null;
        foreach (var times in KnownOf(state, attempt))
        {
            if (IsPassing(times, timing, now) && !(times.LastUsed <= latest?.LastUsed))
                latest = times;
        }

        if (latest is not { } passed)
            return null;

        // A last use in the future was recorded with a wrong clock, and is corrected at the next attempt.
        var age = now - passed.LastUsed;
        return new Decision(
            new Verdict(true, VerdictReason.KnownTriplet, Span(now - passed.FirstSeen)),
            age is > RefreshAfter or < 0
                ? new GreylistEvent.PassRefreshed(attempt.Identities, attempt.ReversePath, attempt.ForwardPath, passed.FirstSeen, now)
                : null);
    }

    private static Decision? IfWaiting(GreylistState state, Attempt attempt, GreylistTiming timing, long now)
    {
        var newcomers = attempt.Identities;
        long? earliest = null;
        foreach (var identity in attempt.Identities)
        {
            if (state.Find(TripletOf(attempt, identity)) is { } times && IsWaiting(times, timing, now))
            {
                newcomers = newcomers.Remove(identity);
                earliest = Math.Min(earliest ?? times.FirstSeen, times.FirstSeen);
            }
        }

        if (earliest is not { } firstSeen)
            return null;

        // First seen in the future: the clock was set back. The wait restarts now, because the recorded time could block the triplet for years.
        var waited = now - firstSeen;
        if (waited < 0)
            return Defer(VerdictReason.StillWaiting, 0, attempt, attempt.Identities, now);
        if (waited < Milliseconds(timing.TooSoon))
            return Defer(VerdictReason.TooSoon, waited, attempt, attempt.Identities, now);
        if (waited < Milliseconds(timing.InitialDelay))
            return Defer(VerdictReason.StillWaiting, waited, attempt, newcomers, firstSeen);

        return new Decision(
            new Verdict(true, VerdictReason.WaitedLongEnough, Span(waited)),
            new GreylistEvent.TripletPassed(attempt.Identities, attempt.ReversePath, attempt.ForwardPath, firstSeen, now));
    }

    private static Decision StartWaiting(GreylistState state, Attempt attempt, GreylistTiming timing, long now)
    {
        long? late = null;
        foreach (var times in KnownOf(state, attempt))
        {
            if (!HasExpired(times, timing, now))
                late = Math.Max(late ?? times.FirstSeen, times.FirstSeen);
        }

        return late is { } firstSeen
            ? Defer(VerdictReason.TooLate, now - firstSeen, attempt, attempt.Identities, now)
            : Defer(VerdictReason.NeverSeen, 0, attempt, attempt.Identities, now);
    }

    private static Decision Defer(VerdictReason reason, long waited, Attempt attempt, ImmutableArray<ClientIdentity> noted, long firstSeen) => new(
        new Verdict(false, reason, Span(waited)),
        noted.IsEmpty ? null : new GreylistEvent.AttemptNoted(noted, attempt.ReversePath, attempt.ForwardPath, firstSeen));

    private static bool IsPassing(TripletTimes times, GreylistTiming timing, long now) =>
        times.HasPassed && now - times.LastUsed < Milliseconds(timing.PassLifetime);

    private static bool IsWaiting(TripletTimes times, GreylistTiming timing, long now) =>
        !times.HasPassed && now - times.FirstSeen <= Milliseconds(timing.RetryWindow);

    private static IEnumerable<TripletTimes> KnownOf(GreylistState state, Attempt attempt)
    {
        foreach (var identity in attempt.Identities)
        {
            if (state.Find(TripletOf(attempt, identity)) is { } times)
                yield return times;
        }
    }

    private static Triplet TripletOf(Attempt attempt, ClientIdentity identity) => new(identity, attempt.ReversePath, attempt.ForwardPath);

    private static long Milliseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMillisecond;

    private static TimeSpan Span(long milliseconds) => TimeSpan.FromTicks(Math.Max(milliseconds, 0) * TimeSpan.TicksPerMillisecond);
}
