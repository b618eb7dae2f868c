using System.Collections.Immutable;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using Xunit;

namespace GreyActors.Core.Tests.Known;

public sealed class KnownClientsRulesTests
{
    private static readonly DateTimeOffset Start = new(2026, 12, 3, 12, 0, 0, TimeSpan.Zero);
    private static readonly ClientIdentity Network = new("192.0.2.0/24");
    private static readonly ClientIdentity Spf = ClientIdentity.OfSpf("mail.example.org");
    private static readonly ClientIdentity Host = ClientIdentity.OfHost("example.org");
    private static readonly KnownTiming Timing = new(true, TimeSpan.FromDays(1), TimeSpan.FromDays(36), TimeSpan.FromDays(60));

    private readonly KnownClientsState _state = new();

    [Theory]
    [InlineData(0, false)]
    [InlineData((24 * 3600) - 1, false)]
    [InlineData(24 * 3600, true)]
    [InlineData((36 * 24 * 3600) - 1, true)]
    [InlineData(36 * 24 * 3600, false)]
    public void A_pair_takes_effect_a_day_after_its_first_pass_and_lasts_for_the_pass_lifetime(int seconds, bool isKnown)
    {
        Pass(Start, AttemptOf(Network, Spf));

        Assert.Equal(isKnown, Judge(Start.AddSeconds(seconds), AttemptOf(Spf)) is not null);
    }

    [Fact]
    public void Each_identity_of_the_client_becomes_known_for_any_mailbox_and_any_sender_of_the_organisation()
    {
        Pass(Start, AttemptOf(Network, Spf, Host));

        foreach (var identity in new[] { Network, Spf, Host })
        {
            var verdict = Judge(Start.AddDays(2), AttemptOf(identity) with { ReversePath = "other@example.org", ForwardPath = "new@example.com" });

            Assert.Equal(new Verdict(true, VerdictReason.KnownPair, TimeSpan.FromDays(2), identity), verdict);
        }
    }

    [Fact]
    public void A_known_client_waits_with_mail_of_another_organisation()
    {
        Pass(Start, AttemptOf(Network, Spf));

        Assert.Null(Judge(Start.AddDays(2), AttemptOf(Network, Spf) with { Organisation = "example.net" }));
    }

    [Fact]
    public void No_number_of_passes_makes_a_client_known_for_every_organisation()
    {
        for (var i = 0; i < 1000; i++)
            Pass(Start, AttemptOf(Network) with { Organisation = $"example{i}.org" });

        Assert.Null(Judge(Start.AddDays(2), AttemptOf(Network)));
    }

    [Fact]
    public void The_null_reverse_path_teaches_nothing()
    {
        Pass(Start, AttemptOf(Network, Host) with { ReversePath = "" });

        Assert.Equal(0, _state.Count);
    }

    [Fact]
    public void Mail_with_the_null_reverse_path_waits_although_the_client_is_known()
    {
        Pass(Start, AttemptOf(Network, Host));

        Assert.Null(Judge(Start.AddDays(2), AttemptOf(Network, Host) with { ReversePath = "" }));
    }

    [Fact]
    public void An_ignored_identity_does_not_become_known_and_one_that_is_known_no_longer_counts()
    {
        var ignored = IgnoredIdentities.Of([Spf]);
        Pass(Start, AttemptOf(Network, Spf), ignored);
        Assert.Equal(1, _state.Count);

        Pass(Start, AttemptOf(Network, Spf));

        Assert.Null(KnownClientsRules.Decide(_state, AttemptOf(Spf), Timing, Start.AddDays(2), ignored).Verdict);
        Assert.NotNull(Judge(Start.AddDays(2), AttemptOf(Spf)));
    }

    [Fact]
    public void Each_use_starts_the_lifetime_again_and_is_written_at_most_once_a_day()
    {
        Pass(Start, AttemptOf(Network));

        Assert.Null(KnownClientsRules.Decide(_state, AttemptOf(Network), Timing with { Settle = TimeSpan.Zero }, Start.AddHours(24), IgnoredIdentities.None).Event);
        for (var day = 30; day <= 300; day += 30)
            Assert.NotNull(Judge(Start.AddDays(day), AttemptOf(Network)));
    }

    [Fact]
    public void A_known_client_brings_new_networks_which_are_known_a_day_later()
    {
        var other = new ClientIdentity("198.51.100.0/24");
        Pass(Start, AttemptOf(Network, Spf));

        Judge(Start.AddDays(2), AttemptOf(other, Spf));

        Assert.Null(Judge(Start.AddDays(2).AddHours(23), AttemptOf(other)));
        Assert.NotNull(Judge(Start.AddDays(3), AttemptOf(other)));
    }

    [Fact]
    public void The_mails_of_a_pair_are_counted()
    {
        Pass(Start, AttemptOf(Network));
        for (var i = 1; i <= 13; i++)
            Judge(Start.AddDays(1).AddHours(i), AttemptOf(Network));

        Assert.Equal(14, _state.Find(KnownKey.Pair(Network, "example.org"))?.Mails);
    }

    [Fact]
    public void Of_several_identities_the_one_that_became_known_first_decides_and_of_these_the_last()
    {
        Pass(Start, AttemptOf(Spf, Host));
        Pass(Start.AddHours(1), AttemptOf(Network));

        Assert.Equal(Host, Judge(Start.AddDays(3), AttemptOf(Network, Spf, Host))?.By);
        Assert.Equal(Network, Judge(Start.AddDays(3), AttemptOf(Network))?.By);
    }

