using System.Collections.Immutable;
using System.Net;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Reputation;
using GreyActors.History;
using GreyActors.Replay;
using Xunit;

namespace GreyActors.Tests.Replay;

public sealed class LogMessagesTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(15);

    [Fact]
    public void A_deferred_mail_and_its_retry_are_one_message()
    {
        var message = Assert.Single(Group(Mail(0, HistoricStatus.Deferred), Mail(300, HistoricStatus.Failed), Mail(600, HistoricStatus.Accepted)));

        Assert.Equal([0, 300_000, 600_000, 1_500_000], message.Tries.Select(one => one.Delay));
        Assert.Equal((1, 2, MessageClass.Wanted), (message.Assumed, message.Delivered, message.Labels.Class));
    }

    [Fact]
    public void Mail_after_a_delivery_is_another_message() =>
        Assert.Equal(2, Group(Mail(0, HistoricStatus.Accepted), Mail(300, HistoricStatus.Accepted)).Length);

    [Fact]
    public void Mail_after_five_days_is_another_message()
    {
        Assert.Single(Group(Mail(0, HistoricStatus.Deferred), Mail(5 * 86_400, HistoricStatus.Accepted)));
        Assert.Equal(2, Group(Mail(0, HistoricStatus.Deferred), Mail((5 * 86_400) + 1, HistoricStatus.Accepted)).Length);
    }

    [Fact]
    public void Mail_to_another_recipient_or_from_another_sender_is_another_message() => Assert.Equal(3, Group(
        Mail(0, HistoricStatus.Deferred), Mail(1, HistoricStatus.Deferred, to: "c@example.com"), Mail(2, HistoricStatus.Deferred, from: "x@one.example")).Length);

    [Fact]
    public void Variable_senders_are_folded() => Assert.Single(Group(
        Mail(0, HistoricStatus.Deferred, from: "prvs=1234abcdef=a@one.example"), Mail(300, HistoricStatus.Accepted, from: "prvs=5678abcdef=a@one.example")));

    [Theory]
    [InlineData("192.0.2.9", "other", "", 1)]
    [InlineData("198.51.100.9", "other", "", 2)]
    [InlineData("198.51.100.9", "mx7.one.example", "", 1)]
    [InlineData("198.51.100.9", "other", "spf:one.example", 1)]
    [InlineData("198.51.100.9", "[198.51.100.9]", "", 2)]
    public void A_retry_has_an_identity_in_common(string client, string helo, string identity, int messages) => Assert.Equal(messages, Group(
        Mail(0, HistoricStatus.Deferred, identity: "spf:one.example"), Mail(300, HistoricStatus.Accepted, client: client, helo: helo, identity: identity)).Length);

    [Theory]
    [InlineData(HistoricStatus.Accepted, true)]
    [InlineData(HistoricStatus.WouldDefer, true)]
    [InlineData(HistoricStatus.Deferred, false)]
    [InlineData(HistoricStatus.Rejected, false)]
    [InlineData(HistoricStatus.Spam, false)]
    [InlineData(HistoricStatus.Failed, false)]
    internal void Only_delivered_mail_is_wanted_and_gets_an_assumed_retry(HistoricStatus status, bool isDelivered)
    {
        var message = Assert.Single(Group(Mail(0, status)));

        Assert.Equal(isDelivered ? MessageClass.Wanted : MessageClass.Unwanted, message.Labels.Class);
        Assert.Equal((isDelivered ? 2 : 1, isDelivered ? 1 : 0, isDelivered ? 0 : null), (message.Tries.Length, message.Assumed, message.Delivered));
    }

    [Fact]
    public void Without_an_assumed_retry_there_are_only_those_of_the_log() =>
        Assert.Single(Assert.Single(Group([Mail(0, HistoricStatus.Accepted)], TimeSpan.Zero)).Tries);

    [Fact]
    public void The_order_of_the_lines_does_not_matter() => Assert.Equal(
        [0, 300_000, 1_200_000], Assert.Single(Group(Mail(300, HistoricStatus.Accepted), Mail(0, HistoricStatus.Deferred))).Tries.Select(one => one.Delay));

    [Fact]
    public void A_mail_without_a_valid_address_is_not_used()
    {
        var messages = new LogMessages(new HistoryPool(), Retry);

        Assert.Equal("its sender is no address", messages.Add(Mail(0, HistoricStatus.Accepted, from: "a b"), ClientEvidence.None));
        Assert.Equal("its recipient is no address", messages.Add(Mail(0, HistoricStatus.Accepted, to: ""), ClientEvidence.None));
        Assert.Empty(messages.Group());
    }

    [Fact]
    public void Retries_that_would_not_have_happened_are_omitted_and_assumed_retries_are_counted()
    {
        // The site of the log waited ten minutes; then the same sender writes to another mailbox, where the log accepts the mail at once.
        var history = Group(
            Mail(0, HistoricStatus.Deferred), Mail(300, HistoricStatus.Deferred), Mail(660, HistoricStatus.Accepted),
            Mail(1000, HistoricStatus.Accepted, to: "c@example.com"));
        var run = new ReplayEngine(Trace.Site(), decisions: null).Run(history, Start.ToUnixTimeMilliseconds());
        var figures = FigureMaker.Of(run);

        Assert.Equal((1, 1), (figures.Traffic.OmittedTries, figures.Traffic.AssumedRecipients));
        Assert.Equal([300_000, 900_000], Enumerable.Range(0, 2).Select(message => run.Outcomes[message][0].Delay));
    }

    [Fact]
    public void The_identities_of_the_log_count_as_they_are()
    {
        var history = Group(
            Mail(0, HistoricStatus.Deferred, identity: "spf:one.example"),
            Mail(300, HistoricStatus.Accepted, client: "198.51.100.9", helo: "", identity: "spf:one.example"));

        Assert.Equal(300_000, new ReplayEngine(Trace.Site(), decisions: null).Run(history, Start.ToUnixTimeMilliseconds()).Outcomes[0][0].Delay);
        Assert.Equal(1_200_000, new ReplayEngine(Trace.Site("reputation.dns=off"), decisions: null).Run(history, Start.ToUnixTimeMilliseconds()).Outcomes[0][0].Delay);
    }

    [Fact]
    public void Mail_of_our_own_users_is_no_first_contact_and_makes_a_reply_expected()
    {
        var history = Group(
            Mail(0, HistoricStatus.Accepted, client: "10.0.0.5", from: "b@example.com", to: "ann@one.example"),
            Mail(600, HistoricStatus.Accepted, from: "ann@one.example", identity: "spf:one.example"));
        var figures = FigureMaker.Of(new ReplayEngine(Trace.Site("allowed-sender-nets=[10.0.0.0/8]"), decisions: null).Run(history, Start.ToUnixTimeMilliseconds()));

        Assert.Equal((1, 0), (figures.First.Recipients, figures.First.Delayed));
        Assert.Contains(new RuleFigure("expected-reply", 1), figures.Rules);
    }

    private static ImmutableArray<ReplayMessage> Group(params HistoricMail[] mails) => Group(mails, Retry);

    private static ImmutableArray<ReplayMessage> Group(HistoricMail[] mails, TimeSpan assumedRetry)
    {
        var messages = new LogMessages(new HistoryPool(), assumedRetry);
        Assert.All(mails, mail => Assert.Null(messages.Add(mail, ClientEvidence.None)));
        return [.. messages.Group()];
    }

    private static HistoricMail Mail(
        int seconds,
        HistoricStatus status,
        string from = "a@one.example",
        string to = "b@example.com",
        string client = "192.0.2.1",
        string helo = "mx1.one.example",
        string identity = "") => new(
        Start.AddSeconds(seconds), IPAddress.Parse(client), "", helo, from, to, status, identity.Length == 0 ? default : [new ClientIdentity(identity)]);
}
