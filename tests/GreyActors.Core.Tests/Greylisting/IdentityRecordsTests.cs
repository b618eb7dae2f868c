using GreyActors.Core.Greylisting;
using Xunit;

namespace GreyActors.Core.Tests.Greylisting;

public sealed class IdentityRecordsTests
{
    private const long Hour = 60 * 60 * 1000;
    private const long Day = 24 * Hour;

    private static readonly GreylistTiming Timing = new(TimeSpan.FromMinutes(4), TimeSpan.FromDays(2), TimeSpan.FromDays(36), TimeSpan.FromMinutes(1));
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ClientIdentity Network = new("192.0.2.0/24");
    private static readonly ClientIdentity Spf = ClientIdentity.OfSpf("example.org");
    private static readonly ClientIdentity Host = ClientIdentity.OfHost("example.net");

    private readonly GreylistState _state = new();

    [Fact]
    public void A_first_sighting_is_counted_once_for_each_identity_except_the_network()
    {
        Judge(Start, "bob", Network, Spf, Host);
        Judge(Start.AddMinutes(2), "bob", Network, Spf, Host);

        Assert.Equal(new IdentityCounts(1, 0), TotalOf(Spf));
        Assert.Equal(new IdentityCounts(1, 0), TotalOf(Host));
        Assert.Equal(2, _state.Identities.Count);
    }

    [Fact]
    public void Each_sender_and_recipient_is_a_sighting_of_its_own()
    {
        Judge(Start, "bob", Network, Spf);
        Judge(Start, "carol", Network, Spf);
        Assert.Equal(new IdentityCounts(2, 0), TotalOf(Spf));
    }

    [Fact]
    public void Mail_with_the_null_reverse_path_is_not_counted_because_servers_that_verify_a_sender_never_come_back()
    {
        _state.Apply(new GreylistEvent.AttemptNoted([Spf], "", "bob@example.com", Start.ToUnixTimeMilliseconds()));
        Assert.Equal(0, _state.Identities.Count);

        Judge(Start, "bob", Spf);
        _state.Apply(new GreylistEvent.TripletForgotten([Spf], "", "bob@example.com"));
        Assert.Equal(new IdentityCounts(1, 0), TotalOf(Spf));
    }

    [Fact]
    public void Observe_mode_counts_neither_sightings_nor_returns_because_accepted_mail_is_not_retried()
    {
        var observed = new Attempt([Network, Spf], "ann@example.org", "bob@example.com") { IsObserved = true };
        Assert.Equal(VerdictReason.NeverSeen, JudgeObserved(0));
        Assert.Equal(VerdictReason.WaitedLongEnough, JudgeObserved(1));
        Assert.Equal(VerdictReason.KnownTriplet, JudgeObserved(49));
        Assert.Equal(0, _state.Identities.Count);

        Judge(Start, "carol", Network, Spf);
        observed = observed with { ForwardPath = "carol@example.com" };
        JudgeObserved(1);
        Assert.Equal(new IdentityCounts(1, 0), TotalOf(Spf));

        VerdictReason JudgeObserved(int hours)
        {
            var decision = GreylistRules.Decide(_state, observed, Timing, Start.AddHours(hours), IgnoredIdentities.None);
            _state.Apply(decision.Event!);
            return decision.Verdict.Reason;
        }
    }

    [Fact]
    public void A_mail_that_passes_has_come_back_once()
    {
        Pass("bob", Network, Spf);
        Judge(Start, "carol", Network, Spf);
        Assert.Null(Judge(Start.AddDays(1), "bob", Network, Spf).Event);
        Assert.NotNull(Judge(Start.AddDays(3), "bob", Network, Spf).Event);
        Assert.Equal(new IdentityCounts(2, 1), TotalOf(Spf));
    }

    [Fact]
    public void An_identity_that_first_appears_with_a_mail_that_passes_is_not_counted()
    {
        Judge(Start, "bob", Network);
        Judge(Start.AddMinutes(5), "bob", Network, Spf);
        Assert.Equal(0, _state.Identities.Count);
    }

