using GreyActors.Core.Greylisting;
using Xunit;

namespace GreyActors.Core.Tests.Greylisting;

public sealed class GreylistExplainerTests
{
    private static readonly GreylistTiming Timing = new(TimeSpan.FromMinutes(4), TimeSpan.FromDays(2), TimeSpan.FromDays(36), TimeSpan.FromMinutes(1));
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ClientIdentity Network = new("192.0.2.0/24");
    private static readonly ClientIdentity Other = new("example.net");

    private readonly GreylistState _state = new();

    [Fact]
    public void A_triplet_never_seen_would_have_to_wait_from_now_on()
    {
        var told = Explain(Start);

        Assert.Equal((false, VerdictReason.NeverSeen), (told.Verdict.Passed, told.Verdict.Reason));
        Assert.Equal((Start + Timing.InitialDelay, Start + Timing.RetryWindow), (told.PassesFrom, told.PassesUntil));
        Assert.Equal(new TripletTimeline(Network, TripletState.Unknown, null, null, null, null, null), told.Triplets.Single());
    }

    [Fact]
    public void A_waiting_triplet_passes_when_its_own_wait_is_over()
    {
        Attempt(Start);

        var told = Explain(Start + TimeSpan.FromMinutes(2));

        Assert.Equal((VerdictReason.StillWaiting, TimeSpan.FromMinutes(2)), (told.Verdict.Reason, told.Verdict.Waited));
        Assert.Equal((Start + Timing.InitialDelay, Start + Timing.RetryWindow), (told.PassesFrom, told.PassesUntil));
        Assert.Equal(
            new TripletTimeline(
                Network, TripletState.Waiting, Start, Start + Timing.InitialDelay, Start + Timing.RetryWindow, null, Start + TimeSpan.FromDays(4)),
            told.Triplets.Single());
    }

    [Fact]
    public void A_retry_that_is_too_soon_would_restart_the_wait()
    {
        Attempt(Start);
        var now = Start + TimeSpan.FromSeconds(30);

        var told = Explain(now);

        Assert.Equal(VerdictReason.TooSoon, told.Verdict.Reason);
        Assert.Equal((now + Timing.InitialDelay, now + Timing.RetryWindow), (told.PassesFrom, told.PassesUntil));
    }

    [Fact]
    public void A_retry_that_is_too_late_would_restart_the_wait()
    {
        Attempt(Start);
        var now = Start + TimeSpan.FromDays(3);

        var told = Explain(now);

        Assert.Equal((VerdictReason.TooLate, now + Timing.InitialDelay), (told.Verdict.Reason, told.PassesFrom));
        Assert.Equal(TripletState.Waiting, told.Triplets.Single().State);
    }

    [Fact]
    public void A_triplet_that_has_passed_passes_until_it_expires()
    {
        Attempt(Start);
        Attempt(Start + TimeSpan.FromMinutes(5));

        var told = Explain(Start + TimeSpan.FromDays(1));

        Assert.True(told.Verdict.Passed);
        Assert.Null(told.PassesFrom);
        Assert.Null(told.PassesUntil);
        var passed = Start + TimeSpan.FromMinutes(5);
        Assert.Equal(
            new TripletTimeline(Network, TripletState.Passed, Start, null, null, passed, passed + Timing.PassLifetime), told.Triplets.Single());
        Assert.Equal(TripletState.Expired, Explain(passed + Timing.PassLifetime).Triplets.Single().State);
    }

    [Fact]
    public void Each_identity_has_its_own_timeline_and_the_earliest_counts()
    {
        Attempt(Start);

        var told = Explain(Start + TimeSpan.FromMinutes(3), Other, Network);

        Assert.Equal([TripletState.Unknown, TripletState.Waiting], told.Triplets.Select(one => one.State));
        Assert.Equal(Start + Timing.InitialDelay, told.PassesFrom);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    public void A_retry_at_the_reported_second_passes(int milliseconds)
    {
        var firstSeen = Start + TimeSpan.FromMilliseconds(milliseconds);
        Attempt(firstSeen);

        var told = Explain(firstSeen + TimeSpan.FromMinutes(2)).PassesFrom!.Value;

        Assert.Equal(0, told.Millisecond);
        Assert.True(Explain(told).Verdict.Passed);
    }

    [Fact]
    public void An_explanation_changes_nothing()
    {
        Explain(Start);
        Assert.Equal(0, _state.Count);

        Attempt(Start);
        Explain(Start + TimeSpan.FromSeconds(30));
        Explain(Start + TimeSpan.FromHours(1));
        Assert.Equal(VerdictReason.StillWaiting, Explain(Start + TimeSpan.FromMinutes(2)).Verdict.Reason);
    }

    private Explanation Explain(DateTimeOffset now, params ClientIdentity[] identities) =>
        GreylistExplainer.Explain(_state, Of(identities.Length == 0 ? [Network] : identities), Timing, now, IgnoredIdentities.None, []);

    private void Attempt(DateTimeOffset now)
    {
        if (GreylistRules.Decide(_state, Of([Network]), Timing, now, IgnoredIdentities.None).Event is { } happened)
            _state.Apply(happened);
    }

    private static Attempt Of(ClientIdentity[] identities) => new([.. identities], "a@example.net", "b@example.org");
}
