using System.Collections.Immutable;
using GreyActors.Core.Greylisting;
using Xunit;

namespace GreyActors.Core.Tests.Greylisting;

public sealed class GreylistRulesTests
{
    private static readonly GreylistTiming _kamaelia = new(
        InitialDelay: TimeSpan.FromSeconds(3600),
        RetryWindow: TimeSpan.FromSeconds(25000),
        PassLifetime: TimeSpan.FromSeconds(3000000),
        TooSoon: TimeSpan.FromSeconds(180));

    private static readonly DateTimeOffset _start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ClientIdentity _network = new("192.0.2.0/24");
    private static readonly ClientIdentity _otherNetwork = new("198.51.100.0/24");
    private static readonly ClientIdentity _domain = new("example.org");

    private readonly GreylistState _state = new();

    [Fact]
    public void A_triplet_never_seen_is_deferred_and_noted()
    {
        var decision = Judge(_start, _kamaelia, _network);

        Assert.Equal(new Verdict(false, VerdictReason.NeverSeen, TimeSpan.Zero), decision.Verdict);
        var noted = Assert.IsType<GreylistEvent.AttemptNoted>(decision.Event);
        Assert.Equal(_start.ToUnixTimeMilliseconds(), noted.FirstSeen);
        Assert.Equal(_network, Assert.Single(noted.Identities));
    }

    [Fact]
    public void Deciding_changes_nothing()
    {
        GreylistRules.Decide(_state, AttemptOf(_network), _kamaelia, _start);
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
        Judge(_start, _kamaelia, _network);
        var verdict = Judge(_start.AddMilliseconds(milliseconds), _kamaelia, _network).Verdict;

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
        var passed = Pass(_network);
        Assert.Equal(reason, Judge(passed.AddMilliseconds(milliseconds), _kamaelia, _network).Verdict.Reason);
    }

    [Theory]
    [InlineData(86_400_000 - 1, false)]
    [InlineData(86_400_000, false)]
    [InlineData(86_400_000 + 1, true)]
    public void The_stored_time_of_a_passed_triplet_is_moved_when_it_is_older_than_a_day(long milliseconds, bool refreshed)
    {
        var passed = Pass(_network);
        var decision = Judge(passed.AddMilliseconds(milliseconds), _kamaelia, _network);

        Assert.Equal(VerdictReason.KnownTriplet, decision.Verdict.Reason);
        Assert.Equal(refreshed, decision.Event is GreylistEvent.PassRefreshed);
        Assert.Equal(refreshed, decision.Event is not null);
    }

    [Fact]
    public void A_triplet_in_use_stays_passed()
    {
        var now = Pass(_network);
        for (var month = 0; month < 24; month++)
        {
            now = now.AddDays(30);
            Assert.True(Judge(now, _kamaelia, _network).Verdict.Passed);
        }
    }

    [Fact]
    public void A_retry_too_soon_starts_the_wait_again()
    {
        Judge(_start, _kamaelia, _network);
        Judge(_start.AddSeconds(100), _kamaelia, _network);

        Assert.Equal(VerdictReason.StillWaiting, Judge(_start.AddSeconds(3600), _kamaelia, _network).Verdict.Reason);
        Assert.Equal(VerdictReason.WaitedLongEnough, Judge(_start.AddSeconds(3700), _kamaelia, _network).Verdict.Reason);
    }

    [Fact]
    public void Without_too_soon_a_retry_never_moves_the_first_time()
    {
        var timing = _kamaelia with { TooSoon = TimeSpan.Zero };
        Judge(_start, timing, _network);
        for (var second = 0; second < 3600; second += 60)
            Assert.Equal(second == 0 ? 0 : second, Judge(_start.AddSeconds(second), timing, _network).Verdict.Waited.TotalSeconds);

        Assert.True(Judge(_start.AddSeconds(3600), timing, _network).Verdict.Passed);
    }

    [Fact]
    public void A_retry_too_late_starts_the_wait_again()
    {
        Judge(_start, _kamaelia, _network);
        var late = _start.AddSeconds(25001);
        Judge(late, _kamaelia, _network);

        Assert.Equal(VerdictReason.StillWaiting, Judge(late.AddSeconds(3599), _kamaelia, _network).Verdict.Reason);
        Assert.Equal(VerdictReason.WaitedLongEnough, Judge(late.AddSeconds(3600), _kamaelia, _network).Verdict.Reason);
    }

    [Fact]
    public void Any_identity_that_waited_lets_the_attempt_pass()
    {
        Judge(_start, _kamaelia, _network, _domain);
        Assert.Equal(VerdictReason.WaitedLongEnough, Judge(_start.AddSeconds(3600), _kamaelia, _otherNetwork, _domain).Verdict.Reason);
    }

    [Fact]
    public void Any_identity_that_passed_lets_the_attempt_pass()
    {
        var passed = Pass(_network, _domain);
        var decision = Judge(passed.AddHours(1), _kamaelia, _otherNetwork, _domain);

        Assert.Equal(VerdictReason.KnownTriplet, decision.Verdict.Reason);
        Assert.Null(decision.Event);
    }

    [Fact]
    public void What_passes_passes_for_all_identities_of_the_attempt()
    {
        var passed = Pass(_network, _domain);

        Assert.True(Judge(passed.AddHours(1), _kamaelia, _network).Verdict.Passed);
        Assert.True(Judge(passed.AddHours(1), _kamaelia, _domain).Verdict.Passed);
        Assert.False(Judge(passed.AddHours(1), _kamaelia, _otherNetwork).Verdict.Passed);
    }

