using Akka.Actor;
using GreyActors.Core.Addresses;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;
using Xunit;

using static GreyActors.Tests.Greylisting.GreylistLab;

namespace GreyActors.Tests.Greylisting;

public sealed class TripletReadingTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly GreylistLab _lab = Started();

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Fact]
    public async Task The_pages_of_all_partitions_contain_each_triplet_once()
    {
        await Know(200);
        var found = new List<string>();
        PartitionCursor? next = null;
        do
        {
            var page = await _lab.Greylist.Ask<TripletPage>(new ListTriplets(new TripletQuery(), Most: 7, next), Patience);
            Assert.Empty(page.Away);
            found.AddRange(page.Triplets.Select(known => known.Triplet.ReversePath));
            next = page.Next;
        }
        while (next is not null);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"user{i}@example.org").Order(), found.Order());
        await KnownAfterRestart();
    }

    [Fact]
    public async Task A_search_finds_the_matching_triplets_and_the_counts_are_right()
    {
        await Know(50);
        _lab.Clock.Advance(TimeSpan.FromMinutes(4));
        await _lab.Judge(AttemptOf(reversePath: "user7@example.org"));

        var passed = await _lab.Greylist.Ask<TripletPage>(new ListTriplets(new TripletQuery(HasPassed: true), 100), Patience);
        Assert.Equal("user7@example.org", Assert.Single(passed.Triplets).Triplet.ReversePath);
        Assert.Null(passed.Next);
        var some = await _lab.Greylist.Ask<TripletPage>(new ListTriplets(new TripletQuery(ReversePath: TextPattern.Of("user1?@*")), 100), Patience);
        Assert.Equal(10, some.Triplets.Length);
        Assert.Equal((49L, 1L), await Counts());
        await KnownAfterRestart();
    }

    [Fact]
    public async Task A_triplet_stays_forgotten_or_allowed_by_hand_after_a_restart()
    {
        await Know(2);
        var (first, second) = (TripletOf(0), TripletOf(1));
        var forgotten = await _lab.Greylist.Ask<TripletChanged>(new ChangeTriplet.Forget(first), Patience);
        var allowed = await _lab.Greylist.Ask<TripletChanged>(new ChangeTriplet.Allow(second), Patience);
        Assert.True(forgotten is { IsDone: true, Before: not null } && allowed is { IsDone: true, Before: not null });
        Assert.Equal((0L, 1L), await Counts());

        await _lab.Restart();
        Assert.Equal(VerdictReason.KnownTriplet, await _lab.Reason(AttemptOf(reversePath: second.ReversePath)));
        Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(AttemptOf(reversePath: first.ReversePath)));
    }

    [Fact]
    public async Task A_change_that_cannot_be_stored_is_not_made()
    {
        await Know(1);
        _lab.Gate.Break();
        Assert.False((await _lab.Greylist.Ask<TripletChanged>(new ChangeTriplet.Allow(TripletOf(0)), Patience)).IsDone);
        _lab.Gate.Open();
        await _lab.Restart();
        Assert.Equal(VerdictReason.StillWaiting, await _lab.Reason(AttemptOf(reversePath: "user0@example.org")));
    }

    [Fact]
    public async Task Learned_triplets_are_merged_and_learning_them_again_changes_nothing()
    {
        await Know(1);
        var at = _lab.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var day = 24L * 60 * 60 * 1000;
        var batch = new LearnTriplets(
        [
            .. Enumerable.Range(0, 100).Select(i => new KnownTriplet(TripletOf(i), new TripletTimes(at - (3 * day), at - day))),
            new KnownTriplet(TripletOf(100), new TripletTimes(at - (80 * day), at - (40 * day))),
            new KnownTriplet(TripletOf(101), new TripletTimes(at + (2 * day), TripletTimes.NotPassed)),
        ]);

        Assert.Equal(new Learned(new LearnCounts(Added: 99, Updated: 1, Unchanged: 0, Expired: 1, Ahead: 1), NotDone: 0), await _lab.Greylist.Ask<Learned>(batch, Patience));
        Assert.Equal(new Learned(new LearnCounts(Added: 0, Updated: 0, Unchanged: 100, Expired: 1, Ahead: 1), NotDone: 0), await _lab.Greylist.Ask<Learned>(batch, Patience));

        await _lab.Restart();
        Assert.Equal(VerdictReason.KnownTriplet, await _lab.Reason(AttemptOf(reversePath: "user0@example.org")));
        Assert.Equal((0L, 100L), await Counts());
    }

    [Fact]
    public async Task Learned_triplets_that_cannot_be_stored_are_reported_and_can_be_sent_again()
    {
        await Know(1);
        var at = _lab.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var batch = new LearnTriplets([.. Enumerable.Range(0, 10).Select(i => new KnownTriplet(TripletOf(i), new TripletTimes(at, at)))]);
        _lab.Gate.Break();
        Assert.Equal(new Learned(default, NotDone: 10), await _lab.Greylist.Ask<Learned>(batch, Patience));

        _lab.Gate.Open();
        await Counts();
        Assert.Equal(new LearnCounts(Added: 9, Updated: 1, Unchanged: 0, Expired: 0, Ahead: 0), (await _lab.Greylist.Ask<Learned>(batch, Patience)).Counts);
        await _lab.Restart();
        Assert.Equal((0L, 10L), await Counts());
    }

    private static Triplet TripletOf(int number) => new(new ClientIdentity("192.0.2.0/24"), $"user{number}@example.org", "bob@example.com");

    private async Task Know(int count)
    {
        for (var i = 0; i < count; i++)
            await _lab.Judge(AttemptOf(reversePath: $"user{i}@example.org"));
    }

    private async Task<(long Waiting, long Passed)> Counts()
    {
        var counts = new TripletCounts(0, 0, [0]);
        await _lab.Probe.AwaitConditionAsync(
            async () => (counts = await _lab.Greylist.Ask<TripletCounts>(CountTriplets.Instance, Patience)).Away.IsEmpty, Patience);
        return (counts.Waiting, counts.Passed);
    }

    private async Task KnownAfterRestart()
    {
        var before = await Counts();
        await _lab.Restart();
        Assert.Equal(before, await Counts());
    }
}
