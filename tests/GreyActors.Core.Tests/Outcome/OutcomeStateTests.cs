using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Outcome;
using Xunit;

namespace GreyActors.Core.Tests.Outcome;

public sealed class OutcomeStateTests
{
    private const string Ann = "ann@example.org";
    private const string Eve = "eve@example.net";

    private readonly OutcomeLab _lab = new();

    [Fact]
    public void The_first_mail_of_a_conversation_is_a_first_contact_and_the_next_one_is_not()
    {
        _lab.Deferred(Ann).After(TimeSpan.FromMinutes(10)).Passed(Ann).After(TimeSpan.FromHours(1)).Passed(Ann, RecipientRule.KnownTriplet);

        var report = _lab.Report();
        Assert.Equal((1, 1, 1.0), (report.First.Mails, report.First.Delayed, report.First.Share));
        Assert.InRange(report.First.Median!.Value, 570, 630);
        Assert.Equal((1, 0), (report.Later.Mails, report.Later.Delayed));
        Assert.Equal(0, report.Later.Median);
    }

    [Fact]
    public void A_known_triplet_is_never_a_first_contact()
    {
        _lab.Passed(Ann, RecipientRule.KnownTriplet);
        Assert.Equal((0, 1), (_lab.Report().First.Mails, _lab.Report().Later.Mails));
    }

    [Fact]
    public void The_delay_begins_with_the_first_deferral_even_if_the_greylist_has_begun_again()
    {
        _lab.Deferred(Ann, "192.0.2.1").After(TimeSpan.FromHours(1)).Deferred(Ann, "198.51.100.1").After(TimeSpan.FromHours(1));
        _lab.Passed(Ann, client: "198.51.100.1", waited: TimeSpan.FromHours(1));

        var wait = Assert.Single(_lab.Report().Longest);
        Assert.Equal((7200, 3, "198.51.100.1"), (wait.DelaySeconds, wait.Attempts, wait.Client));
    }

    [Fact]
    public void A_mail_whose_first_attempt_was_not_followed_has_waited_as_long_as_the_greylist_says()
    {
        _lab.Passed(Ann, waited: TimeSpan.FromMinutes(30));
        var wait = Assert.Single(_lab.Report().Longest);
        Assert.Equal((1800, null), (wait.DelaySeconds, wait.Attempts));
    }

    [Fact]
    public void The_delay_is_that_of_the_greylist_if_it_has_seen_the_mail_earlier()
    {
        _lab.Deferred(Ann).After(TimeSpan.FromMinutes(10)).Passed(Ann, waited: TimeSpan.FromMinutes(15));
        Assert.Equal(900, Assert.Single(_lab.Report().Longest).DelaySeconds);
    }

    [Fact]
    public void A_deferred_mail_that_another_rule_lets_pass_has_waited_too()
    {
        _lab.Deferred(Ann).After(TimeSpan.FromMinutes(10)).Passed(Ann, RecipientRule.Whitelisted);
        Assert.Equal(1, _lab.Report().First.Delayed);
        Assert.Equal(0, _lab.Report().Attempts.Waiting);
    }

    [Fact]
    public void The_delay_ends_when_the_greylist_lets_the_mail_pass_although_the_backend_fails()
    {
        _lab.Deferred(Ann).After(TimeSpan.FromMinutes(10)).Passed(Ann, final: DecisionStatus.Failed);
        Assert.Equal((0, 0), (_lab.Report().First.Mails, _lab.Report().Attempts.Waiting));

        _lab.After(TimeSpan.FromHours(5)).Passed(Ann, RecipientRule.KnownTriplet, final: DecisionStatus.Failed);
        _lab.After(TimeSpan.FromHours(5)).Passed(Ann, RecipientRule.KnownTriplet);
        Assert.Equal(600, Assert.Single(_lab.Report().Longest).DelaySeconds);
    }

    [Fact]
    public void A_mail_that_passed_and_failed_at_the_backend_does_not_count_as_given_up()
    {
        _lab.Deferred(Ann).After(TimeSpan.FromMinutes(10)).Passed(Ann, final: DecisionStatus.Failed).After(TimeSpan.FromDays(5)).Expired();
        Assert.Equal((0, 0), (_lab.Report().Attempts.GaveUp, _lab.Report().Attempts.NeverRetried));
        Assert.Equal(0, _lab.State.Waiting.Count);
    }

    [Fact]
    public void A_recipient_that_the_backend_refuses_is_no_mail()
    {
        _lab.Deferred(Ann).After(TimeSpan.FromMinutes(10)).Passed(Ann, final: DecisionStatus.Refused).After(TimeSpan.FromDays(5)).Expired();
        var report = _lab.Report();
        Assert.Equal((0, 0, 0), (report.First.Mails, report.Attempts.GaveUp, report.Attempts.NeverRetried));
    }

    [Fact]
    public void Mail_of_our_own_users_and_foreign_domains_is_not_counted()
    {
        _lab.Passed(Ann, RecipientRule.AllowedClient);
        _lab.Note(Eve, "192.0.2.1", RecipientRule.DomainNotServed, null, DecisionStatus.Refused, DecisionStatus.Refused, null);
        Assert.Equal(0, _lab.Report().First.Mails + _lab.Report().Later.Mails);
        Assert.Empty(_lab.Report().Reasons);
    }