    [Fact]
    public void A_waiting_identity_comes_back_with_a_mail_that_another_identity_lets_pass()
    {
        Pass("bob", Network);
        Judge(Start.AddMinutes(10), "bob", Spf);
        var decision = Judge(Start.AddMinutes(20), "bob", Network, Spf);

        Assert.Equal(new IdentityCounts(1, 1), TotalOf(Spf));
        Assert.Equal((VerdictReason.KnownTriplet, (ClientIdentity?)Network), (decision.Verdict.Reason, decision.Verdict.By));
        Assert.Null(Judge(Start.AddMinutes(30), "bob", Network, Spf).Event);
    }

    [Fact]
    public void A_restart_within_a_day_is_the_same_sighting()
    {
        Judge(Start, "bob", Network, Spf);
        Judge(Start.AddSeconds(30), "bob", Network, Spf);
        Assert.Equal(new IdentityCounts(1, 0), TotalOf(Spf));
    }

    [Fact]
    public void A_retry_after_the_retry_window_is_another_sighting()
    {
        Judge(Start, "bob", Network, Spf);
        Judge(Start.AddDays(3), "bob", Network, Spf);
        Assert.Equal(new IdentityCounts(2, 0), TotalOf(Spf));
    }

    [Fact]
    public void A_wait_after_the_pass_lifetime_is_another_sighting_whether_the_triplet_was_removed_or_not()
    {
        Pass("bob", Network, Spf);
        Pass("carol", Network, Spf);
        _state.Expire(Timing, Start.AddDays(40));
        Judge(Start.AddDays(40), "bob", Network, Spf);
        Assert.Equal(3, TotalOf(Spf).Sightings);

        Pass("dave", Network, Host);
        Judge(Start.AddDays(80), "dave", Network, Host);
        Assert.Equal(2, TotalOf(Host).Sightings);
    }

    [Fact]
    public void An_expired_triplet_stays_counted()
    {
        Judge(Start, "bob", Network, Spf);
        _state.Expire(Timing, Start.AddDays(30));
        Assert.Equal((0, new IdentityCounts(1, 0)), (_state.Count, TotalOf(Spf)));
    }

    [Fact]
    public void A_triplet_that_an_operator_forgets_while_it_waits_is_not_counted()
    {
        Judge(Start, "bob", Network, Spf);
        _state.Apply(new GreylistEvent.TripletForgotten([Spf], "ann@example.org", "bob@example.com"));
        Assert.Equal(default, TotalOf(Spf));

        Pass("carol", Network, Spf);
        _state.Apply(new GreylistEvent.TripletForgotten([Spf], "ann@example.org", "carol@example.com"));
        Assert.Equal(new IdentityCounts(1, 1), TotalOf(Spf));
    }

    [Fact]
    public void Triplets_that_find_no_place_are_not_counted()
    {
        for (var i = 0; i < 100; i++)
            Judge(Start.AddSeconds(i), $"user{i}", i % 2 == 0 ? Spf : Network, i % 2 == 0 ? Network : Host);
        _state.Crowd(100);

        var left = _state.TakeSnapshot().Triplets.GroupBy(known => known.Triplet.Identity).ToDictionary(group => group.Key, group => group.Count());
        Assert.True(left[Spf] < 50);
        Assert.Equal((left[Spf], left[Host]), (TotalOf(Spf).Sightings, TotalOf(Host).Sightings));
    }

    [Fact]
    public void An_event_that_is_applied_twice_counts_once()
    {
        var noted = new GreylistEvent.AttemptNoted([Spf], "ann@example.org", "bob@example.com", 1);
        var passed = new GreylistEvent.TripletPassed([Spf], "ann@example.org", "bob@example.com", 1, 2);
        foreach (var happened in new GreylistEvent[] { noted, noted, passed, passed })
            _state.Apply(happened);
        Assert.Equal(new IdentityCounts(1, 1), TotalOf(Spf));
    }

    [Fact]
    public void A_snapshot_keeps_the_records_as_they_were()
    {
        Judge(Start, "bob", Network, Spf);
        var snapshot = _state.TakeSnapshot();
        Judge(Start, "carol", Network, Spf);

        var restored = new GreylistState();
        restored.Restore(snapshot);
        restored.Apply(new GreylistEvent.AttemptNoted([Spf], "ann@example.org", "carol@example.com", Start.ToUnixTimeMilliseconds()));
        Assert.Equal(1, Assert.Single(snapshot.Identities).Value.Total.Sightings);
        Assert.Equal(TotalOf(Spf), Assert.Single(restored.Identities.All).Value.Total);
    }

