using GreyActors.Cli;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Outcome;
using Xunit;

namespace GreyActors.Tests.Cli;

public sealed class ReportTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly MailFigures None = new(0, 0, 0, null, null, null, null);

    private static readonly OutcomeReport Empty = new(
        Now, null, false, None, None, new OutcomeAttempts(0, 0, 0, 0, 0, 0), [], [], [], [], [], [new TrendDay(new DateOnly(2026, 11, 22), None, None, 0, 0, 0, 0)], new OutcomeLosses(0, 0, 0));

    [Fact]
    public void A_service_without_mail_has_a_short_report()
    {
        var lines = Lines(Empty);
        Assert.Equal("No mail was judged yet", lines[0]);
        Assert.Contains("Stuck: none", lines);
        Assert.DoesNotContain(lines, line => line.Contains("2026-11-22", StringComparison.Ordinal));
    }

    [Fact]
    public void The_figures_and_the_reasons_are_in_words()
    {
        var lines = Lines(Empty with
        {
            Since = Now.AddDays(-29),
            First = new MailFigures(40, 10, 0.25, 0, 900, 600, 1200),
            Later = new MailFigures(100, 0, 0, 0, 0, null, null),
            Reasons = [new ReasonFigures(RecipientRule.KnownTriplet, IdentityKind.Spf, 75), new ReasonFigures(RecipientRule.Whitelisted, null, 25)],
            Longest = [new WaitFigures(Now, 7260, 4, RecipientRule.WaitedLongEnough, "192.0.2.1", "host:example.org", "ann@example.org", "bob@example.com")],
        });
        Assert.Contains("first contacts  40     10 (25.0 %)  none    15m 0s  10m 0s                 20m 0s", lines);
        Assert.Contains("later mails     100    0 (0.0 %)    none    none", lines);
        Assert.Contains("known triplet, by SPF  75     75.0 %", lines);
        Assert.Contains("whitelisted            25     25.0 %", lines);
        Assert.Contains("2h 1m          4         192.0.2.1 (host:example.org)  <ann@example.org>  <bob@example.com>  2026-11-22 12:00:00Z", lines);
    }

    [Fact]
    public void A_stuck_mail_has_its_reason_and_a_command_with_the_quotes_of_the_shell()
    {
        var lines = Lines(Empty with
        {
            Attempts = Empty.Attempts with { Stuck = 1 },
            Stuck =
            [
                new StuckMail(
                    "192.0.2.1", "192.0.2.0/24", "o'hara@example.org", "bob@example.com", 5, 2, Now.AddHours(-9), Now, RecipientRule.NeverSeen,
                    new Advice("retries from 2 networks or more", @"greyactors allow 192.0.2.1 'o'\''hara@example.org' bob@example.com", "whitelisted-clients += \"192.0.2.1\"")),
            ],
        });
        Assert.Contains("  <o'hara@example.org> to <bob@example.com>, 192.0.2.1 (192.0.2.0/24): 5 attempts since 2026-11-22 03:00:00Z, the last at 2026-11-22 12:00:00Z", lines);
        Assert.Contains("    retries from 2 networks or more", lines);
        Assert.Contains(@"    $ greyactors allow 192.0.2.1 'o'\''hara@example.org' bob@example.com", lines);
        Assert.Contains("    or in the configuration: whitelisted-clients += \"192.0.2.1\"", lines);
    }

    [Fact]
    public void Text_of_a_client_cannot_move_the_cursor()
    {
        var hostile = new Advice("retries", "greyactors allow 192.0.2.1 '\e[2J' bob@example.com", null);
        var shown = string.Join('\n', Lines(Empty with
        {
            Stuck = [new StuckMail("192.0.2.1", "x", "\e[2J", "bob@example.com", 5, 2, Now, Now, RecipientRule.NeverSeen, hostile)],
            GaveUp = [new GoneSender("192.0.2.1", "x", "\e[2J", "bob@example.com", 2, 5, Now, Now, RecipientRule.NeverSeen, hostile)],
        }));
        Assert.DoesNotContain('\e', shown);
    }

    [Fact]
    public void Observe_mode_and_losses_are_mentioned()
    {
        var shown = string.Join('\n', Lines(Empty with { IsHypothetical = true, Attempts = Empty.Attempts with { WouldDefer = 7 }, Lost = new OutcomeLosses(1, 2, 3) }));
        Assert.Contains("These days include observe mode: 7 mails passed that would have been deferred", shown, StringComparison.Ordinal);
        Assert.Contains("1 conversation forgotten", shown, StringComparison.Ordinal);
        Assert.Contains("2 deferred mails not followed", shown, StringComparison.Ordinal);
        Assert.Contains("3 decisions since the start came too fast", shown, StringComparison.Ordinal);
    }

    private static string[] Lines(OutcomeReport report)
    {
        using var output = new StringWriter();
        ReportText.Show(new Screen(output, TextWriter.Null, null), report);
        return output.ToString().ReplaceLineEndings("\n").Split('\n');
    }
}
