using GreyActors.Core.Greylisting;
using Xunit;

namespace GreyActors.Core.Tests.Greylisting;

public sealed class GreylistStateTests
{
    private const long Day = 24 * 60 * 60 * 1000;

    private static readonly GreylistTiming Timing = new(TimeSpan.FromMinutes(4), TimeSpan.FromDays(2), TimeSpan.FromDays(36), TimeSpan.Zero);

    private readonly GreylistState _state = new();

    [Fact]
    public void The_state_finds_every_added_triplet_and_nothing_else()
    {
        for (var i = 0; i < 20_000; i++)
            _state.Learn(Waiting(i, since: i));
        for (var i = 0; i < 20_000; i += 3)
            _state.Learn(Passed(i, at: i));

        Assert.Equal(20_000, _state.Count);
        Assert.Equal(20_000 - 6667, _state.Waiting);
        for (var i = 0; i < 20_000; i++)
            Assert.Equal(i % 3 == 0 ? Passed(i, i).Times : Waiting(i, i).Times, _state.Find(TripletOf(i)));
        Assert.Null(_state.Find(TripletOf(20_000)));
        Assert.Null(_state.Find(TripletOf(1) with { ReversePath = "" }));
    }

    [Fact]
    public void The_boundaries_between_the_texts_of_a_key_matter()
    {
        _state.Learn(new KnownTriplet(new Triplet(new ClientIdentity("ab"), "c", "d"), new TripletTimes(1, 1)));
        Assert.NotNull(_state.Find(new Triplet(new ClientIdentity("ab"), "c", "d")));
        Assert.Null(_state.Find(new Triplet(new ClientIdentity("a"), "bc", "d")));
        Assert.Null(_state.Find(new Triplet(new ClientIdentity("ab"), "cd", "")));
        Assert.Null(_state.Find(new Triplet(new ClientIdentity("ab"), "c", "")));
    }

    [Fact]
    public void Long_paths_and_paths_in_other_scripts_are_kept_unchanged()
    {
        var triplet = new Triplet(new ClientIdentity("2001:db8::/64"), new string('ä', 3000) + "@example.org", "κ@example.com");
        _state.Learn(new KnownTriplet(triplet, new TripletTimes(1, 2)));
        Assert.Equal(new TripletTimes(1, 2), _state.Find(triplet));
        Assert.Equal(triplet, Assert.Single(_state.TakeSnapshot().Triplets).Triplet);
    }

    [Fact]
    public void A_snapshot_does_not_change_later()
    {
        for (var i = 0; i < 1000; i++)
            _state.Learn(Waiting(i, since: 0));
        var snapshot = _state.TakeSnapshot();
        for (var i = 0; i < 2000; i++)
            _state.Learn(Passed(i, at: 1));
        _state.Expire(Timing, DateTimeOffset.UnixEpoch + TimeSpan.FromDays(400));

        Assert.Equal(0, _state.Count);
        Assert.Equal(1000, snapshot.Count);
        Assert.All(snapshot.Triplets, known => Assert.False(known.Times.HasPassed));

        var restored = new GreylistState();
        restored.Restore(snapshot);
        restored.Learn(Passed(1, at: 1));
        Assert.Equal((1000, 999), (restored.Count, restored.Waiting));
        Assert.All(snapshot.Triplets, known => Assert.False(known.Times.HasPassed));
    }

