using GreyActors.Core.Judging;
using GreyActors.Core.Outcome;
using Xunit;

namespace GreyActors.Core.Tests.Outcome;

/// <summary>The report of a cluster is the sum of its machines, and each mail counts once.</summary>
public sealed class OutcomeOfMachinesTests
{
    private const string Ann = "ann@example.org";
    private const string Eve = "eve@example.net";

    private readonly OutcomeLab _one = new();
    private readonly OutcomeLab _other = new();

    [Fact]
    public void The_sum_of_two_machines_has_the_figures_of_both()
    {
        _one.Deferred(Ann).After(TimeSpan.FromMinutes(10)).Passed(Ann).Deferred(Eve);
        _other.After(TimeSpan.FromMinutes(5)).Passed("joe@example.com", RecipientRule.KnownTriplet).Deferred("kay@example.com");

        var report = Sum();

        Assert.Equal((1, 1, 3), (report.First.Mails, report.Later.Mails, report.Attempts.Deferred));
        Assert.Equal(2, report.Attempts.Waiting);
        Assert.Equal(OutcomeLab.Start, report.Since);
    }

    [Fact]
    public void The_machine_with_the_first_attempt_follows_a_mail_whose_retries_go_to_another()
    {
        _one.Deferred(Ann);
        Retry(RecipientRule.TooSoon, TimeSpan.FromMinutes(1));
        Retry(RecipientRule.StillWaiting, TimeSpan.FromMinutes(2));

        Assert.Equal(0, _other.Report().Attempts.Waiting);
        var report = Sum();
        Assert.Equal((3, 1), (report.Attempts.Deferred, report.Attempts.Waiting));
        Assert.Equal(3, Assert.Single(_one.State.Waiting.All).Attempts);
    }

    [Fact]
    public void A_mail_that_passes_at_another_machine_waits_no_more()
    {
        _one.Deferred(Ann);

        var news = _other.State.NewsOf(_other.DecisionOf(Ann, RecipientRule.WaitedLongEnough, DecisionStatus.Accepted));
        _one.State.Note(news!);
        _other.After(TimeSpan.FromMinutes(10)).Passed(Ann, waited: TimeSpan.FromMinutes(10));

        _one.After(TimeSpan.FromDays(3)).Expired();
        var report = Sum();
        Assert.Equal((0, 0L, 0L), (report.Attempts.Waiting, report.Attempts.NeverRetried, report.Attempts.GaveUp));
        Assert.Equal((1, 1), (report.First.Mails, report.First.Delayed));
    }

    [Theory]
    [InlineData(RecipientRule.NeverSeen)]
    [InlineData(RecipientRule.TooLate)]
    public void A_deferral_that_begins_a_wait_is_no_news(RecipientRule rule) =>
        Assert.Null(_one.State.NewsOf(_one.DecisionOf(Ann, rule, DecisionStatus.Deferred)));

    [Fact]
    public void A_retry_at_the_machine_that_follows_the_mail_is_no_news()
    {
        _one.Deferred(Ann);
        Assert.Null(_one.State.NewsOf(_one.DecisionOf(Ann, RecipientRule.TooSoon, DecisionStatus.Deferred)));
        Assert.Null(_one.State.NewsOf(_one.DecisionOf(Ann, RecipientRule.WaitedLongEnough, DecisionStatus.Accepted)));
    }

    [Fact]
    public void A_mail_that_two_machines_follow_is_one_mail()
    {
        _one.Deferred(Ann);
        _other.After(TimeSpan.FromHours(1)).Deferred(Ann);

        Assert.Equal(1, Sum().Attempts.Waiting);
    }

    private OutcomeReport Sum()
    {
        var sum = new OutcomeState(new OutcomeLimits().Times(2));
        sum.Add(_other.State.TakeSnapshot() with { Seen = [] });
        sum.Add(_one.State.TakeSnapshot() with { Seen = [] });
        return OutcomeReporter.Make(sum, _one.Now, 30, 20, OutcomeLab.Timing, 0);
    }

    private void Retry(RecipientRule rule, TimeSpan after)
    {
        _other.After(after);
        var decision = _other.DecisionOf(Ann, rule, DecisionStatus.Deferred);
        _one.State.Note(_other.State.NewsOf(decision)!);
        _other.State.NoteRetryElsewhere(decision);
    }
}
