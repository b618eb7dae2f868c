using System.Globalization;
using System.Xml.Linq;
using GreyActors.Replay;
using Xunit;

namespace GreyActors.Tests.Replay;

public sealed class FigureMakerTests
{
    private const double Day = 86_400;
    private const string Honest = ",\"label\":\"honest\"";
    private const string Spam = ",\"label\":\"spam\",\"kind\":\"bot\"";

    [Fact]
    public void A_first_contact_is_the_first_message_of_a_correspondence_to_a_recipient()
    {
        var figures = Trace.Figures(
        [
            Honestly(0, 0, "a@one.example", "b@example.com", "x"),
            Honestly(1, 1000, "a2@one.example", "b@example.com", "x"),
            Honestly(2, 2000, "a@one.example", "c@example.com", "x"),
            Honestly(3, 3000, "a@one.example", "b@example.com", "y"),
        ]);

        Assert.Equal((3, 1), (figures.First.Recipients, figures.Later.Recipients));
    }

    [Fact]
    public void Without_names_of_correspondences_the_folded_sender_counts()
    {
        var figures = Trace.Figures(
        [
            Trace.Message(0, 0, "prvs=1234abcdef=a@one.example", ["b@example.com"], [0, 300]),
            Trace.Message(1, 1000, "prvs=5678abcdef=a@one.example", ["B@example.com"], [0, 300]),
            Trace.Message(2, 2000, "c@one.example", ["b@example.com"], [0, 300]),
        ]);

        Assert.Equal((2, 1), (figures.First.Recipients, figures.Later.Recipients));
        Assert.Equal((2, 0), (figures.First.Delayed, figures.Later.Delayed));
    }

    [Fact]
    public void Delays_are_those_of_all_recipients_and_a_lost_one_is_longer_than_any_delay()
    {
        // Delays of 0, 300, 300, 600 and 86 400 seconds, and one lost.
        var figures = Trace.Figures(
        [
            Honestly(0, 0, "a@one.example", "b@example.com", "0", 300),
            Honestly(1, 1, "c@two.example", "b@example.com", "1", 300),
            Honestly(2, 2, "d@three.example", "b@example.com", "2", 600),
            Honestly(3, 3, "e@four.example", "b@example.com", "3", Day),
            Honestly(4, 4, "f@five.example", "b@example.com", "4", 10),
            Honestly(5, 5000, "a@one.example", "b@example.com", "5", 300),
        ]).First;

        Assert.Equal((6, 5), (figures.Recipients, figures.Delayed));
        Assert.Equal((300.0, null, null, Day, 600.0), (figures.Median, figures.P95, figures.Worst, figures.WorstAccepted, figures.MedianWait));
        Assert.Equal([1, 2, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1], figures.Distribution.Select(range => range.Recipients));
    }

    [Fact]
    public void Only_deferrals_of_retries_after_four_minutes_count_as_more_than_twice()
    {
        string[] messages =
        [
            Trace.Message(0, 0, "a@one.example", ["b@example.com"], [0, 60, 120, 239, 300], more: Honest),
            Trace.Message(1, 0, "a@two.example", ["b@example.com"], [0, 240, 300, 900], more: Honest),
        ];

        Assert.Equal((0, 4), (Trace.Figures(messages).Deferrals.MoreThanTwice, Trace.Figures(messages).Deferrals.Most));
        var slower = Trace.Figures(messages, "greylisting.initial-delay=10m").Deferrals;
        Assert.Equal((1, 50.0), (slower.MoreThanTwice, slower.MoreThanTwiceShare));
        Assert.Equal([0, 0, 0, 1, 1, 0, 0], slower.Distribution.Select(range => range.Recipients));
    }

    [Fact]
    public void Lost_mail_of_senders_that_retried_comes_first()
    {
        var lost = Trace.Figures(
        [
            Trace.Message(0, 0, "once@one.example", ["b@example.com", "c@example.com"], [0, 239], more: Honest),
            Trace.Message(1, 0, "late@two.example", ["b@example.com"], [0, 3 * Day], more: Honest),
        ]).Lost;

        Assert.Equal((3, 100.0, 1, 2, 1), (lost.Recipients, lost.Share, lost.Retried, lost.Senders, lost.SendersThatRetried));
        Assert.Equal(
            [new LostSender("late@two.example", "240.0.0.1", true, 1, 2), new LostSender("once@one.example", "240.0.0.1", false, 2, 2)], lost.Examples.ToArray());
    }

