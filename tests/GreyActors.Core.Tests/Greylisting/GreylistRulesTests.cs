using System.Collections.Immutable;
using GreyActors.Core.Greylisting;
using Xunit;

namespace GreyActors.Core.Tests.Greylisting;

public sealed class GreylistRulesTests
{
    private static readonly GreylistTiming Kamaelia = new(
        InitialDelay: TimeSpan.FromSeconds(3600),
        RetryWindow: TimeSpan.FromSeconds(25000),
        PassLifetime: TimeSpan.FromSeconds(3000000),
        TooSoon: TimeSpan.FromSeconds(180));

    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ClientIdentity Network = new("192.0.2.0/24");
    private static readonly ClientIdentity OtherNetwork = new("198.51.100.0/24");
    private static readonly ClientIdentity Domain = new("example.org");

    private readonly GreylistState _state = new();

    [Fact]
    public void A_triplet_never_seen_is_deferred_and_recorded()
    {
        var decision = Judge(Start, Kamaelia, Network);

        Assert.Equal(new Verdict(false, VerdictReason.NeverSeen, TimeSpan.Zero), decision.Verdict);
        var noted = Assert.IsType<GreylistEvent.AttemptNoted>(decision.Event);
        Assert.Equal(Start.ToUnixTimeMilliseconds(), noted.FirstSeen);
        Assert.Equal(Network, Assert.Single(noted.Identities));
    }

    [Fact]
    public void A_decision_changes_no_state()
    {
        GreylistRules.Decide(_state, AttemptOf(Network), Kamaelia, Start, IgnoredIdentities.None);
        Assert.Equal(0, _state.Count);
    }

    [Theory]
    [InlineData(180_000 - 1, VerdictReason.TooSoon)]
    [InlineData(180_000, VerdictReason.StillWaiting)]
    [InlineData(180_000 + 1, VerdictReason.StillWaiting)]
    [InlineData(3_600_000 - 1, VerdictReason.StillWaiting)]
    [InlineData(3_600_000, VerdictReason.WaitedLongEnough)]
    [InlineData(3_600_000 + 1, VerdictReason.WaitedLongEnough)]
    [InlineData(25_000_000 - 1, VerdictReason.WaitedLongEnough)]
    [InlineData(25_000_000, VerdictReason.WaitedLongEnough)]
    [InlineData(25_000_000 + 1, VerdictReason.TooLate)]
    [InlineData(50_000_000, VerdictReason.TooLate)]
    [InlineData(50_000_000 + 1, VerdictReason.NeverSeen)]
    public void A_second_attempt_is_judged_by_how_long_it_waited(long milliseconds, VerdictReason reason)
    {
        Judge(Start, Kamaelia, Network);
        var verdict = Judge(Start.AddMilliseconds(milliseconds), Kamaelia, Network).Verdict;

        Assert.Equal(reason, verdict.Reason);
        Assert.Equal(reason == VerdictReason.WaitedLongEnough, verdict.Passed);
        Assert.Equal(reason == VerdictReason.NeverSeen ? 0 : milliseconds, verdict.Waited.TotalMilliseconds);
    }

    [Theory]
    [InlineData(3_000_000_000 - 1, VerdictReason.KnownTriplet)]
    [InlineData(3_000_000_000, VerdictReason.NeverSeen)]
    [InlineData(3_000_000_000 + 1, VerdictReason.NeverSeen)]
    public void A_passed_triplet_passes_for_its_lifetime(long milliseconds, VerdictReason reason)
    {
        var passed = Pass(Network);
        Assert.Equal(reason, Judge(passed.AddMilliseconds(milliseconds), Kamaelia, Network).Verdict.Reason);
    }

    [Theory]
    [InlineData(86_400_000 - 1, false)]
    [InlineData(86_400_000, false)]
    [InlineData(86_400_000 + 1, true)]
    public void The_stored_time_of_a_passed_triplet_is_updated_when_it_is_older_than_a_day(long milliseconds, bool refreshed)
    {
        var passed = Pass(Network);
        var decision = Judge(passed.AddMilliseconds(milliseconds), Kamaelia, Network);

        Assert.Equal(VerdictReason.KnownTriplet, decision.Verdict.Reason);
        Assert.Equal(refreshed, decision.Event is GreylistEvent.PassRefreshed);
        Assert.Equal(refreshed, decision.Event is not null);
    }

