using System.Collections.Immutable;

namespace GreyActors.Core.Greylisting;

/// <summary>The rules of greylisting, in the order in which they apply.</summary>
/// <remarks>Kamaelia: <c>isGreylisted</c> of GreyListingPolicy. Unlike there, an attempt has several identities, and any of them may have waited.</remarks>
public static class GreylistRules
{
    // The stored time of a passed triplet is updated at most once a day, so that a busy sender costs one write a day and not one for each mail.
    private const long RefreshAfter = 24 * 60 * 60 * 1000;

    // Attempts have three or four identities.
    private const int MostOnStack = 8;

    /// <summary>Decides about an attempt without changing anything.</summary>
    /// <param name="ignored">Identities whose triplets are noted, but neither pass nor wait.</param>
    public static Decision Decide(GreylistState state, Attempt attempt, GreylistTiming timing, DateTimeOffset now, IgnoredIdentities ignored)
    {
        var (at, count) = (now.ToUnixTimeMilliseconds(), attempt.Identities.Length);
        var known = count <= MostOnStack ? stackalloc Known[MostOnStack] : new Known[count];
        known = known[..count];
        for (var i = 0; i < count; i++)
            known[i] = KnownOf(state, attempt, attempt.Identities[i], timing, at, ignored);
        return IfPassed(known, attempt, at)
            ?? IfWaiting(known, attempt, timing, at)
            ?? StartWaiting(known, attempt, at);
    }

    /// <summary>Whether no rule depends on these times any more.</summary>
    /// <remarks>
    /// A waiting triplet is kept for a second retry-window after the first. Otherwise a late retry would look like a first attempt, and nobody would
    /// notice that the retry-window is too short.
    /// </remarks>
    internal static bool HasExpired(TripletTimes times, GreylistTiming timing, long now) => times.HasPassed
        ? !IsPassing(times, timing, now)
        : now - times.FirstSeen > 2 * Milliseconds(timing.RetryWindow);

    private static Decision? IfPassed(ReadOnlySpan<Known> known, Attempt attempt, long now)
    {
        var (latest, isAnyWaiting) = (-1, false);
        for (var i = 0; i < known.Length; i++)
        {
            isAnyWaiting |= known[i].Stage == Stage.Waiting;
            if (known[i] is { Stage: Stage.Passing, Counts: true } && (latest < 0 || known[i].Times.LastUsed > known[latest].Times.LastUsed))
                latest = i;
        }

        if (latest < 0)
            return null;

        // A last use in the future was recorded with a wrong clock, and is corrected at the next attempt. A triplet that waits has come back.
        var passed = known[latest].Times;
        var age = now - passed.LastUsed;
        return new Decision(
            new Verdict(true, VerdictReason.KnownTriplet, Span(now - passed.FirstSeen), attempt.Identities[latest]),
            age is > RefreshAfter or < 0 || isAnyWaiting
                ? new GreylistEvent.PassRefreshed(attempt.Identities, attempt.ReversePath, attempt.ForwardPath, passed.FirstSeen, now) { IsObserved = attempt.IsObserved }
                : null);
    }

    private static Decision? IfWaiting(ReadOnlySpan<Known> known, Attempt attempt, GreylistTiming timing, long now)
    {
        var earliest = -1;
        for (var i = 0; i < known.Length; i++)
        {
            if (known[i] is { Stage: Stage.Waiting, Counts: true } && (earliest < 0 || known[i].Times.FirstSeen < known[earliest].Times.FirstSeen))
                earliest = i;
        }

        if (earliest < 0)
            return null;

        // First seen in the future: the clock was set back. The wait restarts now, because the recorded time could block the triplet for years.
        var firstSeen = known[earliest].Times.FirstSeen;
        var waited = now - firstSeen;
        if (waited < 0)
            return Restart(VerdictReason.StillWaiting, 0, known, attempt, now);
        if (waited < Milliseconds(timing.TooSoon))
            return Restart(VerdictReason.TooSoon, waited, known, attempt, now);
        var by = attempt.Identities[earliest];
        if (waited < Milliseconds(timing.DelayOf(attempt)))
            return Defer(new Verdict(false, VerdictReason.StillWaiting, Span(waited), by), attempt, Of(known, attempt, Stage.Waiting), firstSeen);

        return new Decision(
            new Verdict(true, VerdictReason.WaitedLongEnough, Span(waited), by),
            new GreylistEvent.TripletPassed(attempt.Identities, attempt.ReversePath, attempt.ForwardPath, firstSeen, now) { IsObserved = attempt.IsObserved });
    }