    [Fact]
    public void Spam_counts_at_mailboxes_only_and_is_no_contact()
    {
        var figures = Trace.Figures(
        [
            Trace.Message(0, 0, "x@bots.example", ["b@example.com", "nobody@example.com"], [0], more: Spam + ",\"exists\":[true,false]"),
            Trace.Message(1, 0, "y@bots.example", ["b@example.com"], [0, 300], more: ",\"label\":\"spam\",\"kind\":\"snowshoe\""),
            Trace.Message(2, 0, "y@bots.example", ["postmaster@example.com"], [0], more: Spam),
        ]);

        Assert.Equal((0, 0), (figures.First.Recipients, figures.Lost.Recipients));
        Assert.Equal((3, 2, 50.0), (figures.Spam!.Recipients, figures.Spam.NeverRetrying, figures.Spam.NeverRetryingStopped));
        Assert.Equal((33.3, 33.3), (Math.Round(figures.Spam.Stopped, 1), Math.Round(figures.Spam.AtOnce, 1)));
    }

    [Fact]
    public void Codes_and_pools_have_their_own_figures()
    {
        var figures = Trace.Figures(
        [
            Trace.Message(0, 0, "code@one.example", ["b@example.com"], [0, 600], more: Honest + ",\"urgent\":true"),
            Trace.Message(1, 0, "code@two.example", ["b@example.com"], [0, 601], more: Honest + ",\"urgent\":true"),
            Trace.Message(2, 0, "pool@one.example", ["b@example.com"], [0, 100, 300], more: Honest + ",\"tags\":[\"pool\"]"),
            Trace.Message(3, 0, "dual@three.example", ["b@example.com"], [0, 3 * Day, 4 * Day], "241.0.0.1", more: Honest + ",\"tags\":[\"dual\"]"),
        ]).Retries;

        Assert.Equal((2, 50.0, 2, 50.0), (figures.Codes, figures.CodesLate, figures.Pools, figures.PoolsPassed));
    }

    [Fact]
    public void Figures_that_the_history_does_not_contain_have_no_value()
    {
        var figures = Trace.Figures([Trace.Message(0, 0, "a@one.example", ["b@example.com"], [0, 300])]);

        Assert.Null(figures.Spam);
        Assert.Equal((null, null), (figures.Retries.CodesLate, figures.Retries.PoolsPassed));
    }

    [Fact]
    public void Refused_recipients_are_counted_and_not_lost()
    {
        var figures = Trace.Figures([Trace.Message(0, 0, "a@one.example", ["b@elsewhere.example", "b@example.com"], [0, 300], more: Honest)]);

        Assert.Equal((1, 0, 1), (figures.Traffic.RefusedRecipients, figures.Lost.Recipients, figures.First.Recipients));
        Assert.Equal((3, 2), (figures.Traffic.Attempts, figures.Traffic.Stopped));
    }

    [Fact]
    public void Each_day_has_its_decisions()
    {
        var figures = Trace.Figures(
        [
            Trace.Message(0, Day - 100, "a@one.example", ["b@example.com"], [0, 300]),
            Trace.Message(1, 2 * Day, "a@one.example", ["b@example.com"], [0, 300]),
        ]);

        Assert.Equal(
            [new DayFigures(new DateOnly(1970, 1, 1), 0, 0, 1, 0), new DayFigures(new DateOnly(1970, 1, 2), 0, 1, 0, 0), new DayFigures(new DateOnly(1970, 1, 3), 1, 0, 0, 0)],
            figures.Days.ToArray());
    }

    [Fact]
    public void The_comparison_has_every_figure_with_its_difference()
    {
        string[] messages = [Honestly(0, 0, "a@one.example", "b@example.com", "x"), Honestly(1, 2 * Day, "a@one.example", "b@example.com", "x")];
        var comparison = ReplayResult.Compare(Trace.Figures(messages), Trace.Figures(messages, "whitelisted-senders=[a@one.example]"));

        Assert.Equal(FigureRow.All.Select(row => row.Name), comparison.Select(row => row.Figure));
        Assert.Contains(new ComparedFigure("first contacts delayed", 100, 0, -100), comparison);
        Assert.Contains(new ComparedFigure("unwanted mails", null, null, null), comparison);
    }

    [Fact]
    public void A_plot_is_XML_without_other_resources_and_a_name_is_text()
    {
        var figures = Trace.Figures([Honestly(0, 0, "a@one.example", "b@example.com", "x"), Honestly(1, 900 * Day, "a@one.example", "b@example.com", "x")]);

        var plot = XDocument.Parse(ReplayPlot.Draw([new ReplayedSettings("<script>&\"\u0007", figures), new ReplayedSettings("other", figures)]));

        Assert.DoesNotContain(plot.Descendants(), element => element.Name.LocalName is "script" or "image" or "use" || element.Attributes().Any(one => one.Name.LocalName is "href"));
        Assert.Contains(plot.Descendants(), element => element.Value == "<script>&\"");
        Assert.Contains(plot.Descendants(), element => element.Value == "none: 50.0 %" || element.Value == "≤ 5 min: 100.0 %");
        Assert.InRange(plot.Descendants().Count(), 20, 2000);
    }

    private static string Honestly(int id, double at, string from, string to, string conversation, double retry = 300) =>
        Trace.Message(id, at, from, [to], [0, retry], more: string.Create(CultureInfo.InvariantCulture, $"{Honest},\"conv\":\"{conversation}\""));
}