    [Fact]
    public void A_triplet_in_use_stays_passed()
    {
        var now = Pass(Network);
        for (var month = 0; month < 24; month++)
        {
            now = now.AddDays(30);
            Assert.True(Judge(now, Kamaelia, Network).Verdict.Passed);
        }
    }

    [Fact]
    public void A_retry_too_soon_starts_the_wait_again()
    {
        Judge(Start, Kamaelia, Network);
        Judge(Start.AddSeconds(100), Kamaelia, Network);

        Assert.Equal(VerdictReason.StillWaiting, Judge(Start.AddSeconds(3600), Kamaelia, Network).Verdict.Reason);
        Assert.Equal(VerdictReason.WaitedLongEnough, Judge(Start.AddSeconds(3700), Kamaelia, Network).Verdict.Reason);
    }

    [Fact]
    public void A_retry_without_too_soon_never_changes_the_first_time()
    {
        var timing = Kamaelia with { TooSoon = TimeSpan.Zero };
        Judge(Start, timing, Network);
        for (var second = 0; second < 3600; second += 60)
            Assert.Equal(second == 0 ? 0 : second, Judge(Start.AddSeconds(second), timing, Network).Verdict.Waited.TotalSeconds);

        Assert.True(Judge(Start.AddSeconds(3600), timing, Network).Verdict.Passed);
    }

    [Fact]
    public void A_retry_too_late_starts_the_wait_again()
    {
        Judge(Start, Kamaelia, Network);
        var late = Start.AddSeconds(25001);
        Judge(late, Kamaelia, Network);

        Assert.Equal(VerdictReason.StillWaiting, Judge(late.AddSeconds(3599), Kamaelia, Network).Verdict.Reason);
        Assert.Equal(VerdictReason.WaitedLongEnough, Judge(late.AddSeconds(3600), Kamaelia, Network).Verdict.Reason);
    }

    [Fact]
    public void Any_identity_that_waited_lets_the_attempt_pass()
    {
        Judge(Start, Kamaelia, Network, Domain);
        Assert.Equal(VerdictReason.WaitedLongEnough, Judge(Start.AddSeconds(3600), Kamaelia, OtherNetwork, Domain).Verdict.Reason);
    }

    [Fact]
    public void Any_identity_that_passed_lets_the_attempt_pass()
    {
        var passed = Pass(Network, Domain);
        var decision = Judge(passed.AddHours(1), Kamaelia, OtherNetwork, Domain);

        Assert.Equal(VerdictReason.KnownTriplet, decision.Verdict.Reason);
        Assert.Null(decision.Event);
    }

    [Fact]
    public void An_attempt_that_passes_passes_for_all_its_identities()
    {
        var passed = Pass(Network, Domain);

        Assert.True(Judge(passed.AddHours(1), Kamaelia, Network).Verdict.Passed);
        Assert.True(Judge(passed.AddHours(1), Kamaelia, Domain).Verdict.Passed);
        Assert.False(Judge(passed.AddHours(1), Kamaelia, OtherNetwork).Verdict.Passed);
    }

    [Fact]
    public void The_identity_seen_first_counts()
    {
        Judge(Start, Kamaelia, Network);
        Judge(Start.AddSeconds(1000), Kamaelia, Domain);

        Assert.Equal(TimeSpan.FromSeconds(2000), Judge(Start.AddSeconds(2000), Kamaelia, Domain, Network).Verdict.Waited);
        Assert.Equal(VerdictReason.WaitedLongEnough, Judge(Start.AddSeconds(3600), Kamaelia, Domain, Network).Verdict.Reason);
    }

    [Fact]
    public void An_identity_that_retried_too_late_does_not_delay_one_that_did_not()
    {
        Judge(Start, Kamaelia, Network);
        Judge(Start.AddSeconds(24000), Kamaelia, Domain);

        var verdict = Judge(Start.AddSeconds(28000), Kamaelia, Network, Domain).Verdict;
        Assert.Equal(new Verdict(true, VerdictReason.WaitedLongEnough, TimeSpan.FromSeconds(4000), Domain), verdict);
    }

