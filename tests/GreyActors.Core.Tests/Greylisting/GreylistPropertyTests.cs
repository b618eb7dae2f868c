using System.Collections.Immutable;
using CsCheck;
using GreyActors.Core.Greylisting;
using Xunit;

namespace GreyActors.Core.Tests.Greylisting;

public sealed class GreylistPropertyTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly ImmutableArray<ClientIdentity> Identities =
        [new("192.0.2.0/24"), new("198.51.100.0/24"), new("2001:db8::/64"), ClientIdentity.OfSpf("example.org")];

    // A pass-lifetime under a day, so that lifetimes end within a short story; one over it, so that refreshing is in it.
    private static readonly Gen<GreylistTiming> Timings = Gen.Select(Gen.Int[0, 5], Gen.Int[5, 20], Gen.Int[1, 3000], Gen.Int[0, 2])
        .Select(minutes => new GreylistTiming(
            TimeSpan.FromMinutes(minutes.Item1),
            TimeSpan.FromMinutes(minutes.Item2),
            TimeSpan.FromMinutes(minutes.Item3),
            TimeSpan.FromMinutes(minutes.Item4)));

    private static readonly Gen<Step[]> Stories = Gen.Select(
            Gen.Frequency((8, Gen.Long[0, 600_000]), (2, Gen.Long[0, 200_000_000]), (1, Gen.Long[-400_000, 0])),
            Gen.Int[1, 15],
            Gen.Int[0, 1],
            Gen.Bool)
        .Select(step => new Step(TimeSpan.FromMilliseconds(step.Item1), AttemptOf(step.Item2, step.Item3), step.Item4))
        .Array[1, 60];

    [Fact]
    public void Replaying_the_events_gives_the_same_state() =>
        Gen.Select(Timings, Stories).Sample((timing, story) =>
        {
            var lived = new GreylistState();
            var events = new List<GreylistEvent>();
            Live(lived, story, timing, (decision, _) =>
            {
                if (decision.Event is { } happened)
                    events.Add(happened);
            });

            var replayed = new GreylistState();
            events.ForEach(replayed.Apply);
            Assert.Equal(Known(lived), Known(replayed));
            Assert.Equal(Counts(lived), Counts(replayed));
        });

    [Fact]
    public void A_snapshot_and_the_events_from_any_moment_before_it_give_the_same_state() =>
        Gen.Select(Timings, Stories, Gen.Int[0, 59], Gen.Int[0, 59]).Sample((timing, story, one, other) =>
        {
            var lived = new GreylistState();
            var events = new List<GreylistEvent>();
            var snapshots = new List<GreylistSnapshot> { lived.TakeSnapshot() };
            Live(lived, story, timing, (decision, _) =>
            {
                if (decision.Event is not { } happened)
                    return;
                events.Add(happened);
                lived.Apply(happened);
                snapshots.Add(lived.TakeSnapshot());
            });

            var taken = Math.Max(one, other) % snapshots.Count;
            var from = Math.Min(Math.Min(one, other), taken);
            var restored = new GreylistState();
            restored.Restore(snapshots[taken]);
            events[from..].ForEach(restored.Apply);
            Assert.Equal(Known(lived), Known(restored));
            Assert.Equal(lived.Count, restored.Count);
        });

    [Fact]
    public void A_snapshot_and_the_events_after_it_give_the_same_counts() =>
        Gen.Select(Timings, Stories, Gen.Int[0, 59]).Sample((timing, story, taken) =>
        {
            var lived = new GreylistState();
            var restored = new GreylistState();
            var events = 0;
            Live(lived, story, timing, (decision, _) =>
            {
                if (events == taken)
                    restored.Restore(lived.TakeSnapshot());
                else if (events > taken && decision.Event is { } happened)
                    restored.Apply(happened);
                events++;
            });

            if (events > taken)
                Assert.Equal(Counts(lived), Counts(restored));
        });

    [Fact]
    public void Expiry_changes_no_verdict() =>
        Gen.Select(Timings, Stories).Sample((timing, story) =>
        {
            var kept = new GreylistState();
            var swept = new GreylistState();
            var expected = new List<Verdict>();
            Live(kept, Forward(story), timing, (decision, _) => expected.Add(decision.Verdict));

            var actual = new List<Verdict>();
            Live(swept, Forward(story), timing, (decision, step) =>
            {
                actual.Add(decision.Verdict);
                if (step.Sweeps)
                    swept.Expire(timing, step.At);
            });

            Assert.Equal(expected, actual);
            Assert.Equal(swept.TakeSnapshot().Count, swept.Count);
        });

    [Fact]
    public void A_triplet_passes_only_after_a_wait_and_is_not_deferred_forever() =>
        Gen.Select(Timings, Stories).Sample((timing, story) =>
        {
            var state = new GreylistState();
            var last = Start;
            Live(state, story, timing, (decision, step) =>
            {
                last = step.At;
                if (decision.Verdict.Reason == VerdictReason.WaitedLongEnough)
                    Assert.InRange(decision.Verdict.Waited, timing.InitialDelay, timing.RetryWindow);
            });

            // Regardless of the past and of clock errors, a legitimate sender needs its first attempt and one retry, and one more for each identity that was
            // recorded with another clock. A deferral that continues from the earliest of these times ends in a pass, or that time is too old at the next retry;
            // then the next one counts, and there are no more of them than identities. A deferral that restarts the wait sets all of them to now, and the
            // next attempt passes.
            var honest = AttemptOf(15, 0);
            var wait = timing.InitialDelay > timing.TooSoon ? timing.InitialDelay : timing.TooSoon;
            var passed = Enumerable.Range(0, Identities.Length + 2).Any(retry => Judge(state, honest, timing, last + (retry * wait)).Verdict.Passed);
            Assert.True(passed);
        });

    private static void Live(GreylistState state, IEnumerable<Step> story, GreylistTiming timing, Action<Decision, (DateTimeOffset At, bool Sweeps)> judged)
    {
        var now = Start;
        foreach (var step in story)
        {
            now += step.Later;
            judged(Judge(state, step.Attempt, timing, now), (now, step.Sweeps));
        }
    }

    private static Decision Judge(GreylistState state, Attempt attempt, GreylistTiming timing, DateTimeOffset now)
    {
        var decision = GreylistRules.Decide(state, attempt, timing, now, IgnoredIdentities.None);
        if (decision.Event is { } happened)
            state.Apply(happened);
        return decision;
    }

    private static IEnumerable<Step> Forward(IEnumerable<Step> story) => story.Select(step => step with { Later = step.Later.Duration() });

    private static Attempt AttemptOf(int identities, int recipient) =>
        new([.. Identities.Where((_, i) => (identities & (1 << i)) != 0)], "ann@example.org", $"bob{recipient}@example.com");

    private static IEnumerable<(ClientIdentity Identity, long Newest, IdentityCounts Older, IdentityCounts Total)> Counts(GreylistState state) =>
        state.Identities.All.Select(entry => (entry.Key, entry.Value.Newest, entry.Value.Older, entry.Value.Total));

    private static IEnumerable<KnownTriplet> Known(GreylistState state) =>
        state.TakeSnapshot().Triplets.OrderBy(known => known.Triplet.Identity.Text, StringComparer.Ordinal).ThenBy(known => known.Triplet.ForwardPath, StringComparer.Ordinal);

    private sealed record Step(TimeSpan Later, Attempt Attempt, bool Sweeps);
}