    [Fact]
    public void A_first_pass_in_the_future_was_recorded_with_a_wrong_clock_and_starts_again()
    {
        Pass(Start.AddYears(1), AttemptOf(Network));

        Pass(Start, AttemptOf(Network));

        Assert.NotNull(Judge(Start.AddDays(1), AttemptOf(Network)));
    }

    [Fact]
    public void A_pair_of_an_operator_takes_effect_at_once()
    {
        var at = Start.ToUnixTimeMilliseconds();
        _state.Learn(new KnownEntry(KnownKey.Pair(Host, "example.org"), new KnownTimes(at, at, 0, KnownSource.Operator)));

        Assert.NotNull(Judge(Start, AttemptOf(Host)));
    }

    [Fact]
    public void A_pair_of_an_operator_counts_although_its_identity_is_ignored()
    {
        var (at, ignored) = (Start.ToUnixTimeMilliseconds(), IgnoredIdentities.Of([Host]));
        var allowed = new KnownEntry(KnownKey.Pair(Host, "example.org"), new KnownTimes(at, at, 0, KnownSource.Operator));
        _state.Learn(allowed);

        Assert.NotNull(KnownClientsRules.Decide(_state, AttemptOf(Host), Timing, Start, ignored).Verdict);
        Assert.Equal(allowed.Key, KnownExplanation.Of(_state, AttemptOf(Host), Timing, Start, ignored).By?.Key);
        Assert.IsType<KnownClientsEvent.Noted>(KnownClientsRules.Decide(_state, AttemptOf(Host), Timing, Start.AddDays(30), ignored).Event);
    }

    [Fact]
    public void Without_known_clients_no_pair_is_learned_or_used()
    {
        Pass(Start, AttemptOf(Network));
        var off = Timing with { UsesPairs = false };

        Assert.Null(KnownClientsRules.Decide(_state, AttemptOf(Network), off, Start.AddDays(2), IgnoredIdentities.None).Verdict);
        Assert.Null(KnownClientsRules.LearnPass(_state, AttemptOf(Host), off, Start, IgnoredIdentities.None));
    }

    [Fact]
    public void A_reply_to_mail_of_our_user_does_not_wait()
    {
        Send(Start, "example.org", "ann@example.com");

        foreach (var proof in new[] { Spf, Host, ClientIdentity.OfSpf("example.org") })
            Assert.Equal(new Verdict(true, VerdictReason.ExpectedReply, TimeSpan.FromMinutes(1), proof), Judge(Start.AddMinutes(1), AttemptOf(Network, proof)));
    }

    [Fact]
    public void A_bounce_of_mail_of_our_user_does_not_wait()
    {
        Send(Start, "example.org", "ann@example.com");

        Assert.Equal(VerdictReason.ExpectedReply, Judge(Start.AddMinutes(1), AttemptOf(Network, Host) with { ReversePath = "" })?.Reason);
    }

    [Fact]
    public void Nobody_else_gets_a_reply_without_waiting()
    {
        Send(Start, "example.org", "ann@example.com");

        Assert.Null(Judge(Start, AttemptOf(Host) with { ForwardPath = "bob@example.com" }));
        Assert.Null(Judge(Start, AttemptOf(Host) with { Organisation = "example.net" }));
        Assert.Null(Judge(Start, AttemptOf(Network, ClientIdentity.OfHost("example.net"), ClientIdentity.OfSpf("anexample.org"))));
    }

    [Fact]
    public void A_reply_is_expected_for_its_lifetime_after_the_last_mail_of_our_user()
    {
        Send(Start, "example.org", "ann@example.com");
        Send(Start.AddDays(30), "example.org", "ann@example.com");

        Assert.NotNull(Judge(Start.AddDays(89), AttemptOf(Host)));
        Assert.Null(Judge(Start.AddDays(90), AttemptOf(Host)));
    }

    [Fact]
    public void An_ignored_identity_proves_no_reply()
    {
        Send(Start, "example.org", "ann@example.com");

        Assert.Null(KnownClientsRules.Decide(_state, AttemptOf(Host), Timing, Start, IgnoredIdentities.Of([Host])).Verdict);
    }

    [Fact]
    public void With_a_lifetime_of_zero_no_reply_is_expected()
    {
        Send(Start, "example.org", "ann@example.com");
        var off = Timing with { ReplyLifetime = TimeSpan.Zero };

        Assert.Null(KnownClientsRules.Decide(_state, AttemptOf(Host), off, Start, IgnoredIdentities.None).Verdict);
        Assert.Null(KnownClientsRules.LearnSent(_state, "example.net", "ann@example.com", off, Start));
    }

    private static Attempt AttemptOf(params ImmutableArray<ClientIdentity> identities) =>
        new(identities, "bob@example.org", "ann@example.com") { Organisation = "example.org" };

    private Verdict? Judge(DateTimeOffset now, Attempt attempt)
    {
        var decision = KnownClientsRules.Decide(_state, attempt, Timing, now, IgnoredIdentities.None);
        if (decision.Event is { } happened)
            _state.Apply(happened);
        return decision.Verdict;
    }

    private void Pass(DateTimeOffset now, Attempt attempt, IgnoredIdentities? ignored = null)
    {
        if (KnownClientsRules.LearnPass(_state, attempt, Timing, now, ignored ?? IgnoredIdentities.None) is { } happened)
            _state.Apply(happened);
    }

    private void Send(DateTimeOffset now, string organisation, string sender)
    {
        if (KnownClientsRules.LearnSent(_state, organisation, sender, Timing, now) is { } happened)
            _state.Apply(happened);
    }
}
