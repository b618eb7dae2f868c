using Akka.Actor;
using Akka.TestKit.Xunit2;
using GreyActors.Cluster.Sharding;
using GreyActors.Components;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;
using Xunit;
using static GreyActors.Tests.Greylisting.GreylistLab;

namespace GreyActors.Tests.Cluster.Sharding;

/// <summary>The host of a partition; the test takes the part of the partition, of its sessions and of the router.</summary>
public sealed class PartitionHostTests : TestKit
{
    private const int Number = 7;
    private const string Machine = "192.0.2.1:7948";

    private static readonly JudgeAttempt Judge = new(1, AttemptOf());

    private readonly IActorRef _host;

    public PartitionHostTests()
        : base("akka.test.single-expect-default = 20s")
    {
        var partition = TestActor;
        var family = new PartitionFamily(
            "greylist", 16, GreylistRequests.Instance, MaxWaiting: 1, new BackOff(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)),
            number => Props.Create(() => new Partition(number, partition)), Greeting: () => null, CheckStore: () => { }, RecordAway: _ => { });
        _host = Sys.ActorOf(PartitionHost.Props(Number, Machine, family, TestActor), "host");
        ExpectMsg(new PartitionHosted(Number));
    }

    [Fact]
    public void Requests_wait_until_the_partition_has_recovered_and_further_ones_are_turned_away()
    {
        var partition = ExpectPartition();
        _host.Tell(Judge, TestActor);
        _host.Tell(Judge with { Number = 2 }, TestActor);
        Assert.Equal(new Judged(2, JudgeOutcome.Crowded.Instance), ExpectMsg<Judged>());

        Recover(partition);
        Assert.Same(Judge, ExpectMsg<JudgeAttempt>());
    }

    [Fact]
    public void A_poll_shows_the_condition_and_the_counts_only_if_they_are_new()
    {
        var partition = ExpectPartition();
        Assert.Equal(PartitionCondition.Recovering, Poll(0).Condition);
        Recover(partition);
        var first = Poll(0);
        Assert.Equal(("greylist", Number, Machine, PartitionCondition.Judging), (first.Region, first.Number, first.Machine, first.Condition));
        Assert.Null(first.Counts);

        var counted = new IdentitiesCounted(Number, [new CountedIdentity(new ClientIdentity("host:example.org"), new IdentityCounts(3, 1))]);
        _host.Tell(counted, partition);
        var second = Poll(first.CountsVersion);
        Assert.Same(counted, second.Counts);
        Assert.Null(Poll(second.CountsVersion).Counts);
    }

    [Fact]
    public void The_partition_gets_the_ignored_identities_when_it_has_recovered()
    {
        var partition = ExpectPartition();
        _host.Tell(IgnoreIdentities.None);
        Recover(partition);
        ExpectMsg<IgnoreIdentities>();
    }

    [Fact]
    public void A_failed_partition_asks_for_a_check_of_the_store_and_its_requests_are_refused()
    {
        var partition = ExpectPartition();
        Recover(partition);
        Sys.Stop(partition);
        ExpectMsg<CheckStore>();
        _host.Tell(Judge, TestActor);
        Assert.Equal(Judge.Unavailable, ExpectMsg<Judged>());
        Assert.Equal(PartitionCondition.Away, Poll(0).Condition);
    }

    [Fact]
    public void A_query_is_declined_until_the_partition_judges()
    {
        ExpectPartition();
        _host.Tell(new CountPartition(Number), TestActor);
        ExpectMsg<PartitionAway>();
        _host.Tell(new ExplainAttempt(Judge.Attempt), TestActor);
        Assert.Null(ExpectMsg<Explained>().Explanation);
    }

    [Fact]
    public void A_drained_host_sends_requests_back_to_the_router_and_stops_with_its_partition()
    {
        var partition = ExpectPartition();
        Recover(partition);
        Watch(_host);
        _host.Tell(DrainGreylist.Instance);
        ExpectMsg<DrainGreylist>();
        _host.Tell(Judge, TestActor);
        Assert.Equal(new ToPartition("greylist", Number, Judge), ExpectMsg<ToPartition>());

        Sys.Stop(partition);
        ExpectTerminated(_host);
    }

    private IActorRef ExpectPartition()
    {
        ExpectMsg<Partition.Started>();
        return LastSender;
    }

    private void Recover(IActorRef partition)
    {
        _host.Tell(PartitionRecovered.Instance, partition);
        AwaitAssert(() => Assert.Equal(PartitionCondition.Judging, Poll(0).Condition));
    }

    private PartitionPolled Poll(long version)
    {
        var poller = CreateTestProbe();
        _host.Tell(new PollPartition(version), poller);
        return poller.ExpectMsg<PartitionPolled>();
    }

    /// <summary>Forwards everything to the test.</summary>
    private sealed class Partition : UntypedActor
    {
        private readonly IActorRef _test;

        public Partition(int number, IActorRef test)
        {
            Assert.Equal(Number, number);
            _test = test;
            _test.Tell(Started.Instance, Self);
        }

        protected override void OnReceive(object message) => _test.Forward(message);

        public sealed record Started
        {
            public static readonly Started Instance = new();
        }
    }
}