    [Fact]
    public void A_new_identity_of_a_waiting_attempt_shares_its_wait()
    {
        Judge(Start, Kamaelia, Domain, Network);
        var decision = Judge(Start.AddSeconds(1800), Kamaelia, Domain, OtherNetwork);

        var noted = Assert.IsType<GreylistEvent.AttemptNoted>(decision.Event);
        Assert.Equal(OtherNetwork, Assert.Single(noted.Identities));
        Assert.Equal(VerdictReason.WaitedLongEnough, Judge(Start.AddSeconds(3600), Kamaelia, OtherNetwork).Verdict.Reason);
    }

    [Theory]
    [InlineData("other@example.org", "bob@example.com")]
    [InlineData("ann@example.org", "other@example.com")]
    [InlineData("", "bob@example.com")]
    public void Other_paths_are_other_triplets(string reversePath, string forwardPath)
    {
        var passed = Pass(Network);
        var other = new Attempt([Network], reversePath, forwardPath);
        Assert.Equal(VerdictReason.NeverSeen, GreylistRules.Decide(_state, other, Kamaelia, passed, IgnoredIdentities.None).Verdict.Reason);
    }

    [Fact]
    public void A_clock_set_back_does_not_block_a_waiting_triplet()
    {
        Judge(Start.AddYears(5), Kamaelia, Network);

        Assert.Equal(new Verdict(false, VerdictReason.StillWaiting, TimeSpan.Zero), Judge(Start, Kamaelia, Network).Verdict);
        Assert.Equal(VerdictReason.WaitedLongEnough, Judge(Start.AddSeconds(3600), Kamaelia, Network).Verdict.Reason);
    }

    [Fact]
    public void A_clock_set_back_leaves_a_passed_triplet_passed_and_corrects_its_time()
    {
        Pass(Network);
        var decision = Judge(Start.AddYears(-5), Kamaelia, Network);

        Assert.Equal(new Verdict(true, VerdictReason.KnownTriplet, TimeSpan.Zero, Network), decision.Verdict);
        Assert.IsType<GreylistEvent.PassRefreshed>(decision.Event);
        Assert.False(Judge(Start.AddYears(-5).Add(Kamaelia.PassLifetime), Kamaelia, Network).Verdict.Passed);
    }

    [Fact]
    public void The_longest_possible_times_cause_no_overflow()
    {
        var longest = new GreylistTiming(TimeSpan.Zero, TimeSpan.MaxValue, TimeSpan.MaxValue, TimeSpan.Zero);
        Judge(DateTimeOffset.MinValue, longest, Network);

        Assert.Equal(0, _state.Expire(longest, DateTimeOffset.MaxValue));
        Assert.True(Judge(DateTimeOffset.MaxValue, longest, Network).Verdict.Passed);
    }

    [Fact]
    public void Only_expired_triplets_are_removed()
    {
        var passed = Pass(Network);
        Judge(passed, Kamaelia, OtherNetwork);

        Assert.Equal(0, _state.Expire(Kamaelia, passed.AddSeconds(50000)));
        Assert.Equal(1, _state.Expire(Kamaelia, passed.AddSeconds(50001)));
        Assert.Equal(0, _state.Expire(Kamaelia, passed.AddSeconds(3000000).AddMilliseconds(-1)));
        Assert.Equal(1, _state.Expire(Kamaelia, passed.AddSeconds(3000000)));
        Assert.Equal(0, _state.Count);
    }

    private Decision Judge(DateTimeOffset now, GreylistTiming timing, params ImmutableArray<ClientIdentity> identities)
    {
        var decision = GreylistRules.Decide(_state, AttemptOf(identities), timing, now, IgnoredIdentities.None);
        if (decision.Event is { } happened)
            _state.Apply(happened);
        return decision;
    }

    private DateTimeOffset Pass(params ImmutableArray<ClientIdentity> identities)
    {
        Judge(Start, Kamaelia, identities);
        Assert.Equal(VerdictReason.WaitedLongEnough, Judge(Start.AddSeconds(3600), Kamaelia, identities).Verdict.Reason);
        return Start.AddSeconds(3600);
    }

    private static Attempt AttemptOf(params ImmutableArray<ClientIdentity> identities) => new(identities, "ann@example.org", "bob@example.com");
}