    [Fact]
    public void Removed_triplets_make_room_and_the_others_are_still_found()
    {
        for (var round = 0; round < 20; round++)
        {
            for (var i = 0; i < 1000; i++)
                _state.Learn(Waiting((round * 1000) + i, since: round * Day));
            _state.Expire(Timing, DateTimeOffset.FromUnixTimeMilliseconds(round * Day));
        }

        // Twice the retry-window: five days, today's included, are kept.
        Assert.Equal(5000, _state.Count);
        for (var i = 0; i < 20_000; i++)
            Assert.Equal(i >= 15_000, _state.Find(TripletOf(i)) is not null);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(1000, 63)]
    [InlineData(5000, 313)]
    public void The_oldest_waiting_triplets_are_removed_beyond_the_limit_and_never_a_passed_one(int max, int leftToTheWaiting)
    {
        var passed = (max / 2) + 1;
        for (var i = 0; i < passed; i++)
            _state.Learn(Passed(i, at: 0));
        for (var i = passed; i < 4 * max; i++)
        {
            _state.Learn(Waiting(i, since: i));
            _state.Crowd(max);
            Assert.True(_state.Count <= Math.Max(max, passed + leftToTheWaiting));
        }

        Assert.Equal(passed, _state.Count - _state.Waiting);
        var known = _state.TakeSnapshot().Triplets.Where(triplet => !triplet.Times.HasPassed).Select(triplet => triplet.Times.FirstSeen).Order();
        Assert.Equal(Enumerable.Range((4 * max) - _state.Waiting, _state.Waiting).Select(since => (long)since), known);
    }

    [Fact]
    public void A_new_triplet_finds_a_place_even_if_all_others_have_passed()
    {
        for (var i = 0; i < 3000; i++)
            _state.Learn(Passed(i, at: 0));
        for (var i = 3000; i < 4000; i++)
        {
            _state.Learn(Waiting(i, since: i));
            _state.Crowd(2000);
            Assert.NotNull(_state.Find(TripletOf(i)));
        }

        Assert.Equal(3000, _state.Count - _state.Waiting);
        Assert.InRange(_state.Waiting, 2000 / 32, 2000 / 16);
    }

    [Fact]
    public void Long_addresses_take_no_more_memory_than_usual_ones()
    {
        const int max = 2000;
        for (var i = 0; i < 3 * max; i++)
        {
            _state.Learn(new KnownTriplet(
                new Triplet(new ClientIdentity("192.0.2.0/24"), $"{i}{new string('a', 200)}@{new string('b', 200)}.example", $"{new string('c', 200)}@example.com"),
                new TripletTimes(i, TripletTimes.NotPassed)));
            _state.Crowd(max);
        }

        Assert.InRange(_state.Octets, max * GreylistState.BytesPerTriplet * 9 / 10, max * GreylistState.BytesPerTriplet);
        Assert.Equal(_state.Octets, Octets(_state));
        Assert.Contains(_state.TakeSnapshot().Triplets, triplet => triplet.Times.FirstSeen == (3 * max) - 1);

        var restored = new GreylistState();
        restored.Restore(_state.TakeSnapshot());
        Assert.Equal(_state.Octets, restored.Octets);
        restored.Expire(new GreylistTiming(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), TimeSpan.Zero), DateTimeOffset.MaxValue);
        Assert.Equal((0, 0), (restored.Count, restored.Octets));
    }

    [Fact]
    public void The_number_at_a_rank_equals_that_of_a_sorted_list()
    {
        var random = new Random(7);
        for (var length = 1; length < 200; length++)
        {
            var numbers = Enumerable.Range(0, length).Select(_ => (long)random.Next(length)).ToArray();
            var sorted = numbers.Order().ToArray();
            for (var rank = 1; rank <= length; rank++)
                Assert.Equal(sorted[rank - 1], Smallest.Of(numbers.ToArray(), rank));
        }
    }

    private static long Octets(GreylistState state) => state.TakeSnapshot().Triplets.Sum(known =>
        6L + known.Triplet.Identity.Text.Length + known.Triplet.ReversePath.Length + known.Triplet.ForwardPath.Length);

    private static Triplet TripletOf(int i) => new(new ClientIdentity($"10.{i % 200}.{i / 200}.0/24"), $"user{i}@example.org", "bob@example.com");

    private static KnownTriplet Waiting(int i, long since) => new(TripletOf(i), new TripletTimes(since, TripletTimes.NotPassed));

    private static KnownTriplet Passed(int i, long at) => new(TripletOf(i), new TripletTimes(at, at));
}