    [Fact]
    public void Mail_of_a_trapped_client_is_a_deferral_and_no_mail_that_waits()
    {
        _lab.Deferred(Ann, rule: RecipientRule.Trapped).After(OutcomeLab.Timing.RetryWindow + TimeSpan.FromSeconds(1)).Expired();
        Assert.Equal((1, 0, 0), (_lab.Report().Attempts.Deferred, _lab.Report().Attempts.Waiting, _lab.Report().Attempts.NeverRetried));
    }

    [Theory]
    [InlineData(-1, 1, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(1, 0, 1)]
    public void A_mail_is_over_when_it_was_not_tried_for_the_retry_window(int milliseconds, int waiting, int over)
    {
        _lab.Deferred(Ann).After(OutcomeLab.Timing.RetryWindow + TimeSpan.FromMilliseconds(milliseconds)).Expired();
        Assert.Equal((waiting, over), (_lab.Report().Attempts.Waiting, (int)_lab.Report().Attempts.NeverRetried));
    }

    [Fact]
    public void A_mail_that_was_retried_gave_up_and_one_that_was_not_never_retried()
    {
        _lab.Deferred(Ann).Deferred(Eve).After(TimeSpan.FromMinutes(1)).Deferred(Ann).After(TimeSpan.FromDays(3)).Expired();

        var report = _lab.Report();
        Assert.Equal((1, 1), (report.Attempts.GaveUp, report.Attempts.NeverRetried));
        var gone = Assert.Single(report.GaveUp);
        Assert.Equal((Ann, 1, 2), (gone.From, gone.Mails, gone.Attempts));
        Assert.Equal(1, report.Trend.Single(day => day.Date == DateOnly.FromDateTime(OutcomeLab.Start.Date)).GaveUp);
    }

    [Fact]
    public void Reasons_are_counted_with_the_identity_that_had_waited()
    {
        _lab.Passed(Ann, RecipientRule.KnownTriplet, by: IdentityKind.Spf).Passed(Ann, RecipientRule.KnownTriplet, by: IdentityKind.Spf);
        _lab.Passed(Eve, RecipientRule.Whitelisted);
        Assert.Equal<ReasonFigures>(
            [new ReasonFigures(RecipientRule.KnownTriplet, IdentityKind.Spf, 2), new ReasonFigures(RecipientRule.Whitelisted, null, 1)], _lab.Report().Reasons);
    }

    [Fact]
    public void In_observe_mode_a_mail_counts_as_delayed_by_the_initial_delay_and_has_no_reason()
    {
        _lab.WouldDefer(Ann).After(TimeSpan.FromDays(1));
        _lab.IsObserved = true;
        _lab.Passed(Ann, waited: TimeSpan.FromDays(1));

        var report = _lab.Report();
        Assert.True(report.IsHypothetical);
        Assert.Equal((1, 1, 1), (report.First.Delayed, report.First.Mails, report.Attempts.WouldDefer));
        Assert.InRange(report.First.Median!.Value, 228, 252);
        Assert.Equal((1, 0), (report.Later.Mails, report.Later.Delayed));
        Assert.Empty(report.Longest);
        Assert.Equal(RecipientRule.WaitedLongEnough, Assert.Single(report.Reasons).Rule);
    }

    [Fact]
    public void A_day_is_forgotten_after_its_time()
    {
        _lab.Passed(Ann, RecipientRule.Whitelisted).After(TimeSpan.FromDays(OutcomeLimits.Days - 1)).Expired();
        Assert.Single(_lab.State.Days);
        _lab.After(TimeSpan.FromDays(1)).Expired();
        Assert.Empty(_lab.State.Days);
    }

    [Fact]
    public void A_restart_changes_nothing()
    {
        _lab.Deferred(Ann).After(TimeSpan.FromMinutes(10)).Passed(Ann).Deferred(Eve, "198.51.100.1").After(TimeSpan.FromDays(1)).Deferred(Eve);
        _lab.Deferred("gone@example.net").After(TimeSpan.FromSeconds(1)).Deferred("gone@example.net").After(TimeSpan.FromDays(3)).Expired();
        _lab.WouldDefer("observed@example.org");
        var before = System.Text.Json.JsonSerializer.Serialize(_lab.Report());
        Assert.Equal(before, System.Text.Json.JsonSerializer.Serialize(_lab.Restarted().Report()));
        Assert.Equal(1, _lab.Passed(Ann).Report().Later.Mails);
    }

    [Fact]
    public void A_snapshot_that_comes_late_is_added_to_the_counts_since_the_start()
    {
        var before = new OutcomeLab().Deferred(Eve).Passed(Ann);
        _lab.After(TimeSpan.FromHours(2)).Deferred(Eve).Passed("carol@example.org");
        _lab.State.Restore(before.State.TakeSnapshot());

        Assert.Equal(2, _lab.Report().First.Mails);
        Assert.Equal(OutcomeLab.Start, _lab.Report().Since);
        Assert.Equal((2, OutcomeLab.Start.ToUnixTimeMilliseconds(), 7_200_000), _lab.State.Waiting.All.Select(mail => (mail.Attempts, mail.First, mail.Interval)).Single());
    }
}