    private static Decision StartWaiting(ReadOnlySpan<Known> known, Attempt attempt, long now)
    {
        long? late = null;
        foreach (var (stage, counts, times) in known)
        {
            if (counts && stage == Stage.Late)
                late = Math.Max(late ?? times.FirstSeen, times.FirstSeen);
        }

        var verdict = late is { } firstSeen
            ? new Verdict(false, VerdictReason.TooLate, Span(now - firstSeen))
            : new Verdict(false, VerdictReason.NeverSeen, TimeSpan.Zero);
        return Defer(verdict, attempt, Of(known, attempt, Stage.Waiting), now);
    }

    private static Decision Restart(VerdictReason reason, long waited, ReadOnlySpan<Known> known, Attempt attempt, long now) =>
        Defer(new Verdict(false, reason, Span(waited)), attempt, Of(known, attempt, Stage.Passing), now);

    private static Decision Defer(Verdict verdict, Attempt attempt, ImmutableArray<ClientIdentity> noted, long firstSeen) => new(
        verdict, noted.IsEmpty ? null : new GreylistEvent.AttemptNoted(noted, attempt.ReversePath, attempt.ForwardPath, firstSeen) { IsObserved = attempt.IsObserved });

    // The identities whose triplets have not reached a stage. An ignored identity keeps its triplet that waits or passes.
    private static ImmutableArray<ClientIdentity> Of(ReadOnlySpan<Known> known, Attempt attempt, Stage stage)
    {
        var count = 0;
        foreach (var each in known)
            count += each.Stage < stage ? 1 : 0;
        if (count == 0 || count == known.Length)
            return count == 0 ? [] : attempt.Identities;
        var identities = ImmutableArray.CreateBuilder<ClientIdentity>(count);
        for (var i = 0; i < known.Length; i++)
        {
            if (known[i].Stage < stage)
                identities.Add(attempt.Identities[i]);
        }

        return identities.MoveToImmutable();
    }

    private static Known KnownOf(
        GreylistState state, Attempt attempt, ClientIdentity identity, GreylistTiming timing, long now, IgnoredIdentities ignored)
    {
        if (state.Find(new Triplet(identity, attempt.ReversePath, attempt.ForwardPath)) is not { } times || HasExpired(times, timing, now))
            return default;
        var stage = times.HasPassed ? Stage.Passing : IsInTime(times, timing, now) ? Stage.Waiting : Stage.Late;
        return new Known(stage, !ignored.Contains(identity), times);
    }

    private static bool IsPassing(TripletTimes times, GreylistTiming timing, long now) =>
        times.HasPassed && now - times.LastUsed < Milliseconds(timing.PassLifetime);

    private static bool IsInTime(TripletTimes times, GreylistTiming timing, long now) => now - times.FirstSeen <= Milliseconds(timing.RetryWindow);

    private static long Milliseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMillisecond;

    private static TimeSpan Span(long milliseconds) => TimeSpan.FromTicks(Math.Max(milliseconds, 0) * TimeSpan.TicksPerMillisecond);

    // In the order of a triplet's life, as far as the rules depend on it.
    private enum Stage
    {
        Unknown,
        Late,
        Waiting,
        Passing,
    }

    private readonly record struct Known(Stage Stage, bool Counts, TripletTimes Times);
}
