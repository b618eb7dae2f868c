using CsCheck;
using GreyActors.Core.Addresses;
using GreyActors.Core.Greylisting;
using Xunit;

namespace GreyActors.Core.Tests.Greylisting;

public sealed class TripletSearchTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly GreylistTiming Timing = new(TimeSpan.FromMinutes(4), TimeSpan.FromDays(2), TimeSpan.FromDays(36), TimeSpan.Zero);
    private static readonly TripletQuery All = new();

    [Fact]
    public void The_pages_of_a_search_contain_each_triplet_once() => Gen.Select(Gen.Int[0, 400], Gen.Int[1, 60]).Sample((count, most) =>
    {
        var state = new GreylistState();
        for (var i = 0; i < count; i++)
            state.Learn(Known(i));
        var found = new List<KnownTriplet>();
        for (SegmentCursor? at = SegmentCursor.Start; at is { } from;)
        {
            var before = found.Count;
            at = state.Search(from, most, All, Timing, Now, found);
            Assert.InRange(found.Count - before, 0, most + 2);
        }

        Assert.Equal(Enumerable.Range(0, count).Select(i => Known(i).Triplet.ReversePath).Order(), found.Select(one => one.Triplet.ReversePath).Order());
    });

    [Fact]
    public void A_search_finds_each_stable_triplet_once_while_others_are_added_and_removed() => Gen.Select(Gen.Int[1, 300], Gen.Int[1, 20], Gen.Int[0, 400].Array[0, 150]).Sample((stay, most, others) =>
    {
        var state = new GreylistState();
        for (var i = 0; i < stay; i++)
            state.Learn(Known(i));
        var (found, next) = (new List<KnownTriplet>(), 0);
        for (SegmentCursor? at = SegmentCursor.Start; at is { } from;)
        {
            // Between two pages triplets are added and removed, and tables grow and shrink.
            for (var i = 0; i < 3 && next < others.Length; i++, next++)
                Toggle(state, 1000 + others[next]);
            at = state.Search(from, most, All, Timing, Now, found);
        }

        var names = found.Select(one => one.Triplet.ReversePath).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.Subset(names.ToHashSet(), Enumerable.Range(0, stay).Select(i => Known(i).Triplet.ReversePath).ToHashSet());
    });

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.0/24", true)]
    [InlineData("192.0.3.7", "192.0.2.0/24", false)]
    [InlineData("192.0.0.0/16", "192.0.2.0/24", true)]
    [InlineData("192.0.2.128/25", "192.0.2.0/24", true)]
    [InlineData("2001:db8::/32", "2001:db8:1:2::/64", true)]
    [InlineData("2001:db8::/32", "2001:db9::/64", false)]
    [InlineData("192.0.2.7", "example.org", false)]
    [InlineData("example.*", "example.org", true)]
    [InlineData("*", "192.0.2.0/24", true)]
    public void An_identity_is_found_by_address_network_or_text(string wanted, string identity, bool isFound) =>
        Assert.Equal(isFound, IsFound(new TripletQuery(Identity: IdentityPattern.Of(wanted)), Known(1, identity)));

    [Theory]
    [InlineData("ann@example.org", "ann@example.org", true)]
    [InlineData("ANN@Example.ORG", "ann@example.org", true)]
    [InlineData("ann@example.or", "ann@example.org", false)]
    [InlineData("ann*", "ann@example.org", true)]
    [InlineData("*n@e*e.o*g", "ann@example.org", true)]
    [InlineData("a?n@example.org", "ann@example.org", true)]
    [InlineData("@example.org", "ann@example.org", true)]
    [InlineData("@example.org", "ann@sub.example.org", false)]
    [InlineData("@*.example.org", "ann@sub.example.org", true)]
    [InlineData("<>", "", true)]
    [InlineData("<>", "ann@example.org", false)]
    [InlineData("*", "", true)]
    [InlineData("@b\u00fccher.example", "ann@xn--bcher-kva.example", true)]
    public void A_path_is_found_by_text_with_wildcards_or_by_domain(string wanted, string path, bool isFound)
    {
        var known = new KnownTriplet(new Triplet(new ClientIdentity("192.0.2.0/24"), path, "bob@example.com"), Known(1).Times);
        Assert.Equal(isFound, IsFound(new TripletQuery(ReversePath: TextPattern.Of(wanted)), known));
    }

    [Fact]
    public void State_and_age_narrow_a_search_and_expired_triplets_are_not_found()
    {
        var seen = Now.ToUnixTimeMilliseconds() - 1000;
        var triplet = Known(1).Triplet;
        var (waiting, passed) = (new KnownTriplet(triplet, new TripletTimes(seen, TripletTimes.NotPassed)), new KnownTriplet(triplet, new TripletTimes(seen, seen)));
        Assert.True(IsFound(new TripletQuery(HasPassed: false), waiting));
        Assert.False(IsFound(new TripletQuery(HasPassed: true), waiting));
        Assert.True(IsFound(new TripletQuery(HasPassed: true), passed));
        Assert.True(IsFound(new TripletQuery(SeenFrom: seen, SeenUntil: seen), waiting));
        Assert.False(IsFound(new TripletQuery(SeenFrom: seen + 1), waiting));
        Assert.False(IsFound(new TripletQuery(SeenUntil: seen - 1), waiting));
        Assert.False(IsFound(All, waiting with { Times = new TripletTimes(seen - (5L * 24 * 3600 * 1000), TripletTimes.NotPassed) }));
    }

    [Fact]
    public void A_triplet_that_the_operator_forgets_counts_as_never_seen_and_the_others_stay()
    {
        var state = new GreylistState();
        for (var i = 0; i < 100; i++)
            state.Learn(Known(i));
        var triplet = Known(7).Triplet;
        var forgotten = new GreylistEvent.TripletForgotten([triplet.Identity], triplet.ReversePath, triplet.ForwardPath);
        var before = state.TakeSnapshot();
        state.Apply(forgotten);
        state.Apply(forgotten);
        Assert.Null(state.Find(triplet));
        Assert.Equal((99, 99), (state.Count, state.Waiting));
        Assert.All(Enumerable.Range(0, 100).Where(i => i != 7), i => Assert.NotNull(state.Find(Known(i).Triplet)));
        Assert.Equal(100, before.Count);
    }

    private static bool IsFound(TripletQuery query, KnownTriplet known)
    {
        var state = new GreylistState();
        state.Learn(known);
        var found = new List<KnownTriplet>();
        for (SegmentCursor? at = SegmentCursor.Start; at is { } from;)
            at = state.Search(from, 10, query, Timing, Now, found);
        return found.Count == 1;
    }

    private static void Toggle(GreylistState state, int number)
    {
        var known = Known(number);
        if (state.Find(known.Triplet) is null)
            state.Learn(known);
        else
            state.Apply(new GreylistEvent.TripletForgotten([known.Triplet.Identity], known.Triplet.ReversePath, known.Triplet.ForwardPath));
    }

    private static KnownTriplet Known(int number, string identity = "192.0.2.0/24") => new(
        new Triplet(new ClientIdentity(identity), $"user{number}@example.org", "bob@example.com"),
        new TripletTimes(Now.ToUnixTimeMilliseconds() - 1000, TripletTimes.NotPassed));
}
