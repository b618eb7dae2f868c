using GreyActors.Core.Addresses;
using GreyActors.Core.Greylisting;
using GreyActors.Core.Known;
using Xunit;

namespace GreyActors.Core.Tests.Known;

public sealed class KnownClientsStateTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 3, 12, 0, 0, TimeSpan.Zero);
    private static readonly KnownTiming Timing = new(true, TimeSpan.FromDays(1), TimeSpan.FromDays(36), TimeSpan.FromDays(60));

    private readonly KnownClientsState _state = new();

    [Fact]
    public void Applying_an_event_twice_changes_nothing()
    {
        var noted = new KnownClientsEvent.Noted([PairOf(1), ReplyOf(2)]);
        _state.Apply(noted);
        _state.Apply(noted);

        Assert.Equal(2, _state.Count);
        Assert.Equal(PairOf(1).Times, _state.Find(PairOf(1).Key));
        Assert.Equal(ReplyOf(2).Times, _state.Find(ReplyOf(2).Key));
    }

    [Fact]
    public void A_forgotten_entry_is_unknown_and_forgetting_an_unknown_one_changes_nothing()
    {
        _state.Learn(PairOf(1));
        _state.Apply(new KnownClientsEvent.Forgotten([PairOf(1).Key, PairOf(2).Key]));

        Assert.Equal((0, 0L), (_state.Count, _state.Octets));
    }

    [Fact]
    public void A_snapshot_does_not_change_with_its_state_and_restores_it()
    {
        for (var i = 0; i < 1000; i++)
            _state.Learn(PairOf(i));
        var snapshot = _state.TakeSnapshot();
        _state.Learn(PairOf(1000));
        _state.Apply(new KnownClientsEvent.Forgotten([PairOf(3).Key]));

        var restored = new KnownClientsState();
        restored.Restore(snapshot);

        Assert.Equal((1000, 1000), (snapshot.Count, restored.Count));
        Assert.Equal(PairOf(3).Times, restored.Find(PairOf(3).Key));
        Assert.Null(restored.Find(PairOf(1000).Key));
    }

    [Fact]
    public void Pairs_and_replies_expire_after_their_own_lifetimes()
    {
        _state.Learn(PairOf(1));
        _state.Learn(ReplyOf(1));

        Assert.Equal((0, 1, 1), (Expire(Now.AddDays(35)), Expire(Now.AddDays(37)), Expire(Now.AddDays(61))));
    }

    [Fact]
    public void Above_the_limit_the_oldest_entries_that_were_used_on_one_day_go_first_and_those_of_operators_last()
    {
        for (var i = 0; i < 100; i++)
            _state.Learn(Used(i, mails: 9, hour: i));
        for (var i = 100; i < 200; i++)
            _state.Learn(Used(i, mails: 1, hour: -i) is var used ? used with { Times = used.Times with { FirstPass = used.Times.LastUsed - 86_400_000 } } : default);
        _state.Learn(Used(200, mails: 1, hour: -500) with { Times = new KnownTimes(0, 0, 0, KnownSource.Operator) });

        Assert.Equal(0, _state.Crowd(201));
        var removed = _state.Crowd(180);

        Assert.Equal(21 + (180 / 64), removed);
        Assert.All(Enumerable.Range(0, 201), i => Assert.Equal(i >= removed, _state.Find(Used(i, 1, 0).Key) is not null));
    }

    [Fact]
    public void A_search_finds_every_entry_once_whatever_its_pages()
    {
        for (var i = 0; i < 500; i++)
            _state.Learn(PairOf(i));
        _state.Learn(ReplyOf(7));
        var found = new List<KnownEntry>();
        for (SegmentCursor? cursor = SegmentCursor.Start; cursor is { } from;)
            cursor = _state.Search(from, 3, new KnownQuery(IsPair: true), Timing, Now, found);

        Assert.Equal(500, found.Count);
        Assert.Equal(500, found.Distinct().Count());
    }

    [Fact]
    public void A_search_selects_by_each_part()
    {
        _state.Learn(PairOf(1));
        _state.Learn(ReplyOf(2));

        Assert.Equal([PairOf(1)], Search(new KnownQuery(Identity: IdentityPattern.Of("192.0.2.0/24"))));
        Assert.Equal([ReplyOf(2)], Search(new KnownQuery(Organisation: TextPattern.Of("*2.org"))));
        Assert.Equal([ReplyOf(2)], Search(new KnownQuery(Recipient: TextPattern.Of("ann@*"))));
        Assert.Equal([ReplyOf(2)], Search(new KnownQuery(IsPair: false)));
    }

    private static KnownEntry PairOf(int number) =>
        new(KnownKey.Pair(new ClientIdentity("192.0.2.0/24"), $"some-company-{number}.org"), TimesAt(Now));

    private static KnownEntry ReplyOf(int number) => new(KnownKey.Reply($"some-company-{number}.org", "ann@example.com"), TimesAt(Now));

    private static KnownEntry Used(int number, int mails, int hour) =>
        PairOf(number) with { Times = TimesAt(Now.AddHours(hour)) with { Mails = mails } };

    private static KnownTimes TimesAt(DateTimeOffset time) =>
        new(time.ToUnixTimeMilliseconds(), time.ToUnixTimeMilliseconds(), 1, KnownSource.Passed);

    private List<KnownEntry> Search(KnownQuery query)
    {
        var found = new List<KnownEntry>();
        for (SegmentCursor? cursor = SegmentCursor.Start; cursor is { } from;)
            cursor = _state.Search(from, 10, query, Timing, Now, found);
        return found;
    }

    private int Expire(DateTimeOffset now) => Enumerable.Range(0, KnownClientsState.Segments).Sum(segment => _state.Expire(segment, Timing, now));
}
