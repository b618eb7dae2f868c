using System.Net;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Judging;
using GreyActors.Core.Reputation;
using GreyActors.Core.Smtp;
using GreyActors.Dispatch;
using GreyActors.Introspection;
using GreyActors.Judging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GreyActors.Tests.Introspection;

public sealed class DecisionLogTests() : TestKit(DroppingMailbox.Hocon())
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    [Fact]
    public void The_log_returns_the_newest_decisions_or_those_after_an_id()
    {
        var log = Decided(decisions: 5);

        var newest = Page(log, after: null, limit: 2);
        Assert.Equal(["to-4@example.org", "to-5@example.org"], newest.Decisions.Select(decision => decision.To));
        Assert.Equal((newest.Oldest + 4, 5), (newest.Newest, newest.Kept));

        var behind = Page(log, after: newest.Oldest, limit: 2);
        Assert.Equal(["to-2@example.org", "to-3@example.org"], behind.Decisions.Select(decision => decision.To));
        Assert.Empty(Page(log, after: newest.Newest, limit: 2).Decisions);
    }

    [Fact]
    public void The_log_is_empty_before_the_first_decision()
    {
        var page = Page(Decided(), after: null, limit: 10);

        Assert.Empty(page.Decisions);
        Assert.Null(page.Oldest);
        Assert.Null(page.Newest);
    }

    [Fact]
    public void The_oldest_decisions_are_forgotten()
    {
        var log = Decided(DecisionLog.Capacity + 3);

        var page = Page(log, after: 0, limit: 1);

        Assert.Equal("to-4@example.org", page.Decisions.Single().To);
        Assert.Equal(DecisionLog.Capacity, page.Kept);
    }

    [Fact]
    public void Ids_of_a_later_start_are_larger()
    {
        var before = Page(Decided(decisions: 10), after: null, limit: 1).Newest;
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(Page(Decided(decisions: 1), after: null, limit: 1).Oldest > before);
    }

    [Fact]
    public void A_reader_gets_the_decisions_after_the_requested_id()
    {
        var log = Decided(decisions: 3);
        var second = Page(log, after: null, limit: 2).Decisions[0].Id;
        var (fresh, resumed) = (new DecisionFeed(10), new DecisionFeed(10));
        Assert.True(Follow(log, fresh, after: null));
        Assert.True(Follow(log, resumed, after: second));

        Decide(log, 4);

        Assert.Equal(["to-4@example.org"], Taken(log, fresh));
        Assert.Equal(["to-3@example.org", "to-4@example.org"], Taken(log, resumed));
    }

    [Fact]
    public void A_slow_reader_loses_the_oldest_decisions_and_gets_their_number()
    {
        var log = Decided();
        var feed = new DecisionFeed(2);
        Follow(log, feed, after: null);

        for (var number = 1; number <= 5; number++)
            Decide(log, number);
        Page(log, null, 1);

        Assert.True(feed.TryTake(out var first, out var dropped));
        Assert.Equal(("to-4@example.org", 3L), (first!.To, dropped));
        Assert.True(feed.TryTake(out var second, out dropped));
        Assert.Equal(("to-5@example.org", 0L), (second!.To, dropped));
        Assert.False(feed.TryTake(out _, out _));
    }

    [Fact]
    public void Readers_beyond_the_maximum_are_refused_until_one_leaves()
    {
        var log = Decided();
        var feeds = Enumerable.Range(0, DecisionLog.MaxReaders).Select(_ => new DecisionFeed(1)).ToArray();
        Assert.All(feeds, feed => Assert.True(Follow(log, feed, after: null)));

        Assert.False(Follow(log, new DecisionFeed(1), after: null));
        log.Tell(new UnsubscribeFromDecisions(feeds[0]));

        Assert.True(Follow(log, new DecisionFeed(1), after: null));
    }

    private IActorRef Decided(int decisions = 0)
    {
        var log = Sys.ActorOf(DecisionLog.Props(_time));
        for (var number = 1; number <= decisions; number++)
            Decide(log, number);
        return log;
    }

    private static void Decide(IActorRef log, int number) => log.Tell(Decisions.Deferred(to: $"to-{number}@example.org"));

    private DecisionPage Page(IActorRef log, long? after, int limit)
    {
        log.Tell(new GetDecisions(after, limit), TestActor);
        return ExpectMsg<DecisionPage>();
    }

    private bool Follow(IActorRef log, DecisionFeed feed, long? after)
    {
        log.Tell(new SubscribeToDecisions(feed, after), TestActor);
        return ExpectMsg<DecisionsSubscribed>().IsAccepted;
    }

    private List<string> Taken(IActorRef log, DecisionFeed feed)
    {
        // The log has handled all earlier messages.
        Page(log, null, 1);
        var taken = new List<string>();
        while (feed.TryTake(out var decision, out _))
            taken.Add(decision!.To);
        return taken;
    }
}

/// <summary>Decisions for tests.</summary>
internal static class Decisions
{
    public static DecisionMade Deferred(string to) => new(
        new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        "client-1",
        new IPEndPoint(IPAddress.Loopback, 25),
        new RecipientQuestion(IPAddress.Parse("192.0.2.1"), "client.example.net", Path("from@example.net"), Path(to)),
        new RecipientAnswer(
            DecisionStatus.Deferred,
            RecipientRule.NeverSeen,
            "never seen before",
            null,
            [new ClientIdentity("192.0.2.0/24"), ClientIdentity.OfSpf("example.net")],
            TimeSpan.Zero)
        {
            By = ClientIdentity.OfSpf("example.net"),
            Evidence = new ClientEvidence(new NameEvidence(NameResult.NoName, ""), null, new SpfEvidence(SpfResult.Pass, "example.net"), null),
        },
        DecisionStatus.Deferred,
        "never seen before");

    private static MailPath Path(string address) =>
        address.Split('@') is [var localPart, var domain] ? new MailPath(localPart, domain) : new MailPath(address, "");
}
