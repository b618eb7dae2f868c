using GreyActors.Core.Judging;
using GreyActors.Core.Outcome;
using Xunit;

namespace GreyActors.Core.Tests.Outcome;

public sealed class StuckMailTests
{
    private const string Ann = "ann@example.org";

    private readonly OutcomeLab _lab = new();

    [Fact]
    public void A_mail_with_three_attempts_over_twice_the_initial_delay_is_stuck()
    {
        _lab.Deferred(Ann).After(TimeSpan.FromMinutes(4)).Deferred(Ann).After(TimeSpan.FromMinutes(4)).Deferred(Ann);
        var stuck = Assert.Single(_lab.Report().Stuck);
        Assert.Equal((3, OutcomeLab.Start, _lab.Now), (stuck.Attempts, stuck.First, stuck.Last));
        Assert.Equal(1, _lab.Report().Attempts.Stuck);
    }

    [Theory]
    [InlineData(2, 60)]
    [InlineData(8, 1)]
    public void A_mail_with_few_attempts_or_within_its_wait_is_not_stuck(int attempts, int minutesBetween)
    {
        for (var i = 0; i < attempts; i++)
            _lab.After(TimeSpan.FromMinutes(minutesBetween)).Deferred(Ann);
        Assert.Empty(_lab.Report().Stuck);
    }

    [Fact]
    public void A_mail_that_passes_is_stuck_no_longer()
    {
        Retry("192.0.2.1", "192.0.2.1", "192.0.2.1");
        _lab.Passed(Ann);
        Assert.Empty(_lab.Report().Stuck);
    }

    [Fact]
    public void A_pool_without_a_common_identity_gets_the_command_that_explains_it_and_the_entry_for_its_sender()
    {
        Retry("192.0.2.1", "198.51.100.1", "203.0.113.1");
        var stuck = Assert.Single(_lab.Report().Stuck);
        Assert.Equal(3, stuck.Networks);
        Assert.Equal(
            new Advice(
                "retries from 3 networks or more, without a name or an SPF record in common",
                "greyactors explain 203.0.113.1 ann@example.org bob@example.com",
                "whitelisted-senders += \"ann@example.org\""),
            stuck.Advice);
    }

    [Fact]
    public void A_sender_that_retries_rarely_gets_a_longer_retry_window()
    {
        for (var i = 0; i < 3; i++)
            _lab.Deferred(Ann, rule: RecipientRule.TooLate).After(TimeSpan.FromDays(2.5));
        Assert.Equal(
            ("retries too rarely: the last retry came after 2d 12h", "greylisting.retry-window = 5d"),
            (Assert.Single(_lab.Report().Stuck).Advice.Why, _lab.Report().Stuck[0].Advice.Setting));
    }

    [Theory]
    [InlineData(RecipientRule.TooSoon, "greylisting.too-soon = 0s")]
    [InlineData(RecipientRule.TooLate, "greylisting.retry-window = 4d")]
    [InlineData(RecipientRule.StillWaiting, "whitelisted-clients += \"192.0.2.1\"")]
    [InlineData(RecipientRule.NeverSeen, "whitelisted-clients += \"192.0.2.1\"")]
    [InlineData(RecipientRule.StoreFailure, null)]
    public void The_setting_that_helps_depends_on_the_rule(RecipientRule rule, string? setting)
    {
        for (var i = 0; i < 3; i++)
            _lab.Deferred(Ann, rule: rule).After(TimeSpan.FromHours(1));
        var advice = Assert.Single(_lab.Report().Stuck).Advice;
        Assert.Equal(setting, advice.Setting);
        Assert.Equal(rule == RecipientRule.StoreFailure ? "greyactors status" : "greyactors allow 192.0.2.1 ann@example.org bob@example.com", advice.Command);
    }

    [Theory]
    [InlineData("", "greyactors allow 192.0.2.1 '<>' bob@example.com")]
    [InlineData("-f@example.org", "greyactors allow -- 192.0.2.1 -f@example.org bob@example.com")]
    [InlineData("o'hara$(id)@example.org", @"greyactors allow 192.0.2.1 'o'\''hara$(id)@example.org' bob@example.com")]
    public void A_command_can_be_copied_whatever_the_sender_is_called(string from, string command)
    {
        for (var i = 0; i < 3; i++)
            _lab.Deferred(from).After(TimeSpan.FromHours(1));
        Assert.Equal(command, Assert.Single(_lab.Report().Stuck).Advice.Command);
    }

    [Fact]
    public void Mails_of_one_organisation_that_gave_up_are_one_sender()
    {
        foreach (var from in new[] { "a@example.org", "b@example.org", "c@example.net" })
            _lab.Deferred(from).After(TimeSpan.FromMinutes(1)).Deferred(from);
        _lab.After(TimeSpan.FromDays(3)).Expired();
        Assert.Equal([("c@example.net", 1), ("b@example.org", 2)], _lab.Report().GaveUp.Select(gone => (gone.From, gone.Mails)));
    }

    [Fact]
    public void Mail_that_was_not_retried_is_listed_if_its_client_has_a_name()
    {
        _lab.Deferred("bot@example.org");
        _lab.Organisation = "example.net";
        _lab.Deferred("a@example.net").Deferred("b@example.net");
        _lab.Organisation = "example.com";
        _lab.After(TimeSpan.FromSeconds(1)).Deferred("c@example.com");
        _lab.After(TimeSpan.FromDays(3)).Expired();

        Assert.Equal(4, _lab.Report().Attempts.NeverRetried);
        Assert.Empty(_lab.Report().GaveUp);
        Assert.Equal([("host:example.net", 2), ("host:example.com", 1)], _lab.Report().Unretried.Select(gone => (gone.Identity, gone.Mails)));
        Assert.StartsWith("was not retried", _lab.Report().Unretried[0].Advice.Why, StringComparison.Ordinal);
    }

    private void Retry(params ReadOnlySpan<string> clients)
    {
        foreach (var client in clients)
            _lab.Deferred(Ann, client).After(TimeSpan.FromHours(1));
    }
}
