using GreyActors.Demo;
using Xunit;

namespace GreyActors.Tests.Demo;

public sealed class StoryTests
{
    private static readonly DemoSender Friend = new("a friend", ["192.0.2.1"], "a.example", "a@a.example", "you@example.com", [TimeSpan.Zero, TimeSpan.FromMinutes(5)], Ending.Delivered);
    private static readonly DemoSender Bot = Friend with { From = "x@spam.invalid", At = [TimeSpan.Zero], Expected = Ending.Deferred };

    [Fact]
    public void The_summary_contains_the_waits_and_the_number_of_spam_mails_delivered()
    {
        var summary = Story.Summary([Line(Friend, 1, Ending.Deferred), Line(Bot, 1, Ending.Deferred), Line(Friend, 2, Ending.Delivered, waited: 303)], accepted: 1);

        Assert.Equal("1 of 1 legitimate mails were delivered, 0 of them at once;", summary[0]);
        Assert.Contains("5:03 to 5:03 minutes", summary[1], StringComparison.Ordinal);
        Assert.StartsWith("0 of 1 spam mails were delivered: 1 were deferred", summary[2], StringComparison.Ordinal);
        Assert.Contains("accepted 1 mails", summary[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Delivered_spam_is_a_surprise() =>
        Assert.Same(Bot, Assert.Single(Story.Surprises([Line(Friend, 1, Ending.Delivered), Line(Bot, 1, Ending.Delivered)], [Friend, Bot])));

    [Fact]
    public void A_legitimate_mail_that_is_not_delivered_is_a_surprise() =>
        Assert.Same(Friend, Assert.Single(Story.Surprises([Line(Friend, 1, Ending.Deferred)], [Friend])));

    [Fact]
    public void A_sender_without_an_attempt_is_a_surprise() =>
        Assert.Same(Bot, Assert.Single(Story.Surprises([Line(Friend, 1, Ending.Delivered)], [Friend, Bot])));

    [Fact]
    public void The_first_attempt_of_a_legitimate_sender_describes_the_sender() =>
        Assert.Equal("deferred: 451 later (a friend)", Line(Friend, 1, Ending.Deferred).InWords);

    [Fact]
    public void A_retried_mail_shows_its_wait() =>
        Assert.Equal("delivered, 5:03 after the first try", Line(Friend, 2, Ending.Delivered, waited: 303).InWords);

    [Fact]
    public void Attempts_are_in_order_and_only_one_sender_has_each_triplet()
    {
        Assert.All(DemoPlot.Cast, sender => Assert.Equal(sender.At.Order(), sender.At));
        Assert.Equal(DemoPlot.Cast.Count(sender => sender.Expected != Ending.Delivered), DemoPlot.Cast.Where(sender => sender.Expected != Ending.Delivered).Select(sender => sender.From).Distinct().Count());
    }

    private static StoryLine Line(DemoSender sender, int attempt, Ending ending, int waited = 0) =>
        new(TimeSpan.FromMinutes(attempt), sender, attempt, ending, "451 later", TimeSpan.FromSeconds(waited));
}