    [Theory]
    [InlineData(IdentityRecords.Most, IdentityRecords.Most)]
    [InlineData(IdentityRecords.Most + 1, IdentityRecords.Most * 7 / 8)]
    public void The_identities_with_the_fewest_and_oldest_sightings_make_room(int seen, int left)
    {
        var records = new IdentityRecords();
        for (var i = seen - 1; i >= 0; i--)
        {
            for (var times = 0; times < (i < 100 ? 3 : 1); times++)
                See(records, Domain(i), i * Day);
        }

        Assert.Equal(seen - left, records.Crowd(IgnoredIdentities.None));
        Assert.Equal(left, records.Count);
        Assert.Equal(
            Enumerable.Range(0, 100).Concat(Enumerable.Range(seen - left + 100, left - 100)).Select(Domain),
            records.All.Select(entry => entry.Key).OrderBy(identity => int.Parse(identity.Text[4..^8])));
    }

    [Fact]
    public void A_flood_of_invented_domains_erases_no_bad_record()
    {
        var records = new IdentityRecords();
        var ignored = IgnoredIdentities.Of([Spf]);
        See(records, Spf, 0);
        for (var i = 0; i < 10 * IdentityRecords.Most; i++)
        {
            See(records, Domain(i), Day);
            See(records, Domain(i), Day);
            records.Crowd(ignored);
        }

        Assert.InRange(records.Count, 1, IdentityRecords.Most);
        Assert.Contains(records.All, entry => entry.Key == Spf);
    }

    [Fact]
    public void Even_ignored_identities_are_bounded()
    {
        var records = new IdentityRecords();
        var ignored = IgnoredIdentities.Of(Enumerable.Range(0, 2 * IdentityRecords.Most).Select(Domain));
        for (var i = 0; i < 2 * IdentityRecords.Most; i++)
        {
            See(records, Domain(i), 0);
            records.Crowd(ignored);
        }

        Assert.InRange(records.Count, 1, IdentityRecords.Most);
    }

    [Fact]
    public void More_identities_are_kept_until_it_is_known_which_are_ignored()
    {
        var records = new IdentityRecords();
        for (var i = 0; i < 8 * IdentityRecords.Most; i++)
            See(records, Domain(i), 0);
        Assert.Equal(0, records.Crowd(null));
        See(records, Spf, 0);
        Assert.Equal(IdentityRecords.Most + 1, records.Crowd(null));
    }

    [Fact]
    public void Only_identities_with_a_sighting_a_day_old_are_reported()
    {
        Judge(Start, "bob", Network, Spf);
        Judge(Start.AddDays(2), "bob", Network, Host);
        Assert.Empty(_state.Identities.CountsAt(Start));
        Assert.Equal(new CountedIdentity(Spf, new IdentityCounts(1, 0)), Assert.Single(_state.Identities.CountsAt(Start.AddDays(2))));
    }

    private static ClientIdentity Domain(int i) => ClientIdentity.OfSpf($"{i}.example");

    private static void See(IdentityRecords records, ClientIdentity identity, long at) => records.Note(identity, null, new TripletTimes(at, TripletTimes.NotPassed));

    private IdentityCounts TotalOf(ClientIdentity identity) => _state.Identities.All.SingleOrDefault(entry => entry.Key == identity).Value.Total;

    private void Pass(string recipient, params ClientIdentity[] identities)
    {
        Judge(Start, recipient, identities);
        Assert.True(Judge(Start.AddMinutes(4), recipient, identities).Verdict.Passed);
    }

    private Decision Judge(DateTimeOffset now, string recipient, params ClientIdentity[] identities)
    {
        var attempt = new Attempt([.. identities], "ann@example.org", $"{recipient}@example.com");
        var decision = GreylistRules.Decide(_state, attempt, Timing, now, IgnoredIdentities.None);
        if (decision.Event is { } happened)
            _state.Apply(happened);
        return decision;
    }
}