    [Fact]
    public void The_identity_seen_first_counts()
    {
        Judge(_start, _kamaelia, _network);
        Judge(_start.AddSeconds(1000), _kamaelia, _domain);

        Assert.Equal(TimeSpan.FromSeconds(2000), Judge(_start.AddSeconds(2000), _kamaelia, _domain, _network).Verdict.Waited);
        Assert.Equal(VerdictReason.WaitedLongEnough, Judge(_start.AddSeconds(3600), _kamaelia, _domain, _network).Verdict.Reason);
    }

    [Fact]
    public void An_identity_that_came_too_late_does_not_hold_back_one_that_did_not()
    {
        Judge(_start, _kamaelia, _network);
        Judge(_start.AddSeconds(24000), _kamaelia, _domain);

        var verdict = Judge(_start.AddSeconds(28000), _kamaelia, _network, _domain).Verdict;
        Assert.Equal(new Verdict(true, VerdictReason.WaitedLongEnough, TimeSpan.FromSeconds(4000)), verdict);
    }

    [Fact]
    public void A_new_identity_of_a_waiting_conversation_has_waited_with_it()
    {
        Judge(_start, _kamaelia, _domain, _network);
        var decision = Judge(_start.AddSeconds(1800), _kamaelia, _domain, _otherNetwork);

        var noted = Assert.IsType<GreylistEvent.AttemptNoted>(decision.Event);
        Assert.Equal(_otherNetwork, Assert.Single(noted.Identities));
        Assert.Equal(VerdictReason.WaitedLongEnough, Judge(_start.AddSeconds(3600), _kamaelia, _otherNetwork).Verdict.Reason);
    }

    [Theory]
    [InlineData("other@example.org", "bob@example.com")]
    [InlineData("ann@example.org", "other@example.com")]
    [InlineData("", "bob@example.com")]
    public void Other_paths_are_other_triplets(string reversePath, string forwardPath)
    {
        var passed = Pass(_network);
        var other = new Attempt([_network], reversePath, forwardPath);
        Assert.Equal(VerdictReason.NeverSeen, GreylistRules.Decide(_state, other, _kamaelia, passed).Verdict.Reason);
    }

    [Fact]
    public void A_clock_put_back_does_not_lock_a_waiting_triplet_out()
    {
        Judge(_start.AddYears(5), _kamaelia, _network);

        Assert.Equal(new Verdict(false, VerdictReason.StillWaiting, TimeSpan.Zero), Judge(_start, _kamaelia, _network).Verdict);
        Assert.Equal(VerdictReason.WaitedLongEnough, Judge(_start.AddSeconds(3600), _kamaelia, _network).Verdict.Reason);
    }

    [Fact]
    public void A_clock_put_back_leaves_a_passed_triplet_passed_and_puts_its_time_right()
    {
        Pass(_network);
        var decision = Judge(_start.AddYears(-5), _kamaelia, _network);

        Assert.Equal(new Verdict(true, VerdictReason.KnownTriplet, TimeSpan.Zero), decision.Verdict);
        Assert.IsType<GreylistEvent.PassRefreshed>(decision.Event);
        Assert.False(Judge(_start.AddYears(-5).Add(_kamaelia.PassLifetime), _kamaelia, _network).Verdict.Passed);
    }

    [Fact]
    public void The_longest_times_there_are_do_no_harm()
    {
        var longest = new GreylistTiming(TimeSpan.Zero, TimeSpan.MaxValue, TimeSpan.MaxValue, TimeSpan.Zero);
        Judge(DateTimeOffset.MinValue, longest, _network);

        Assert.Equal(0, _state.Expire(longest, DateTimeOffset.MaxValue));
        Assert.True(Judge(DateTimeOffset.MaxValue, longest, _network).Verdict.Passed);
    }

    [Fact]
    public void What_expired_is_forgotten_and_nothing_else_is()
    {
        var passed = Pass(_network);
        Judge(passed, _kamaelia, _otherNetwork);

        Assert.Equal(0, _state.Expire(_kamaelia, passed.AddSeconds(50000)));
        Assert.Equal(1, _state.Expire(_kamaelia, passed.AddSeconds(50001)));
        Assert.Equal(0, _state.Expire(_kamaelia, passed.AddSeconds(3000000).AddMilliseconds(-1)));
        Assert.Equal(1, _state.Expire(_kamaelia, passed.AddSeconds(3000000)));
        Assert.Equal(0, _state.Count);
    }

    private Decision Judge(DateTimeOffset now, GreylistTiming timing, params ImmutableArray<ClientIdentity> identities)
    {
        var decision = GreylistRules.Decide(_state, AttemptOf(identities), timing, now);
        if (decision.Event is { } happened)
            _state.Apply(happened);
        return decision;
    }

    private DateTimeOffset Pass(params ImmutableArray<ClientIdentity> identities)
    {
        Judge(_start, _kamaelia, identities);
        Assert.Equal(VerdictReason.WaitedLongEnough, Judge(_start.AddSeconds(3600), _kamaelia, identities).Verdict.Reason);
        return _start.AddSeconds(3600);
    }

    private static Attempt AttemptOf(params ImmutableArray<ClientIdentity> identities) => new(identities, "ann@example.org", "bob@example.com");
}
