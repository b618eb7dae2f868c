using System.Globalization;
using GreyActors.Core.Outcome;
using Xunit;

namespace GreyActors.Core.Tests.Outcome;

public sealed class OutcomeBoundTests
{
    [Fact]
    public void Conversations_in_use_are_remembered_and_the_forgotten_ones_counted()
    {
        var seen = new SeenConversations(10);
        seen.Add(0);
        for (ulong i = 1; i < 1000; i++)
        {
            seen.Add(i);
            Assert.False(seen.Add(0));
            Assert.InRange(seen.Count, 1, 20);
        }

        Assert.Equal(1000, seen.Count + seen.Forgotten);
        Assert.True(seen.Add(1));
    }

    [Fact]
    public void Deferred_mails_that_were_never_retried_are_dropped_first_and_counted()
    {
        var lab = new OutcomeLab(new OutcomeLimits(Waiting: 100));
        lab.Deferred("ann@example.org").After(TimeSpan.FromMinutes(1)).Deferred("ann@example.org");
        for (var i = 0; i < 1000; i++)
            lab.After(TimeSpan.FromSeconds(1)).Deferred($"{Number(i)}@example.net");

        Assert.InRange(lab.State.Waiting.Count, 90, 100);
        Assert.Equal(1001, lab.State.Waiting.Count + lab.State.Waiting.Dropped);
        Assert.Contains(lab.State.Waiting.All, mail => mail.Mail.From == "ann@example.org");
        Assert.Contains(lab.State.Waiting.All, mail => mail.Mail.From == "999@example.net");
        Assert.Equal(lab.State.Waiting.Dropped, lab.Report().Lost.Waiting);
    }

    [Fact]
    public void Long_addresses_do_not_take_more_memory()
    {
        var lab = new OutcomeLab(new OutcomeLimits(WaitingOctets: 10_000));
        for (var i = 0; i < 1000; i++)
        {
            lab.Deferred($"{Number(i)}{new string('a', 200)}@example.net");
            Assert.InRange(lab.State.Waiting.All.Sum(mail => mail.Text.Length), 0, 10_000);
        }
    }

    [Fact]
    public void Each_day_keeps_its_longest_waits()
    {
        var lab = new OutcomeLab();
        for (var i = 0; i < 100; i++)
            lab.Passed($"{Number(i)}@example.net", waited: TimeSpan.FromMinutes(1 + (i * 37 % 100)));
        Assert.Equal(Enumerable.Range(0, OutcomeLimits.LongestPerDay).Select(i => 60.0 * (100 - i)), lab.Report(rows: 100).Longest.Select(wait => wait.DelaySeconds));
    }

    [Fact]
    public void Mails_of_senders_that_gave_up_are_listed_up_to_a_bound_and_all_are_counted()
    {
        var lab = new OutcomeLab(new OutcomeLimits(Lost: 5));
        for (var i = 0; i < 8; i++)
            lab.Deferred($"{Number(i)}@{Number(i)}.example.net").Deferred($"{Number(i)}@{Number(i)}.example.net").After(TimeSpan.FromDays(2.1)).Expired();
        Assert.Equal((8, 5), ((int)lab.Report().Attempts.GaveUp, lab.Report().GaveUp.Length));
    }

    private static string Number(int i) => i.ToString(CultureInfo.InvariantCulture);
}
