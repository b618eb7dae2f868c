using Akka.Actor;
using Akka.Event;
using GreyActors.Cluster.Messages;
using GreyActors.Cluster.Sharding;
using GreyActors.Components;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;
using GreyActors.Tests.Greylisting;
using Xunit;
using static GreyActors.Tests.Greylisting.GreylistLab;

namespace GreyActors.Tests.Cluster.Sharding;

/// <summary>The greylist on the only machine of a cluster.</summary>
public sealed class ShardedGreylistTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly GreylistLab _lab = StartedInCluster();

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Fact]
    public async Task A_triplet_passes_after_its_wait_and_is_known_after_a_restart()
    {
        await UntilReady();
        Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(AttemptOf()));

        await _lab.Restart();
        await UntilReady();
        Assert.Equal(VerdictReason.StillWaiting, await _lab.Reason(AttemptOf()));
        _lab.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(VerdictReason.WaitedLongEnough, await _lab.Reason(AttemptOf()));
    }

    [Fact]
    public async Task An_attempt_before_the_partitions_have_places_waits_for_its_answer() =>
        Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(AttemptOf()));

    [Fact]
    public async Task The_list_the_count_and_an_explanation_are_about_all_partitions()
    {
        await UntilReady();
        for (var i = 0; i < 100; i++)
            await _lab.Reason(AttemptOf(reversePath: $"user{i}@example.org"));

        var counts = await _lab.Greylist.Ask<TripletCounts>(CountTriplets.Instance, Patience);
        Assert.Equal((100, 0), (counts.Waiting, counts.Away.Length));
        var page = await _lab.Greylist.Ask<TripletPage>(new ListTriplets(new TripletQuery(), 1000), Patience);
        Assert.Equal((100, null), (page.Triplets.Length, page.Next));
        var explained = await _lab.Greylist.Ask<Explained>(new ExplainAttempt(AttemptOf(reversePath: "user7@example.org")), Patience);
        Assert.Equal(VerdictReason.StillWaiting, explained.Explanation!.Verdict.Reason);
    }

    [Fact]
    public async Task A_triplet_that_is_allowed_by_hand_passes()
    {
        await UntilReady();
        var triplet = new Triplet(new ClientIdentity("192.0.2.0/24"), "ann@example.org", "bob@example.com");
        Assert.True((await _lab.Greylist.Ask<TripletChanged>(new ChangeTriplet.Allow(triplet), Patience)).IsDone);
        Assert.Equal(VerdictReason.KnownTriplet, await _lab.Reason(AttemptOf()));
    }

    [Fact]
    public async Task The_places_name_this_machine_for_every_partition()
    {
        await UntilReady();
        var listed = await _lab.Greylist.Ask<PlacesListed>(ListPlaces.Instance, Patience);
        var self = Akka.Cluster.Cluster.Get(_lab.System).SelfAddress;
        Assert.Equal("greylist", listed.State);
        Assert.Equal(Enumerable.Range(0, 16), listed.Places.Select(place => place.Number));
        Assert.All(listed.Places, place => Assert.Equal(($"{self.Host}:{self.Port}", PartitionCondition.Judging), (place.Machine, place.Condition)));
    }

    [Fact]
    public async Task Messages_of_a_later_release_are_ignored()
    {
        await UntilReady();
        var later = new UnknownMessage("judge-attempt.v2");
        var proxy = _lab.System.ActorSelection("/system/sharding/greylistProxy");
        for (var number = 0; number < 16; number++)
            proxy.Tell(new ToPartition("greylist", number, later));
        _lab.Greylist.Tell(later);
        _lab.Probe.ExpectNoMsg(TimeSpan.Zero);

        for (var i = 0; i < 100; i++)
            Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(AttemptOf(reversePath: $"user{i}@example.org")));
    }

    [Fact]
    public async Task The_only_machine_keeps_its_partitions_until_its_sessions_have_ended()
    {
        await UntilReady();
        _lab.Greylist.Tell(HandOverPartitions.Instance);
        Assert.Equal(VerdictReason.NeverSeen, await _lab.Reason(AttemptOf()));
    }

    [Fact]
    public async Task A_drain_saves_a_snapshot_of_each_partition_with_new_events_and_stops()
    {
        await UntilReady();
        await _lab.Reason(AttemptOf());
        _lab.Probe.Watch(_lab.Greylist);
        _lab.Greylist.Tell(DrainGreylist.Instance);
        _lab.Probe.ExpectTerminated(_lab.Greylist, Patience);
        Assert.Equal(1, _lab.Count("snapshot"));
    }

    [Fact]
    public async Task A_partition_that_its_store_stopped_refuses_attempts_and_judges_again_when_the_store_works()
    {
        await UntilReady();
        await _lab.Reason(AttemptOf());
        _lab.Gate.Break();
        Assert.IsType<JudgeOutcome.Unavailable>(await _lab.Judge(AttemptOf("198.51.100.0/24")));
        _lab.Gate.Open();

        JudgeOutcome outcome;
        do
            outcome = await _lab.Judge(AttemptOf());
        while (outcome is JudgeOutcome.Unavailable);
        Assert.Equal(VerdictReason.StillWaiting, Assert.IsType<JudgeOutcome.Decided>(outcome).Verdict.Reason);
    }

    [Fact]
    public async Task A_request_that_a_region_drops_in_a_hand_over_is_answered_all_the_same()
    {
        await UntilReady();
        var session = _lab.Probe.CreateTestProbe();
        var dropped = new ToPartition("greylist", Partitioning.Of(AttemptOf(), 16), new JudgeAttempt(3, AttemptOf()));
        _lab.System.EventStream.Publish(new Dropped(dropped, "hand-over", session, _lab.Greylist));
        Assert.Equal(3, session.ExpectMsg<Judged>(Patience).Number);
    }

    private async Task UntilReady()
    {
        var deadline = DateTime.UtcNow + Patience;
        Readiness readiness;
        do
        {
            Assert.True(DateTime.UtcNow < deadline, "the partitions do not get ready");
            readiness = await _lab.Greylist.Ask<Readiness>(GetReadiness.Instance, Patience);
        }
        while (!readiness.Checks.All(check => check.Ok));
    }
}
