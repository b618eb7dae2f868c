using System.Collections.Immutable;
using GreyActors.Core.Greylisting;
using Xunit;

namespace GreyActors.Core.Tests.Greylisting;

public sealed class IgnoredIdentityTests
{
    private static readonly GreylistTiming Timing = new(
        TimeSpan.FromMinutes(4), TimeSpan.FromDays(2), TimeSpan.FromDays(36), TimeSpan.FromMinutes(1), ListedDelay: TimeSpan.FromHours(1));

    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ClientIdentity Network = new("192.0.2.0/24");
    private static readonly ClientIdentity OtherNetwork = new("198.51.100.0/24");
    private static readonly ClientIdentity Spf = ClientIdentity.OfSpf("example.org");
    private static readonly IgnoredIdentities Ignored = IgnoredIdentities.Of([Spf]);

    private readonly GreylistState _state = new();

    [Fact]
    public void A_wait_of_an_ignored_identity_does_not_count()
    {
        Judge(Start, IgnoredIdentities.None, Network, Spf);

        var later = Judge(Start.AddMinutes(5), Ignored, OtherNetwork, Spf);
        Assert.Equal(new Verdict(false, VerdictReason.NeverSeen, TimeSpan.Zero), later.Verdict);
        Assert.Equal([OtherNetwork], Assert.IsType<GreylistEvent.AttemptNoted>(later.Event).Identities.AsEnumerable());
        Assert.Equal(Network, Judge(Start.AddMinutes(5), Ignored, Network, Spf).Verdict.By);
    }

    [Fact]
    public void A_passed_triplet_of_an_ignored_identity_lets_nothing_pass_and_stays_passed()
    {
        Judge(Start, IgnoredIdentities.None, Network, Spf);
        Judge(Start.AddMinutes(5), IgnoredIdentities.None, Network, Spf);

        Assert.Equal(VerdictReason.NeverSeen, Judge(Start.AddHours(1), Ignored, OtherNetwork, Spf).Verdict.Reason);
        Assert.Equal(VerdictReason.TooSoon, Judge(Start.AddHours(1).AddSeconds(1), Ignored, OtherNetwork, Spf).Verdict.Reason);
        Assert.Equal(VerdictReason.TooLate, Judge(Start.AddHours(1).AddDays(3), Ignored, OtherNetwork, Spf).Verdict.Reason);
        Assert.Equal(Spf, Judge(Start.AddHours(1).AddDays(3), IgnoredIdentities.None, new ClientIdentity("203.0.113.0/24"), Spf).Verdict.By);
    }

    [Fact]
    public void An_ignored_identity_is_noted_so_that_its_mail_can_come_back()
    {
        var decision = Judge(Start, Ignored, Network, Spf);
        Assert.Equal([Network, Spf], Assert.IsType<GreylistEvent.AttemptNoted>(decision.Event).Identities.AsEnumerable());
        Judge(Start.AddMinutes(4), Ignored, Network, Spf);

        Assert.Equal(new IdentityCounts(1, 1), Assert.Single(_state.Identities.All).Value.Total);
    }

    [Fact]
    public void A_late_retry_of_an_ignored_identity_counts_as_never_seen()
    {
        Judge(Start, IgnoredIdentities.None, Spf);
        Assert.Equal(VerdictReason.NeverSeen, Judge(Start.AddDays(3), Ignored, Network, Spf).Verdict.Reason);
    }

    [Theory]
    [InlineData(60 * 60 * 1000 - 1, VerdictReason.StillWaiting)]
    [InlineData(60 * 60 * 1000, VerdictReason.WaitedLongEnough)]
    [InlineData(60 * 60 * 1000 + 1, VerdictReason.WaitedLongEnough)]
    public void A_listed_client_waits_the_listed_delay(long milliseconds, VerdictReason reason)
    {
        var attempt = AttemptOf(Network) with { IsListed = true };
        Judge(Start, IgnoredIdentities.None, Network);
        Assert.Equal(reason, GreylistRules.Decide(_state, attempt, Timing, Start.AddMilliseconds(milliseconds), IgnoredIdentities.None).Verdict.Reason);

        var explained = GreylistExplainer.Explain(_state, attempt, Timing, Start.AddMinutes(5), Ignored, []);
        Assert.Equal(Start.AddHours(1), explained.PassesFrom);
        Assert.Equal(Start.AddHours(1), Assert.Single(explained.Triplets).PassesFrom);
    }

    [Fact]
    public void A_listed_delay_never_shortens_the_wait()
    {
        Assert.Equal(TimeSpan.FromMinutes(4), (Timing with { ListedDelay = TimeSpan.FromMinutes(1) }).DelayOf(AttemptOf(Network) with { IsListed = true }));
        Assert.Equal(TimeSpan.FromMinutes(4), Timing.DelayOf(AttemptOf(Network)));
    }

    [Fact]
    public void An_explanation_shows_which_identities_are_ignored_and_why()
    {
        Judge(Start, Ignored, Network, Spf);
        var counts = new IdentityCounts(40, 3);
        var explained = GreylistExplainer.Explain(_state, AttemptOf(Network, Spf), Timing, Start, Ignored, [new CountedIdentity(Spf, counts)]);

        Assert.Equal([(false, default), (true, counts)], explained.Triplets.Select(timeline => (timeline.IsIgnored, timeline.Counts)));
        Assert.Equal(TripletState.Waiting, explained.Triplets[1].State);
    }

    [Fact]
    public void The_verdict_names_the_identity_whose_wait_counts()
    {
        Assert.Null(Judge(Start, IgnoredIdentities.None, OtherNetwork, Spf).Verdict.By);
        Assert.Equal(Spf, Judge(Start.AddMinutes(2), IgnoredIdentities.None, Network, Spf).Verdict.By);
        Assert.Equal(Spf, Judge(Start.AddMinutes(4), IgnoredIdentities.None, new ClientIdentity("203.0.113.0/24"), Spf).Verdict.By);
    }

    [Fact]
    public void An_attempt_with_many_identities_is_judged_like_any_other()
    {
        var many = Enumerable.Range(0, 20).Select(i => ClientIdentity.OfHost($"{i}.example")).ToImmutableArray();
        Judge(Start, IgnoredIdentities.None, many[19]);
        var noted = Assert.IsType<GreylistEvent.AttemptNoted>(Judge(Start.AddMinutes(2), IgnoredIdentities.None, many).Event);
        Assert.Equal(many.Take(19), noted.Identities);
        Assert.Equal(VerdictReason.WaitedLongEnough, Judge(Start.AddMinutes(4), IgnoredIdentities.None, many).Verdict.Reason);
    }

    private Decision Judge(DateTimeOffset now, IgnoredIdentities ignored, params ImmutableArray<ClientIdentity> identities)
    {
        var decision = GreylistRules.Decide(_state, AttemptOf(identities), Timing, now, ignored);
        if (decision.Event is { } happened)
            _state.Apply(happened);
        return decision;
    }

    private static Attempt AttemptOf(params ImmutableArray<ClientIdentity> identities) => new(identities, "ann@example.org", "bob@example.com");
}
